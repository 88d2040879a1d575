"""People reported missing: a few, mostly children, again and again."""

import numpy as np

from ninefold.region import days, drawing
from ninefold.region.batch import Batch
from ninefold.region.chance import Ints
from ninefold.region.drawing import Region, Rhythm
from ninefold.region.people import NOBODY
from ninefold.region.plan import STREETS

YEARLY = 5.0
RISKS = ("no-apparent-risk", "low", "medium", "high")
REASONS = ("family-dispute", "out-late", "mental-health", "dementia", "with-unknown-adults", "not-known")


def in_year(region: Region, force: int, year: int) -> Batch:
    """Every report of a missing person to a force in a year."""
    random = region.chance.generator("missing", force, year)
    occurred = drawing.moments(region, force, year, Rhythm("missing", "", YEARLY, "night", -0.1), random)
    count, day = len(occurred), occurred // days.MINUTES
    area = drawing.areas(region, force, count, 1.0, random)
    person = _missing(region, area, day, random)
    age = region.people.ages_of_living(person, day)
    risk = drawing.chosen(count, [0.12, 0.25, 0.5, 0.13], random)
    risk = np.where((age < 13) & (risk < 2), 2, risk)
    home = region.people.home(np.maximum(person, 0), day)
    reported = occurred + drawing.later(count, 150, random)
    found = reported + (random.lognormal(6.2, 1.2, count)).astype(np.int64)
    columns = {
        "occurred": occurred,
        "reported": reported,
        "recorded": drawing.recorded(found, random),
        "closed": drawing.where_true(random.random(count) > 0.004, found),
        "street": home.street,
        "house": home.house,
        "risk": risk,
        "circumstance": _circumstances(age, random),
        "person": person,
        "reporter": region.people.guardian(np.maximum(person, 0)),
    }
    whole = drawing.batch("missing", force, columns)
    return whole.take((person != NOBODY) & (region.plan.area_force[home.street // STREETS] == force))


def _missing(region: Region, area: Ints, day: Ints, random: np.random.Generator) -> Ints:
    found = np.full(len(area), NOBODY, dtype=np.int64)
    young = random.random(len(area)) < 0.66
    for _ in range(8):
        lacking = np.flatnonzero(found == NOBODY)
        drawn = drawing.residents(region, area[lacking], 3.4, "missing", random)
        age = region.people.ages_of_living(drawn, day[lacking])
        fits = np.where(
            young[lacking], (age >= 11) & (age <= 17), (age >= 18) & (random.random(len(age)) < 0.4)
        )
        found[lacking] = np.where(fits, drawn, NOBODY)
    return found


def _circumstances(age: Ints, random: np.random.Generator) -> Ints:
    drawn = drawing.chosen(len(age), [0.2, 0.3, 0.18, 0.02, 0.06, 0.24], random)
    old = (age > 70) & (random.random(len(age)) < 0.6)
    return np.where(old, 3, drawn)
