"""Common ways of drawing: when, where, who. Each is a simple mechanism with no memory."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ninefold.region import changes, days
from ninefold.region.batch import NEEDED, Batch
from ninefold.region.catalogue import hours, week
from ninefold.region.chance import Bools, Chance, Floats, Ints, cumulative
from ninefold.region.people import NOBODY, People
from ninefold.region.plan import STREETS, Plan


@dataclass(frozen=True)
class Region:
    """What every simulation needs: the plan, the people, and how hot each small area is."""

    plan: Plan
    people: People
    chance: Chance
    heat: Floats


@dataclass(frozen=True)
class Rhythm:
    """How often something happens (per 1,000 people a year) and when."""

    kind: str
    category: str
    yearly: float
    profile: str
    winter: float = 0.0


def moments(region: Region, force: int, year: int, rhythm: Rhythm, random: np.random.Generator) -> Ints:
    """Moments at which something happens in a force in a year: Poisson about season, week and changes."""
    on = days.of_year(year)
    season = 1 + rhythm.winter * np.cos(2 * np.pi * (on - days.number(year) - 15) / 365.25)
    weekly = week(rhythm.profile)[days.weekdays(on)]
    changed = changes.factor(force, rhythm.kind, rhythm.category, on)
    daily = region.plan.size_of(force) * rhythm.yearly / 1000 / 365.25 * season * weekly * changed
    count = random.poisson(daily.sum())
    day = on[np.searchsorted(cumulative(daily), random.random(count), side="right")]
    return np.sort(day * days.MINUTES + minutes_of_day(count, rhythm.profile, random))


def minutes_of_day(count: int, profile: str, random: np.random.Generator) -> Ints:
    """Minutes of the day; people round to the hour and the quarter."""
    hour = np.searchsorted(cumulative(hours(profile)), random.random(count), side="right")
    minute = random.integers(60, size=count)
    rounding = random.random(count)
    minute = np.where(rounding < 0.35, 0, np.where(rounding < 0.7, minute // 15 * 15, minute))
    return (hour * 60 + minute).astype(np.int64)


def areas(region: Region, force: int, count: int, in_centre: float, random: np.random.Generator) -> Ints:
    """Small areas of a force, by how hot they are and how much the thing belongs to town centres."""
    own = region.plan.areas_of(force)
    size = region.plan.area_start[own + 1] - region.plan.area_start[own]
    weights = region.heat[own] * size * np.where(region.plan.is_centre()[own], in_centre, 1.0)
    return own[np.searchsorted(cumulative(weights), random.random(count), side="right")]


def hot_streets(region: Region, area: Ints, random: np.random.Generator) -> Ints:
    """Streets of areas: in each a few streets see most of it."""
    rank = (STREETS * random.random(len(area)) ** 2.4).astype(np.int64)
    turn = region.chance.below("hot streets", STREETS, area)
    return area * STREETS + (rank * 7 + turn) % STREETS


def residents(
    region: Region,
    area: Ints,
    steepness: float,
    topic: str,
    random: np.random.Generator,
    which: ArrayLike = 0,
) -> Ints:
    """Someone who began life in each area; the steeper, the more the same few people come up."""
    start, size = region.plan.area_start[area], np.maximum(1, np.diff(region.plan.area_start)[area])
    rank = (size * random.random(len(area)) ** steepness).astype(np.int64)
    # Ranks are dealt round the area by a stride that shares no factor with its size.
    stride = 7919
    turn = region.chance.below(topic, 1_000_003, area, which)
    return start + (rank * stride + turn) % size


def roamers(region: Region, area: Ints, random: np.random.Generator) -> Ints:
    """The area each person comes from: mostly the same, else the same force, else any force."""
    count, plan = len(area), region.plan
    luck = random.random(count)
    force = plan.area_force[area]
    first = np.searchsorted(plan.area_force, force)
    number = np.searchsorted(plan.area_force, force, side="right") - first
    near = first + (random.random(count) * number).astype(np.int64)
    far = random.integers(len(plan.area_force), size=count)
    return np.where(luck < 0.62, area, np.where(luck < 0.93, near, far))


def fitting(people: People, drawn: Ints, day: Ints, low: ArrayLike, high: int = 130) -> Ints:
    """The people drawn, or nobody where one is not living or not of the age."""
    age = people.ages_of_living(drawn, day)
    return np.where((age >= np.asarray(low)) & (age >= 0) & (age <= high), drawn, NOBODY)


def offenders(region: Region, area: Ints, day: Ints, random: np.random.Generator) -> Ints:
    """Offenders for events in areas: few people do much of it, mostly near home, mostly young men."""
    found = np.full(len(area), NOBODY, dtype=np.int64)
    for _ in range(5):
        lacking = np.flatnonzero(found == NOBODY)
        if not len(lacking):
            break
        home = roamers(region, area[lacking], random)
        drawn = residents(region, home, 3.2, "offenders", random)
        age = region.people.ages_of_living(drawn, day[lacking])
        keep = np.where(region.people.is_woman(drawn), 0.3, 1.0)
        keep *= np.exp(-np.maximum(0, age - 24) / 18.0) * ((age >= 10) & (age <= 75))
        found[lacking] = np.where(random.random(len(lacking)) < keep, drawn, NOBODY)
    return found


def recorded(reported: Ints, random: np.random.Generator) -> Ints:
    """When records were last touched: mostly the same or next day, a few months late."""
    lag = later(len(reported), 240, random)
    late = random.random(len(reported)) < 0.03
    return reported + np.where(late, lag + random.integers(25, 110, len(reported)) * days.MINUTES, lag)


def batch(kind: str, force: int, columns: dict[str, Ints]) -> Batch:
    """A batch with what every batch needs: missing moments follow from when it was reported."""
    count = len(columns["occurred"])
    none = np.full(count, -1, dtype=np.int64)
    whole = dict.fromkeys(NEEDED, none) | {"serial": none, "sent": none + 1} | columns
    return Batch(kind, force, whole)


def chosen(count: int, weights: ArrayLike, random: np.random.Generator) -> Ints:
    """Places in a list, by weight."""
    return np.searchsorted(cumulative(weights), random.random(count), side="right").astype(np.int64)


def later(count: int, typical: float, random: np.random.Generator) -> Ints:
    """Minutes until something follows, exponentially spread about a typical number."""
    return (random.exponential(typical, count)).astype(np.int64) + 1


def where_true(test: Bools, values: Ints) -> Ints:
    """The values, or -1 where the test fails."""
    return np.where(test, values, NOBODY)
