"""Stretches of time that counts are given for: hours, days, weeks or months, as day numbers since 1970-01-01."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

STEPS = ("hour", "day", "week", "month")
HOURS = 24
# How many periods make the season that a cheap forecast repeats.
SEASON = {"hour": 168, "day": 7, "week": 52, "month": 12}
# How many periods are in four weeks, the stretch of the other cheap forecast (a year, where months are given).
RECENT = {"hour": 672, "day": 28, "week": 4, "month": 12}
PER_YEAR = {"hour": 8766.0, "day": 365.25, "week": 52.18, "month": 12.0}


@dataclass(frozen=True)
class Periods:
    """Periods one after another without a gap; `first` and `end` are day numbers (of the day, for hours)."""

    step: str
    first: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.first)

    def continued(self, count: int) -> "Periods":
        """These periods and `count` more."""
        return run_of(self.step, int(self.first[0]), len(self) + count)

    def upto(self, count: int) -> "Periods":
        """The first `count` of them."""
        return Periods(self.step, self.first[:count], self.end[:count])

    def text(self, number: int) -> str:
        """How a period is written: its first day, with the hour where hours are given."""
        day = date.fromordinal(int(self.first[number]) + EPOCH).isoformat()
        return f"{day}T{number % HOURS:02d}:00" if self.step == "hour" else day


EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH


def run_of(step: str, first: int, count: int) -> Periods:
    """`count` periods from the one that begins on day `first`; hours begin at midnight."""
    if step == "month":
        months = np.datetime64(first, "D").astype("datetime64[M]") + np.arange(count + 1)
        days = months.astype("datetime64[D]").astype(np.int64)
        return Periods(step, days[:-1], days[1:])
    if step == "hour":
        day = first + np.arange(count, dtype=np.int64) // HOURS
        return Periods(step, day, day + 1)
    length = 7 if step == "week" else 1
    start = first + length * np.arange(count, dtype=np.int64)
    return Periods(step, start, start + length)
