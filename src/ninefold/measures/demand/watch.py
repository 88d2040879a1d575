"""Has demand changed for good? A two-sided CUSUM (Page 1954) on the misses of a one-step forecast.

Misses are put on their own scale, the usual one by a robust quantile, and cut off, so that no one week can
alarm by itself what is only an accident of that week. After an alarm the memory begins anew at the change.
"""

from bisect import bisect_left, insort
from dataclasses import dataclass
from math import isfinite, prod, sqrt

import numpy as np

from ninefold.measures.demand.level import BEFORE_A_SHOCK, rates, shock_rates, widening
from ninefold.measures.demand.periods import PER_YEAR, Floats

# Reference value, limit and cut in standard deviations: a change of 1.5 deviations is the least looked for.
ALLOWANCE, LIMIT, CUT = 0.75, 5.0, 4.0
_SETTLING = 0.5  # of a year, in which nothing is said
_QUIET_AFTER = 6  # periods after an alarm in which the new level is being learnt
_ROBUST = 0.6745
_LEAST_SPREAD = 1e-4
_FEW = 8  # misses, below which their own spread is not yet told


@dataclass(frozen=True)
class Alarm:
    """The period in which a change was called, the one in which it seems to have begun, and its way."""

    at: int
    changed: int
    rose: bool


@dataclass(frozen=True)
class Watched:
    """One-step forecasts of one series with their spread, the level after each period, and the alarms."""

    mean: Floats
    spread: Floats
    level: Floats
    widened: Floats
    alarms: tuple[Alarm, ...]

    def active(self, step: str) -> Alarm | None:
        """The last alarm, if its time is not yet over."""
        if not self.alarms or self.widened[-1] <= 1.0:
            return None
        return self.alarms[-1]


def watch(counts: Floats, factors: Floats, step: str) -> Watched:
    """Go through one series period by period; NaN is passed over. Every figure uses only what came before it."""
    return _Watching(counts, factors, step).run()


class _Watching:
    """The state that one pass carries along."""

    def __init__(self, counts: Floats, factors: Floats, step: str) -> None:
        self.step = step
        self.counts: list[float] = counts.tolist()
        self.factors: list[float] = factors.tolist()
        self.days = 365.25 / PER_YEAR[step]
        self.window = int(2 * PER_YEAR[step])
        self.usual, self.fast = rates(step), shock_rates(step)
        self.sums = {share: [0.0, 0.0] for share in (*self.usual, *self.fast)}
        self.misses: list[float] = []  # how large each was, in order of time
        self.sorted: list[float] = []  # those of the last two years, in order of size
        self.deviations = np.zeros(len(counts))
        self.up = self.down = 0.0
        self.up_from = self.down_from = 0
        self.alarms: list[Alarm] = []

    def run(self) -> Watched:
        periods = len(self.counts)
        mean, spread, level, widened = (np.full(periods, np.nan) for _ in range(4))
        for at in range(periods):
            widened[at] = self._widened(at)
            mean[at] = self._level(widened[at]) * self.factors[at]
            spread[at] = self._spread() * widened[at]
            if isfinite(self.counts[at]):
                self._judge(at, float(mean[at]))
                self._learn(at)
            level[at] = self._level(self._widened(at))
        return Watched(mean, spread, level, widened, tuple(self.alarms))

    def _widened(self, at: int) -> float:
        return widening((at - self.alarms[-1].at) * self.days) if self.alarms else 1.0

    def _level(self, widened: float) -> float:
        shares = self.fast if widened > 1.0 else self.usual
        known = [
            top / bottom for top, bottom in (self.sums[share] for share in shares) if bottom > 0 and top > 0
        ]
        return prod(known) ** (1 / len(known)) if known else 0.0

    def _learn(self, at: int) -> None:
        for share, pair in self.sums.items():
            pair[0] += share * (self.counts[at] - pair[0])
            pair[1] += share * (self.factors[at] - pair[1])

    def _spread(self) -> float:
        """Robust: the median of the squared relative misses beyond chance, as a normal's variance would be."""
        held = len(self.sorted)
        if held < _FEW:
            return 0.01
        middle = (self.sorted[(held - 1) // 2] + self.sorted[held // 2]) / 2
        return max((middle / _ROBUST) ** 2, _LEAST_SPREAD)

    def _missed(self, size: float) -> None:
        self.misses.append(size)
        insort(self.sorted, size)
        if len(self.misses) > self.window:
            self.sorted.pop(bisect_left(self.sorted, self.misses[-self.window - 1]))

    def _judge(self, at: int, mean: float) -> None:
        if mean <= 0:
            return
        miss = self.counts[at] / mean - 1.0
        deviation = sqrt(1.0 / mean + self._spread()) if len(self.misses) < _FEW else sqrt(self._spread())
        self._missed(abs(miss))
        since = at - self.alarms[-1].at if self.alarms else at
        if at < _SETTLING * PER_YEAR[self.step] or (self.alarms and since < _QUIET_AFTER):
            return
        z = self.deviations[at] = min(CUT, max(-CUT, miss / deviation))
        self._count(at, z)
        if max(self.up, self.down) > LIMIT:
            self._alarm(at)

    def _count(self, at: int, z: float) -> None:
        if self.up == 0.0:
            self.up_from = at
        if self.down == 0.0:
            self.down_from = at
        self.up = max(0.0, self.up + z - ALLOWANCE)
        self.down = max(0.0, self.down - z - ALLOWANCE)

    def _began(self, first: int, at: int, rose: bool) -> int:
        """Where the change itself began, from where the sum did: the sum may have stood a little above 0 for long.

        The likeliest start is sought for a change half as large as the largest miss, not for the least looked for.
        """
        misses = self.deviations[first : at + 1] * (1 if rose else -1)
        summed = np.cumsum((misses - max(ALLOWANCE, misses.max() / 2))[::-1])[::-1]
        return first + int(np.argmax(summed))

    def _alarm(self, at: int) -> None:
        rose = self.up > self.down
        changed = self._began(self.up_from if rose else self.down_from, at, rose)
        self.alarms.append(Alarm(at, changed, rose))
        self.up = self.down = 0.0
        for share, pair in self.sums.items():
            pair[0], pair[1] = pair[0] * BEFORE_A_SHOCK, pair[1] * BEFORE_A_SHOCK
            for again in range(changed, at):
                if isfinite(self.counts[again]):
                    pair[0] += share * self.counts[again]
                    pair[1] += share * self.factors[again]
