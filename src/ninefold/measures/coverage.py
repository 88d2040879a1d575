"""Which months of data are there at all, and which look as if a part were missing.

These are findings about records, not about crime. A month without a delivery is missing, never zero.
A delivered month in which every category at once fell far below both its neighbours looks like a part
of a month (a lost file, an early extract); real falls differ between categories or last longer.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from ninefold.measures.intervals import poisson

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NEIGHBOURS = 3  # covered months on either side that a month is compared with
SUSPECT_SHARE = 0.70  # of the lower neighbouring side, over all categories together
CATEGORY_SHARE = 0.85  # a category counts as fallen below this
FALLEN_CATEGORIES = 0.9  # the share of categories that must have fallen
# How long after an event its record may come and still be in time, by how often the source is refreshed:
# twice the time between refreshes, and a day for the work in between.
ALLOWED_DAYS = {"hourly": 1, "daily": 3, "weekly": 15, "monthly": 63, "quarterly": 185, "yearly": 732}
LEAST_EXPECTED, LEAST_CATEGORIES = 10.0, 4  # categories smaller than ten a month are not asked


@dataclass(frozen=True)
class PartMonth:
    """A month that looks incomplete: its index and the share of the usual records, with a 95 % interval."""

    month: int
    share: float
    low: float
    high: float
    has_later_months: bool


def gaps(covered: Bools) -> list[int]:
    """Indexes of months without data between the first and the last month with data."""
    there = np.flatnonzero(covered)
    if there.size == 0:
        return []
    return [month for month in range(int(there[0]), int(there[-1])) if not covered[month]]


def newest_expected(refresh: str, as_of: date) -> int | None:
    """The newest month whose records should all be there by a day; None for a source without a rhythm."""
    days = ALLOWED_DAYS.get(refresh)
    if days is None:
        return None
    day = as_of - timedelta(days=days)
    is_whole = day.day == calendar.monthrange(day.year, day.month)[1]
    return day.year * 12 + day.month - 1 - (0 if is_whole else 1)


def part_months(counts: Floats, covered: Bools) -> list[PartMonth]:
    """Covered months far below their neighbours in nearly every category; counts: (months, categories)."""
    there = np.flatnonzero(covered)
    found = (_part_month(counts, there, place) for place in range(there.size))
    return [part for part in found if part is not None]


def _part_month(counts: Floats, there: NDArray[np.intp], place: int) -> PartMonth | None:
    before = counts[there[max(0, place - NEIGHBOURS) : place]]
    after = counts[there[place + 1 : place + 1 + NEIGHBOURS]]
    sides = [np.median(side, axis=0) for side in (before, after) if len(side)]
    if not sides:
        return None
    here = counts[there[place]]
    # The side with fewer records is the fair neighbour: a fall that lasts is not a lost half-month.
    usual = min(sides, key=lambda side: float(side.sum()))
    asked = usual >= LEAST_EXPECTED
    if asked.sum() < LEAST_CATEGORIES or here.sum() >= SUSPECT_SHARE * usual.sum():
        return None
    if np.mean(here[asked] < CATEGORY_SHARE * usual[asked]) < FALLEN_CATEGORIES:
        return None
    low, high = poisson(np.array([here.sum()]))
    share, low_share, high_share = (float(x) / float(usual.sum()) for x in (here.sum(), low[0], high[0]))
    return PartMonth(int(there[place]), share, low_share, high_share, len(after) > 0)
