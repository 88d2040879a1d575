"""Intelligence reports: about whom, on what, and how far to be believed."""

import numpy as np

from ninefold.region import days, drawing
from ninefold.region.batch import Batch
from ninefold.region.drawing import Region, Rhythm
from ninefold.region.people import NOBODY

YEARLY = 30.0
TOPICS = ("drug-supply", "acquisitive-crime", "violence", "exploitation", "weapons", "driving", "domestic")
NEWER = tuple(f"{source}{known}{share}" for source in "123" for known in "ABCDE" for share in "PC")
OLDER = tuple(f"{source}{known}{share}" for source in "ABCDE" for known in "12345" for share in "12345")


def in_year(region: Region, force: int, year: int) -> Batch:
    """Every intelligence report of a force in a year."""
    random = region.chance.generator("intelligence", force, year)
    rhythm = Rhythm("intelligence", "", YEARLY, "day")
    occurred = drawing.moments(region, force, year, rhythm, random)
    count = len(occurred)
    area = drawing.areas(region, force, count, 1.5, random)
    person = drawing.offenders(region, area, occurred // days.MINUTES, random)
    source = drawing.chosen(count, [0.28, 0.64, 0.08], random)
    known = drawing.chosen(count, [0.2, 0.15, 0.3, 0.32, 0.03], random)
    share = (random.random(count) < 0.3).astype(np.int64)
    columns = {
        "occurred": occurred,
        "reported": occurred,
        "recorded": drawing.recorded(occurred, random),
        "street": drawing.hot_streets(region, area, random),
        "house": np.zeros(count, dtype=np.int64),
        "topic": drawing.chosen(count, [0.32, 0.2, 0.14, 0.08, 0.08, 0.1, 0.08], random),
        "newer_grade": source * 10 + known * 2 + share,
        "older_grade": np.array([1, 4, 3])[source] * 25 + known * 5 + share * 2,
        "person": person,
    }
    return drawing.batch("intelligence", force, columns).take(person != NOBODY)
