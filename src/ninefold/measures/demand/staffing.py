"""From demand to people: calls an hour, the work they bring, and how many must be there so that few wait long.

What shifts then give, and what it costs to be some crews short, is simulated call by call: Erlang's formulas hold for
an hour by itself, and a queue of one hour is carried into the next.
"""

from dataclasses import dataclass

import numpy as np

from ninefold.measures.demand.calendar import weekdays
from ninefold.measures.demand.model import Forecast
from ninefold.measures.demand.periods import HOURS, Floats, Ints
from ninefold.measures.demand.spread import quantile_points
from ninefold.measures.demand.waiting import (
    Waiting,
    impatient,
    servers_needed,
    simulate,
    wait_beyond,
    waiting,
)

# Calls that are simulated, the fewest and most weeks of them, and how many a week are too many to go through.
_SIMULATED, _WEEKS, _TOO_MANY = 60_000, (1, 60), 500_000


@dataclass(frozen=True)
class Work:
    """What one call brings: the share that needs anyone, minutes of handling, and how many go; and the target."""

    minutes: float
    share: float = 1.0
    each: float = 1.0
    wait_minutes: float = 10.0
    within: float = 0.9
    sure: float = 0.9
    patience_minutes: float = 0.0  # after which callers give up, on average; 0 if nobody does


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


@dataclass(frozen=True)
class Service:
    """A week simulated with so many crews fewer each hour than the shifts give: how long people waited."""

    crews_fewer: int
    within: float
    mean_minutes: float
    p90_minutes: float
    gives_up: float | None  # the share, by Erlang's formula for each hour; None where nobody does


def week_of(forecast: Forecast, node: int = 0, *, sure: float = 0.9) -> tuple[Floats, Floats]:
    """Calls expected, and those exceeded once in ten times, at each hour of the week (168 from Monday 0:00).

    The mean over the weeks forecast; hours that are not forecast are nought.
    """
    hour = np.arange(len(forecast.mean)) % HOURS
    place = weekdays(forecast.periods.first) * HOURS + hour
    mean, spread = forecast.mean[:, node], forecast.spread[:, node]
    point = quantile_points(mean, spread, sure)
    # Where even the upper figure is nought, so few come that the mean says more.
    high = np.where(point > 0, point + 0.5, mean)
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


def service(calls: Floats, there: Ints, work: Work, *, fewer: int = 0, seed: int = 0) -> Service:
    """What a week of calls (an hour each) meets when these people are there, `fewer` crews short.

    Where a week has too many calls to go through, each hour is taken by itself, and p90 is not told (NaN).
    """
    jobs = np.asarray(calls, dtype=np.float64) * work.share
    crews = np.maximum(np.floor(np.asarray(there) / max(work.each, 1e-9) + 1e-9).astype(np.int64) - fewer, 0)
    lost = _gives_up(jobs, crews, work) if work.patience_minutes > 0 else None
    if jobs.sum() > _TOO_MANY:
        return Service(fewer, *_by_formula(jobs, crews, work), float("nan"), lost)
    weeks = int(np.clip(_SIMULATED / max(float(jobs.sum()), 1.0), *_WEEKS))
    waits = simulate(np.tile(jobs, weeks), work.minutes / 60, np.tile(crews, weeks), seed=seed).waits * 60
    if len(waits) == 0:
        return Service(fewer, 1.0, 0.0, 0.0, lost)
    held = float(np.mean(waits <= work.wait_minutes))
    return Service(fewer, held, float(waits.mean()), float(np.quantile(waits, 0.9)), lost)


def _by_formula(jobs: Floats, crews: Ints, work: Work) -> tuple[float, float]:
    """The share that waits no longer than wanted, and the mean wait in minutes, hour by hour."""
    target, handling = work.wait_minutes / 60, work.minutes / 60
    hours = [(each, int(here)) for each, here in zip(jobs.tolist(), crews, strict=True) if each > 0]
    late = sum(each * wait_beyond(each, handling, here, target) for each, here in hours)
    waited = sum(each * waiting(each, handling, here).mean for each, here in hours)
    return 1 - late / float(jobs.sum()), 60 * waited / float(jobs.sum())


def _gives_up(jobs: Floats, crews: Ints, work: Work) -> float:
    lost = [
        each * impatient(each, work.minutes / 60, int(here), work.patience_minutes / 60).share_lost
        for each, here in zip(jobs, crews, strict=True)
        if each > 0
    ]
    return float(sum(lost) / jobs.sum()) if lost else 0.0
