"""From demand to people: calls an hour, the work they bring, and how many must be there so that few wait long."""

from dataclasses import dataclass

import numpy as np

from ninefold.measures.demand.calendar import weekdays
from ninefold.measures.demand.model import Forecast
from ninefold.measures.demand.periods import HOURS, Floats
from ninefold.measures.demand.spread import quantile_points
from ninefold.measures.demand.waiting import Waiting, servers_needed, waiting


@dataclass(frozen=True)
class Work:
    """What one call brings: the share that needs anyone, minutes of handling, and how many go; and the target."""

    minutes: float
    share: float = 1.0
    each: float = 1.0
    wait_minutes: float = 10.0
    within: float = 0.9
    sure: float = 0.9


@dataclass(frozen=True)
class HourNeed:
    """One hour of the week: calls expected and at the upper limit, and the people needed for each of them."""

    weekday: int
    hour: int
    calls: float
    calls_high: float
    people: int
    people_high: int
    wait_p90_minutes: float
    under_cover_share: float


def week_of(forecast: Forecast, node: int = 0, *, sure: float = 0.9) -> tuple[Floats, Floats]:
    """Calls expected, and those exceeded once in ten times, at each hour of the week (168 from Monday 0:00).

    The mean over the weeks forecast; hours that are not forecast are nought.
    """
    hour = np.arange(len(forecast.mean)) % HOURS
    place = weekdays(forecast.periods.first) * HOURS + hour
    mean, spread = forecast.mean[:, node], forecast.spread[:, node]
    high = quantile_points(mean, spread, sure) + 0.5
    times = np.maximum(np.bincount(place, minlength=168), 1)
    return (
        np.bincount(place, mean, minlength=168) / times,
        np.maximum(np.bincount(place, high, minlength=168), np.bincount(place, mean, minlength=168)) / times,
    )


def needs(calls: Floats, high: Floats, work: Work) -> list[HourNeed]:
    """The people needed at each hour of the week, at what is expected and at the upper limit."""
    return [_need(place, float(calls[place]), float(high[place]), work) for place in range(len(calls))]


def _need(place: int, calls: float, high: float, work: Work) -> HourNeed:
    handling = work.minutes / 60
    jobs, jobs_high = calls * work.share, high * work.share
    target = work.wait_minutes / 60
    teams = servers_needed(jobs, handling, wait=target, within=work.within)
    teams_high = servers_needed(jobs_high, handling, wait=target, within=work.within)
    found = waiting(jobs, handling, teams) if teams else Waiting(0, 0.0, 0.0, 0.0, 0.0)
    short = max(teams - 1, 0)
    worse = waiting(jobs, handling, short) if short else found
    return HourNeed(
        place // HOURS, place % HOURS, calls, high, round(teams * work.each), round(teams_high * work.each),
        60 * found.p90, worse.share_waiting - found.share_waiting,
    )  # fmt: skip
