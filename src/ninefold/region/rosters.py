"""Duty rosters: a row for each officer and week."""

import numpy as np

from ninefold.region import days, drawing
from ninefold.region.batch import Batch
from ninefold.region.chance import cumulative
from ninefold.region.drawing import Region

TEAMS = ("response", "neighbourhood", "investigation", "custody", "roads", "safeguarding")
_IN_TEAM = [0.42, 0.18, 0.22, 0.06, 0.06, 0.06]
SHIFTS = ("early", "late", "night", "rest-week")


def officers(people: int) -> int:
    """How many officers a force of so many people has: 24 for each 10,000, and never under 2."""
    return max(2, people * 24 // 10_000)


def in_year(region: Region, force: int, year: int) -> Batch:
    """What each officer of a force was down for, and worked, in each week of a year."""
    random = region.chance.generator("rosters", force, year)
    number = officers(region.plan.size_of(force))
    mondays = days.of_year(year)[days.weekdays(days.of_year(year)) == 0]
    week, officer = (grid.ravel() for grid in np.meshgrid(mondays, np.arange(number), indexing="ij"))
    # Officers stay about six years: each joins and leaves on days of their own.
    joins = days.FIRST - 400 + region.chance.below("joins", 1100, force, officer)
    stays = region.chance.below("stays", 4000, force, officer) + 300
    serving = (week >= joins) & (week <= joins + stays)
    week, officer = week[serving], officer[serving]
    count = len(week)
    shift = (officer + week // 7) % 4
    planned = np.where(shift == 3, 24, 40)
    ill = (random.random(count) < 0.045) * random.integers(1, 6, count)
    extra = (random.random(count) < 0.3) * random.integers(1, 13, count)
    columns = {
        "occurred": week * days.MINUTES,
        "reported": week * days.MINUTES,
        "recorded": (week + 8) * days.MINUTES + random.integers(480, 960, count),
        "officer": officer,
        "team": region.chance.pick("team", cumulative(_IN_TEAM), force, officer),
        "shift": shift,
        "planned": planned,
        "worked": np.maximum(0, planned - ill * 8 + extra),
        "ill": ill,
    }
    return drawing.batch("rosters", force, columns)
