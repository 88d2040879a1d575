"""The alarm as it would have gone: week by week, each judged only from what was known the week before."""

from dataclasses import dataclass, replace

import numpy as np

from ninefold.measures.demand.model import History, factors_ahead, factors_of_past
from ninefold.measures.demand.periods import Floats, run_of
from ninefold.measures.demand.spread import limits
from ninefold.measures.demand.watch import Watched, watch

REFIT = 4  # weeks between new shapes
_FIRST = 104  # weeks known before the first week judged
_FIRST_OF_SHORT = 60


@dataclass(frozen=True)
class WeekSeen:
    """One week: what was expected a week before, its limits, what came, and whether a change was called."""

    week: str
    expected: float
    low: float
    high: float
    came: float
    alarm: str  # 'rise', 'fall' or ''
    after_shock: bool


@dataclass(frozen=True)
class Replay:
    """All weeks judged, how often the limits held, and the weeks of the alarms."""

    weeks: tuple[WeekSeen, ...]
    cover: float
    alarms: tuple[str, ...]


def replay(history: History) -> Replay | None:
    """Judge the total week by week; None where there are too few weeks."""
    weekly = weeks_of(history)
    first = _FIRST if len(weekly.counts) >= _FIRST + 26 else _FIRST_OF_SHORT
    if len(weekly.counts) < first + 8:
        return None
    factors = _factors(weekly, first)
    counts = weekly.counts[:, 0]
    watched = watch(counts, factors, "week")
    return _told(weekly, watched, first)


def weeks_of(history: History) -> History:
    """The total by week (the last ends where the history does); months are left as they are not weeks."""
    step = history.periods.step
    length = {"hour": 168, "day": 7, "week": 1, "month": 0}[step]
    if length == 0:
        return history.upto(0)
    skipped = len(history.counts) % length
    total = history.counts[skipped:, :1].reshape(-1, length, 1).sum(axis=1)
    start = int(history.periods.first[skipped]) if len(total) else int(history.periods.first[0])
    alone = replace(history.tree, paths=((),), parent=np.array([-1]), leaves=np.array([0]))
    return History(run_of("week", start, len(total)), total, alone, history.region, history.events)


def _factors(weekly: History, first: int) -> Floats:
    """What the calendar multiplies each week by, as known when the week was forecast."""
    factors = np.ones(len(weekly.counts))
    for start in range(first, len(factors), REFIT):
        ahead = min(REFIT, len(factors) - start)
        factors[start : start + ahead] = factors_ahead(weekly.upto(start), ahead)
    # Before the first week judged only the levels are learnt, and they need a shape too.
    known = weekly.upto(first)
    factors[:first] = factors_of_past(known)
    return factors


def _told(weekly: History, watched: Watched, first: int) -> Replay:
    low, high = limits(watched.mean[first:], watched.spread[first:])
    called = {alarm.at: "rise" if alarm.rose else "fall" for alarm in watched.alarms}
    weeks = tuple(
        WeekSeen(
            weekly.periods.text(at), float(watched.mean[at]), float(low[at - first]), float(high[at - first]),
            float(weekly.counts[at, 0]), called.get(at, ""), bool(watched.widened[at] > 1.0),
        )
        for at in range(first, len(weekly.counts))
        if np.isfinite(weekly.counts[at, 0])
    )  # fmt: skip
    held = [week.low <= week.came <= week.high for week in weeks] or [False]
    alarms = tuple(week.week for week in weeks if week.alarm)
    return Replay(weeks, float(np.mean(held)), alarms)
