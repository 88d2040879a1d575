"""Days, minutes and their written forms. A day is counted from 1970-01-01, a moment in minutes from it."""

from datetime import date
from functools import cache

import numpy as np
import pyarrow as pa

from ninefold.region.chance import Bools, Ints

EPOCH = date(1970, 1, 1)
YEARS = (2020, 2021, 2022, 2023, 2024, 2025)
FIRST = (date(2020, 1, 1) - EPOCH).days
LAST = (date(2025, 12, 31) - EPOCH).days
MINUTES = 1440
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EARLIEST = (date(1890, 1, 1) - EPOCH).days
_LATEST = (date(2080, 1, 1) - EPOCH).days


def number(year: int, month: int = 1, day: int = 1) -> int:
    """The day number of a date."""
    return (date(year, month, day) - EPOCH).days


def of_year(year: int) -> Ints:
    """Every day number of a year."""
    return np.arange(number(year), number(year + 1), dtype=np.int64)


def months(days: Ints) -> Ints:
    """Months counted from 1970-01 (0)."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def years(days: Ints) -> Ints:
    """Calendar years."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def weekdays(days: Ints) -> Ints:
    """0 for Monday … 6 for Sunday."""
    return (days + 3) % 7


def ages(born: Ints, days: Ints) -> Ints:
    """Whole years of age on a day (within a day of a birthday)."""
    return ((days - born) / 365.2425).astype(np.int64)


def written(days: Ints, form: str, known: Bools | None = None) -> pa.Array:
    """Days as text in a strftime form; NULL where not `known`."""
    places = np.clip(days - _EARLIEST, 0, _LATEST - _EARLIEST - 1)
    indices = pa.array(places, mask=None if known is None else ~known)
    return _texts(form).take(indices)


def clock(minutes: Ints, form: str) -> pa.Array:
    """Minutes of the day as text in a strftime form for hours, minutes and seconds."""
    return _clocks(form).take(pa.array(minutes % MINUTES))


@cache
def _texts(form: str) -> pa.Array:
    # Nearly two hundred years in each form: strftime would take longer than the rest of a small region.
    python = form
    for letter, field in (("%Y", "{0:04}"), ("%m", "{1:02}"), ("%d", "{2:02}"), ("%b", "{3}")):
        python = python.replace(letter, field)
    write = python.format
    return pa.array([write(*parts) for parts in _parts()], pa.string())


@cache
def _parts() -> list[tuple[int, int, int, str]]:
    first, names = date(1890, 1, 1).toordinal(), _MONTH_NAMES
    found = []
    for place in range(_LATEST - _EARLIEST):
        day = date.fromordinal(first + place)
        found.append((day.year, day.month, day.day, names[day.month - 1]))
    return found


@cache
def _clocks(form: str) -> pa.Array:
    texts = []
    for minute in range(MINUTES):
        hours, rest = divmod(minute, 60)
        text = form.replace("%H", f"{hours:02}").replace("%M", f"{rest:02}")
        texts.append(text.replace("%S", f"{(minute * 7) % 60:02}"))
    return pa.array(texts, pa.string())
