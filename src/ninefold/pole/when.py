"""Times known to some precision: a year, a month, a day or a minute.

Calendar times (year, month, day) are those of the place; a minute is UTC. A `When` stands for the whole
stretch from `start` up to, not including, `until`: "2024-05" is all of May, not its first day.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from ninefold.pole.refusal import Refusal, compact, plain

# Years outside these are slips of the hand or stand-ins for "not known", such as 9999.
FIRST_YEAR, LAST_YEAR = 1800, 2199

_YEAR = re.compile(r"([0-9]{4})")
_MONTH = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})")
_MONTH_UK = re.compile(r"([0-9]{1,2})[-/]([0-9]{4})")
_DAY = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})")
_DAY_UK = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_CLOCK = re.compile(
    r"(?P<day>[0-9/.\-]{8,10})[T ](?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)? ?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)


class Precision(StrEnum):
    """How exactly a time is known; the names are those of the `…_precision` columns."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True)
class When:
    """A time known to a precision: `start` is its first moment, in UTC."""

    start: datetime
    precision: Precision

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        if self.precision is Precision.YEAR:
            return self.start.replace(year=self.start.year + 1)
        if self.precision is Precision.MONTH:
            return (self.start + timedelta(days=31)).replace(day=1)
        return self.start + (timedelta(days=1) if self.precision is Precision.DAY else timedelta(minutes=1))

    @property
    def first_day(self) -> date:
        """The earliest day it can be."""
        return self.start.date()

    @property
    def last_day(self) -> date:
        """The latest day it can be."""
        return (self.until - timedelta(microseconds=1)).date()

    @property
    def is_partial(self) -> bool:
        """Whether the day is not known."""
        return self.precision in (Precision.YEAR, Precision.MONTH)

    def is_surely_before(self, other: "When") -> bool:
        """Whether it is before the other, whatever either turns out to be."""
        return self.until <= other.start

    def may_overlap(self, other: "When") -> bool:
        """Whether the two could be the same moment."""
        return self.start < other.until and other.start < self.until

    def __str__(self) -> str:
        """The ISO text: 2024, 2024-05, 2024-05-03 or 2024-05-03T14:05:00Z."""
        if self.precision is Precision.MINUTE:
            return self.start.strftime("%Y-%m-%dT%H:%M:%SZ")
        return self.start.date().isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]


def at_day(day: date) -> When:
    """A whole day."""
    return When(datetime.combine(day, time(), UTC), Precision.DAY)


def parse_date(text: str) -> str:
    """A whole date as YYYY-MM-DD, from that form or from dd/mm/yyyy, dd-mm-yyyy or dd.mm.yyyy (DS_001).

    A midnight that a spreadsheet or database put behind the date is dropped; any other clock is refused.
    """
    short = re.sub(r"[T ]0?0:00(:00(\.0+)?)?Z?$", "", plain(text, "DS_001"))
    return _day(short).isoformat()


def parse_month(text: str) -> str:
    """A month as YYYY-MM, from that form or from mm/yyyy (DS_001)."""
    when = _month(compact(text, "DS_001"))
    if when is None:
        raise Refusal("DS_001.format", "is not a year and a month")
    return str(when)


def parse_partial_date(text: str) -> When:
    """A date of which only the year, or the year and month, may be known (DS_001)."""
    short = compact(text, "DS_001")
    if _YEAR.fullmatch(short):
        return When(_midnight(int(short), 1, 1), Precision.YEAR)
    return _month(short) or at_day(_day(short))


def parse_timestamp(text: str, *, zone: tzinfo = UTC) -> When:
    """A date and clock time, to the second when given; a text without an offset is taken to be in `zone`."""
    found = _CLOCK.fullmatch(plain(text, "DS_003"))
    if not found:
        raise Refusal("DS_003.format", "is not a date and a time of day")
    day = _day(found["day"])
    try:
        clock = time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
        local = datetime.combine(day, clock, _offset(found["zone"], zone))
        start = local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refusal("DS_003.range", "has a time of day or an offset that does not exist") from None
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise Refusal("DS_001.range", f"the year is not between {FIRST_YEAR} and {LAST_YEAR}")
    return When(start, Precision.MINUTE)


def parse_when(text: str, *, zone: tzinfo = UTC) -> When:
    """A time at whatever precision it is written: year, month, day or minute."""
    if ":" in text:
        return parse_timestamp(text, zone=zone)
    return parse_partial_date(text)


def _day(text: str) -> date:
    if found := _DAY.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_UK.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    else:
        raise Refusal("DS_001.format", "is neither YYYY-MM-DD nor dd/mm/yyyy")
    return _midnight(year, month, day).date()


def _month(text: str) -> When | None:
    if found := _MONTH.fullmatch(text):
        return When(_midnight(int(found[1]), int(found[2]), 1), Precision.MONTH)
    if found := _MONTH_UK.fullmatch(text):
        return When(_midnight(int(found[2]), int(found[1]), 1), Precision.MONTH)
    return None


def _midnight(year: int, month: int, day: int) -> datetime:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refusal("DS_001.range", f"the year is not between {FIRST_YEAR} and {LAST_YEAR}")
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        raise Refusal("DS_001.calendar", "is not a day in the calendar") from None


def _offset(written: str | None, zone: tzinfo) -> tzinfo:
    if written is None:
        return zone
    parsed = datetime.strptime(written.replace("Z", "+0000"), "%z").tzinfo
    return parsed or UTC
