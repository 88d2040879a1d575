"""Arrests and detentions: who, for what, for how long, and what came of it."""

import numpy as np

from ninefold.region import days, drawing
from ninefold.region.batch import Batch
from ninefold.region.catalogue import OFFENCES
from ninefold.region.drawing import Region, Rhythm

YEARLY = 13.0
DISPOSALS = ("charged", "bailed", "released-under-investigation", "cautioned", "no-further-action")
REASONS = ("protect-person", "prompt-investigation", "name-unknown", "prevent-damage")
_GRAVE = {
    "drugs": 3.0,
    "violent-crime": 3.0,
    "robbery": 3.0,
    "possession-of-weapons": 3.0,
    "bicycle-theft": 0.2,
}


def in_year(region: Region, force: int, year: int) -> Batch:
    """Every detention by a force in a year."""
    random = region.chance.generator("custody", force, year)
    occurred = drawing.moments(region, force, year, Rhythm("custody", "", YEARLY, "night"), random)
    count = len(occurred)
    area = drawing.areas(region, force, count, 2.0, random)
    weights = [
        offence.weight * _GRAVE.get(offence.category, 1.0) if offence.code else 0.0 for offence in OFFENCES
    ]
    held = (random.gamma(3.0, 260.0, count)).astype(np.int64) + 60
    person = drawing.offenders(region, area, occurred // days.MINUTES, random)
    columns = {
        "occurred": occurred,
        "reported": occurred + random.integers(15, 120, count),
        "recorded": drawing.recorded(occurred + held, random),
        "closed": occurred + np.minimum(held, 36 * 60),
        "street": drawing.hot_streets(region, area, random),
        "house": np.zeros(count, dtype=np.int64),
        "offence": drawing.chosen(count, weights, random),
        "disposal": drawing.chosen(count, [0.3, 0.22, 0.24, 0.05, 0.19], random),
        "reason": drawing.chosen(count, [0.35, 0.45, 0.05, 0.15], random),
        "person": person,
    }
    whole = drawing.batch("custody", force, columns)
    return whole.take(person >= 0)
