"""Crimes and anti-social behaviour: who was harmed where, by whom, and what came of it."""

import numpy as np

from ninefold.region import changes, days, drawing
from ninefold.region.batch import Batch
from ninefold.region.catalogue import ASB, CATEGORIES, OFFENCES, SLUGS
from ninefold.region.chance import Bools, Floats, Ints, cumulative
from ninefold.region.drawing import Region, Rhythm
from ninefold.region.people import NOBODY
from ninefold.region.plan import STREETS

OUTCOMES = (
    "under-investigation",
    "charged",
    "cautioned",
    "local-resolution",
    "unable-to-prosecute",
    "victim-does-not-support",
    "no-further-action",
    "diversion",
)
_WITH_SUSPECT = [0.07, 0.20, 0.06, 0.11, 0.20, 0.31, 0.01, 0.04]
_WITHOUT = [0.06, 0.0, 0.0, 0.0, 0.05, 0.09, 0.80, 0.0]
_SHOPLIFTING = SLUGS.index("shoplifting")
_NIGHT = np.array([category.profile == "night" for category in CATEGORIES])


def in_year(region: Region, force: int, year: int) -> Batch:
    """Every crime and anti-social behaviour incident of a force in a year."""
    random = region.chance.generator("crimes", force, year)
    parts = [_when_and_where(region, force, year, number, random) for number in range(len(CATEGORIES))]
    category, occurred, area = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    day = occurred // days.MINUTES
    victim = _victims(region, category, area, day, random)
    suspect = _suspects(region, category, area, day, victim, random)
    street, house = _places(region, category, area, day, victim, random)
    columns = _moments(occurred, _of(category, "profile_is_home"), random) | {
        "street": street,
        "house": house,
        "category": category,
        "offence": _offences(category, random),
        "outcome": _outcomes(suspect, category, random),
        "victim": victim,
        "suspect": suspect,
    }
    return _repeated(drawing.batch("crimes", force, columns), region, year, random)


def _when_and_where(
    region: Region, force: int, year: int, number: int, random: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    category = CATEGORIES[number]
    rhythm = Rhythm("crimes", category.slug, category.yearly, category.profile, category.winter)
    occurred = drawing.moments(region, force, year, rhythm, random)
    area = drawing.areas(region, force, len(occurred), category.in_centre, random)
    rise = changes.factor(force, "crimes", category.slug, occurred // days.MINUTES, centre=True)
    first = region.plan.areas_of(force)[0]
    # A change planted in a town centre draws events there from the rest of the force.
    area = np.where(random.random(len(area)) < 1 - 1 / rise, first, area)
    return np.full(len(area), number, dtype=np.int64), occurred, area


def _of(category: Ints, part: str) -> Floats:
    """A number that belongs to each event's category."""
    if part == "profile_is_home":
        values = [0.55 if kind.profile == "home" else 0.1 for kind in CATEGORIES]
    else:
        values = [getattr(kind, part) for kind in CATEGORIES]
    return np.array(values, dtype=np.float64)[category]


def _moments(occurred: Ints, unsure: Floats, random: np.random.Generator) -> dict[str, Ints]:
    count = len(occurred)
    unseen = random.random(count) < unsure
    until = occurred + np.where(unseen, drawing.later(count, 420, random), 0)
    reported = until + drawing.later(count, 90, random)
    slow = random.random(count) < 0.06
    reported += np.where(slow, drawing.later(count, 9 * days.MINUTES, random), 0)
    return {"occurred": occurred, "until": until, "reported": reported,
            "recorded": drawing.recorded(reported, random)}  # fmt: skip


def _victims(region: Region, category: Ints, area: Ints, day: Ints, random: np.random.Generator) -> Ints:
    local = random.random(len(area)) < np.maximum(0.7, _of(category, "at_home"))
    home = np.where(local, area, drawing.roamers(region, area, random))
    lowest = np.where(np.isin(category, [2, 3, 12]), 16, 3)
    # Whoever is hurt in the street at night is seldom who is burgled.
    topic = np.where(_NIGHT[category], 1, 2)
    victim = np.full(len(area), NOBODY, dtype=np.int64)
    wanted = random.random(len(area)) < _of(category, "victim")
    for _ in range(2):
        lacking = np.flatnonzero((victim == NOBODY) & wanted)
        drawn = drawing.residents(region, home[lacking], 1.7, "victims", random, topic[lacking])
        victim[lacking] = drawing.fitting(region.people, drawn, day[lacking], lowest[lacking])
    return victim


def _suspects(
    region: Region, category: Ints, area: Ints, day: Ints, victim: Ints, random: np.random.Generator
) -> Ints:
    known = random.random(len(area)) < _of(category, "suspect")
    suspect = np.full(len(area), NOBODY, dtype=np.int64)
    at_home = known & (victim >= 0) & (random.random(len(area)) < _of(category, "partner"))
    partner = region.people.partner(victim[at_home])
    suspect[at_home] = drawing.fitting(region.people, partner, day[at_home], 16)
    others = known & (suspect == NOBODY)
    suspect[others] = drawing.offenders(region, area[others], day[others], random)
    return drawing.where_true(suspect != victim, suspect)


def _places(
    region: Region, category: Ints, area: Ints, day: Ints, victim: Ints, random: np.random.Generator
) -> tuple[Ints, Ints]:
    street = drawing.hot_streets(region, area, random)
    house = 1 + random.integers(120, size=len(area))
    rows = np.flatnonzero((random.random(len(area)) < _of(category, "at_home")) & (victim >= 0))
    home = region.people.home(victim[rows], day[rows])
    # A victim who has moved to another force is not harmed at home in this one.
    force = region.plan.area_force
    here = force[home.street // STREETS] == force[area[rows]]
    street[rows[here]], house[rows[here]] = home.street[here], home.house[here]
    return street, house


def _offences(category: Ints, random: np.random.Generator) -> Ints:
    luck, result = random.random(len(category)), np.zeros(len(category), dtype=np.int64)
    for number, kind in enumerate(CATEGORIES):
        own = [place for place, offence in enumerate(OFFENCES) if offence.category == kind.slug]
        shares = cumulative([OFFENCES[place].weight for place in own])
        here = category == number
        result[here] = np.array(own)[np.searchsorted(shares, luck[here], side="right")]
    return result


def _outcomes(suspect: Ints, category: Ints, random: np.random.Generator) -> Ints:
    with_suspect = drawing.chosen(len(suspect), _WITH_SUSPECT, random)
    without = drawing.chosen(len(suspect), _WITHOUT, random)
    return drawing.where_true(category != ASB, np.where(suspect >= 0, with_suspect, without))


def _repeated(batch: Batch, region: Region, year: int, random: np.random.Generator) -> Batch:
    """Let some events follow an earlier one of their kind: same victim and place, days or weeks later."""
    count = len(batch)
    if not count:
        return batch
    earlier = random.integers(count, size=count)
    moved = batch["occurred"][earlier] + drawing.later(count, 24 * days.MINUTES, random)
    follows = (batch["category"][earlier] == batch["category"]) & (batch["category"] != _SHOPLIFTING)
    follows &= (moved // days.MINUTES < days.number(year + 1)) & (random.random(count) < 0.6)
    follows &= _still_there(batch, region, earlier, moved)
    shift = np.where(follows, moved - batch["occurred"], 0)
    moments = {name: batch[name] + shift for name in ("occurred", "until", "reported", "recorded")}
    copied = {
        name: np.where(follows, batch[name][earlier], batch[name]) for name in ("street", "house", "victim")
    }
    suspect = drawing.where_true(batch["suspect"] != copied["victim"], batch["suspect"])
    return batch.having(**moments, **copied, suspect=suspect)


def _still_there(batch: Batch, region: Region, earlier: Ints, moved: Ints) -> Bools:
    victim = batch["victim"][earlier]
    living = region.people.ages_of_living(victim, moved // days.MINUTES) >= 0
    still: Bools = living | (victim == NOBODY)
    return still
