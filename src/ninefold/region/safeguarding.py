"""Safeguarding referrals of children and adults."""

import numpy as np

from ninefold.region import days, drawing
from ninefold.region.batch import Batch
from ninefold.region.chance import Ints
from ninefold.region.drawing import Region, Rhythm
from ninefold.region.people import NOBODY
from ninefold.region.plan import STREETS

YEARLY = 20.0
CONCERNS = (
    "neglect",
    "domestic-abuse-in-home",
    "exploitation",
    "self-neglect",
    "mental-health",
    "financial-abuse",
    "missing-episodes",
)
_OF_CHILDREN = [0.28, 0.34, 0.09, 0.0, 0.16, 0.0, 0.13]
_OF_ADULTS = [0.06, 0.2, 0.06, 0.2, 0.38, 0.1, 0.0]
LEVELS = ("low", "medium", "high")
AGENCIES = ("childrens-services", "adult-services", "health", "no-referral")


def in_year(region: Region, force: int, year: int) -> Batch:
    """Every referral by a force in a year."""
    random = region.chance.generator("safeguarding", force, year)
    rhythm = Rhythm("safeguarding", "", YEARLY, "even")
    occurred = drawing.moments(region, force, year, rhythm, random)
    count, day = len(occurred), occurred // days.MINUTES
    area = drawing.areas(region, force, count, 0.8, random)
    person = _people(region, area, day, random)
    age = region.people.ages_of_living(person, day)
    home = region.people.home(np.maximum(person, 0), day)
    is_child = age < 18
    concern = np.where(
        is_child, drawing.chosen(count, _OF_CHILDREN, random), drawing.chosen(count, _OF_ADULTS, random)
    )
    sent_to = np.where(is_child, 0, np.where(random.random(count) < 0.6, 1, 2))
    columns = {
        "occurred": occurred,
        "reported": occurred,
        "recorded": drawing.recorded(occurred, random),
        "street": home.street,
        "house": home.house,
        "concern": concern,
        "level": drawing.chosen(count, [0.5, 0.37, 0.13], random),
        "agency": np.where(random.random(count) < 0.15, 3, sent_to),
        "kind_of_person": np.where(is_child, 0, 1),
        "again": (random.random(count) < 0.3).astype(np.int64),
        "person": person,
    }
    here = region.plan.area_force[home.street // STREETS] == force
    return drawing.batch("safeguarding", force, columns).take((person != NOBODY) & here)


def _people(region: Region, area: Ints, day: Ints, random: np.random.Generator) -> Ints:
    found = np.full(len(area), NOBODY, dtype=np.int64)
    child = random.random(len(area)) < 0.6
    for _ in range(6):
        lacking = np.flatnonzero(found == NOBODY)
        drawn = drawing.residents(region, area[lacking], 2.3, "safeguarding", random)
        age = region.people.ages_of_living(drawn, day[lacking])
        found[lacking] = drawing.where_true((age >= 0) & ((age < 18) == child[lacking]), drawn)
    return found
