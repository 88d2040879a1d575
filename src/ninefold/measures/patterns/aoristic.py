"""Hot times of the week, for events whose time is known, or known only to lie between two moments.

Method: aoristic weights (Ratcliffe and McCullagh, 1998; Ratcliffe, 2000): an event that fell somewhere in a window
counts in each hour by the share of the window that lies in it, so every event counts once in all.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

from ninefold.errors import CountOutOfRange
from ninefold.measures.discoveries import q_values
from ninefold.measures.intervals import compound_poisson

Floats = NDArray[np.float64]
WEEK = 168
# 1970-01-01 was a Thursday; hours of the week are counted from Monday 00:00.
_EPOCH = 3 * 24
_SECOND = 1 / 3600  # of an hour; a window no longer is a known time, and too short to be divided by
_CHUNK = 20_000
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class TimeAudit:
    """How well times are known: events, those within an hour, the median window in hours, and heaps.

    `too_long` windows (a week or more) say nothing of the hour and are left out; `backwards` ends come before
    their starts and are left out too; `on_the_hour` and `at_midnight` are shares of the exact times.
    """

    events: int
    known_within_an_hour: int
    median_window: float | None
    too_long: int
    backwards: int
    on_the_hour: float | None
    at_midnight: float | None


@dataclass(frozen=True)
class HotTimes:
    """Weights by day of the week (Monday first) and hour, 7 × 24; their sum is the number of events used.

    `low` and `high` are 95 % limits of each weight; `q` the false-discovery rate at which a cell would be called
    hotter than the week's mean; `even` is that mean.
    """

    weight: Floats
    low: Floats
    high: Floats
    q: Floats
    even: float
    audit: TimeAudit

    def hottest(self, how_many: int = 5) -> list[tuple[str, int, float]]:
        """Day, hour and share of the hours with the greatest weight."""
        order = np.argsort(-self.weight.reshape(-1), kind="stable")[:how_many]
        total = max(float(self.weight.sum()), 1e-12)
        return [(DAYS[i // 24], int(i % 24), float(self.weight.reshape(-1)[i]) / total) for i in order]


def hot_times(start: Floats, end: Floats, *, progress: Callable[[float], None] | None = None) -> HotTimes:
    """Weights of the hours of the week; start and end in hours since 1970-01-01 00:00, local time.

    An event known to the minute has end = start. Raises CountOutOfRange when no event has a usable window.
    """
    known = np.isfinite(start) & np.isfinite(end)
    start, end = start[known], end[known]
    length = end - start
    usable = (length >= 0) & (length < WEEK)
    if not usable.any():
        raise CountOutOfRange(
            "No event has a time or a window shorter than a week. Name the columns of times in the card, "
            "or ask for something that needs days only."
        )
    weight, squares = _summed(start[usable], length[usable], progress)
    low, high = compound_poisson(weight, squares)
    even = float(weight.sum()) / WEEK
    shape = (7, 24)
    return HotTimes(
        weight.reshape(shape),
        low.reshape(shape),
        high.reshape(shape),
        _hotter(weight, squares, even).reshape(shape),
        even,
        _audit(start, length, usable),
    )


def hour_weights(start: Floats, length: Floats) -> Floats:
    """The weight of each event (rows) in each hour of the week (168 columns, Monday 00:00 first); rows sum to 1."""
    begin = start + _EPOCH
    hours = np.arange(WEEK, dtype=np.float64)
    inside = _time_in(begin[:, None] + length[:, None], hours) - _time_in(begin[:, None], hours)
    weights = np.divide(inside, length[:, None], out=np.zeros_like(inside), where=length[:, None] > _SECOND)
    exact = np.flatnonzero(length <= _SECOND)
    weights[exact, np.floor(begin[exact]).astype(np.int64) % WEEK] = 1.0
    return weights


def _time_in(moment: Floats, hour: Floats) -> Floats:
    """Hours spent in this hour of the week from the start of time to a moment."""
    weeks = np.floor(moment / WEEK)
    within: Floats = weeks + np.clip(moment - weeks * WEEK - hour, 0.0, 1.0)
    return within


def _summed(start: Floats, length: Floats, progress: Callable[[float], None] | None) -> tuple[Floats, Floats]:
    weight, squares = np.zeros(WEEK), np.zeros(WEEK)
    for at in range(0, start.size, _CHUNK):
        part = hour_weights(start[at : at + _CHUNK], length[at : at + _CHUNK])
        weight += part.sum(axis=0)
        squares += (part**2).sum(axis=0)
        if progress:
            progress(min(1.0, (at + _CHUNK) / start.size))
    return weight, squares


def _hotter(weight: Floats, squares: Floats, even: float) -> Floats:
    """q of each hour for being above the week's mean, by the scaled Poisson limits' own normal form."""
    scale = np.divide(squares, weight, out=np.ones_like(weight), where=weight > 0)
    count = np.divide(weight, scale, out=np.zeros_like(weight), where=scale > 0)
    # The chance of so many or more when the mean is even: a gamma tail, as in the limits.
    p = np.where(count > 0, gammainc(np.maximum(count, 1e-12), even / scale), 1.0)
    return q_values(p, np.zeros(WEEK, dtype=np.int64))


def _audit(start: Floats, length: Floats, usable: NDArray[np.bool_]) -> TimeAudit:
    exact = start[usable & (length <= 1e-9)]
    on_hour = np.abs(exact - np.round(exact)) < 1e-6
    midnight = on_hour & (np.round(exact).astype(np.int64) % 24 == 0)
    good = length[usable]
    return TimeAudit(
        int(length.size),
        int((good <= 1.0).sum()),
        float(np.median(good)) if good.size else None,
        int((length >= WEEK).sum()),
        int((length < 0).sum()),
        float(on_hour.mean()) if exact.size else None,
        float(midnight.mean()) if exact.size else None,
    )
