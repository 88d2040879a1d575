"""Stops and searches of people and vehicles."""

import numpy as np

from ninefold.region import days, drawing
from ninefold.region.batch import Batch
from ninefold.region.drawing import Region, Rhythm
from ninefold.region.people import NOBODY

YEARLY = 8.0
TYPES = ("person-search", "person-and-vehicle-search", "vehicle-search")
POWERS = ("misuse-of-drugs-act-s23", "pace-s1", "cjpo-act-s60", "firearms-act-s47")
OBJECTS = ("controlled-drugs", "offensive-weapons", "stolen-goods", "article-for-theft", "firearms")
FOUND = (
    "no-further-action",
    "arrest",
    "community-resolution",
    "khat-or-cannabis-warning",
    "summons",
    "caution",
)


def in_year(region: Region, force: int, year: int) -> Batch:
    """Every search by a force in a year; a planted change of policy shows in their number."""
    random = region.chance.generator("searches", force, year)
    occurred = drawing.moments(region, force, year, Rhythm("searches", "", YEARLY, "night"), random)
    count = len(occurred)
    area = drawing.areas(region, force, count, 2.2, random)
    person = drawing.offenders(region, area, occurred // days.MINUTES, random)
    # One person in three who is searched is nobody the police know of: anyone about at night.
    anyone = drawing.residents(region, drawing.roamers(region, area, random), 1.2, "passers-by", random)
    anyone = drawing.fitting(region.people, anyone, occurred // days.MINUTES, 12, 60)
    person = np.where((random.random(count) < 0.33) | (person == NOBODY), anyone, person)
    kind = drawing.chosen(count, [0.8, 0.17, 0.03], random)
    aim = drawing.chosen(count, [0.62, 0.2, 0.1, 0.06, 0.02], random)
    found = drawing.chosen(count, [0.71, 0.12, 0.08, 0.05, 0.02, 0.02], random)
    columns = {
        "occurred": occurred,
        "reported": occurred,
        "recorded": drawing.recorded(occurred, random),
        "street": drawing.hot_streets(region, area, random),
        "house": np.zeros(count, dtype=np.int64),
        "search_type": kind,
        "power": np.where(aim == 0, 0, np.where(aim == 4, 3, np.where(random.random(count) < 0.04, 2, 1))),
        "object": aim,
        "found": found,
        "linked": ((found > 0) & (random.random(count) < 0.75)).astype(np.int64),
        "stripped": (random.random(count) < 0.03).astype(np.int64),
        "person": drawing.where_true(kind < 2, person),
        "vehicle": drawing.where_true((kind > 0) & (person >= 0), person),
    }
    return drawing.batch("searches", force, columns)
