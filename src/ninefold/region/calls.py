"""Calls for service, as a control room keeps them."""

import numpy as np

from ninefold.region import days, drawing
from ninefold.region.batch import Batch
from ninefold.region.chance import Ints
from ninefold.region.drawing import Region, Rhythm

YEARLY = 215.0
OPENINGS = (
    "violence",
    "theft",
    "burglary-in-progress",
    "rowdy-behaviour",
    "noise",
    "road-collision",
    "concern-for-safety",
    "domestic",
    "suspicious-activity",
    "mental-health",
    "vehicle-nuisance",
    "abandoned-call",
)
_OPENED = [9, 10, 3, 14, 6, 10, 14, 9, 10, 5, 5, 5]
GRADES = ("immediate", "priority", "scheduled", "no-deployment")
_GRADED = np.array([[30, 45, 15, 10], [5, 25, 35, 35], [70, 20, 5, 5], [10, 40, 25, 25], [2, 18, 40, 40],
                    [40, 40, 10, 10], [25, 45, 20, 10], [35, 50, 12, 3], [10, 40, 20, 30], [25, 45, 20, 10],
                    [3, 27, 30, 40], [5, 20, 10, 65]])  # fmt: skip
CHANNELS = ("999", "101", "online", "officer")


def in_year(region: Region, force: int, year: int) -> Batch:
    """Every call to a force in a year."""
    random = region.chance.generator("calls", force, year)
    rhythm = Rhythm("calls", "", YEARLY, "night", -0.12)
    occurred = drawing.moments(region, force, year, rhythm, random)
    count = len(occurred)
    area = drawing.areas(region, force, count, 1.6, random)
    opening = drawing.chosen(count, _OPENED, random)
    changed = random.random(count) < 0.22
    closing = np.where(changed, drawing.chosen(count, _OPENED, random), opening)
    grade = _graded(opening, random)
    reporter = drawing.residents(region, drawing.roamers(region, area, random), 1.8, "callers", random)
    reporter = drawing.fitting(region.people, reporter, occurred // days.MINUTES, 10)
    columns = {
        "occurred": occurred,
        "reported": occurred,
        "closed": occurred + drawing.later(count, 1.0, random) + _until_closed(grade, random),
        "street": drawing.hot_streets(region, area, random),
        "house": 1 + random.integers(120, size=count),
        "opening": opening,
        "closing": closing,
        "grade": grade,
        "channel": drawing.chosen(count, [0.42, 0.41, 0.09, 0.08], random),
        "reporter": drawing.where_true(random.random(count) < 0.72, reporter),
    }
    return drawing.batch("calls", force, columns | {"recorded": columns["closed"]})


def _graded(opening: Ints, random: np.random.Generator) -> Ints:
    shares = np.cumsum(_GRADED, axis=1) / _GRADED.sum(axis=1, keepdims=True)
    luck: Ints = (shares[opening] <= random.random(len(opening))[:, None]).sum(axis=1)
    return luck.astype(np.int64)


def _until_closed(grade: Ints, random: np.random.Generator) -> Ints:
    typical = np.array([180, 420, 2900, 60])[grade]
    minutes: Ints = (random.exponential(1.0, len(grade)) * typical).astype(np.int64)
    return minutes
