"""Dates and times: whole, partial, or to the minute; ISO out, and nothing in the future."""

from collections.abc import Sequence
from datetime import date
from typing import cast

import ibis
from ibis import ir

from ninefold.pole.birth import OLDEST_AGE
from ninefold.pole.when import FIRST_YEAR, LAST_YEAR
from ninefold.standardise.cleaned import Cleaned, Parameters, Test, listed
from ninefold.standardise.formats import DateFormat, iso_clock, iso_date, of_pattern, read
from ninefold.standardise.text import NOT_BLANK

# Stands for a text in none of the formats, so that one in ISO is not taken where a card names another.
UNREADABLE = "unreadable"
_ISO_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_ISO_MONTH = "^[0-9]{4}-[0-9]{2}$"
_ISO_PARTIAL = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
_ISO_UTC = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(Z|\+00:00)$"
_ISO_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:?[0-9]{2})?$"

_YMD = "([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})"
_DMY = "([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})"
# A midnight that a spreadsheet or database put behind a date says nothing.
_MIDNIGHT = r"(?:[Tt ]0?0:00(?::00(?:\.0+)?)?[Zz]?)?"
_CLOCK = r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,][0-9]{1,9})?)?"
_ZONE = " ?([Zz]|[+-][0-9]{2}:?[0-9]{2})?"

_DAYS = (of_pattern(_YMD + _MIDNIGHT, "Ymd"), of_pattern(_DMY + _MIDNIGHT, "dmY"))
_MONTHS = (of_pattern("([0-9]{4})[-/]([0-9]{1,2})", "Ym"), of_pattern("([0-9]{1,2})[-/]([0-9]{4})", "mY"))
_YEARS = (of_pattern("([0-9]{4})", "Y"),)
_MOMENTS = (
    of_pattern(f"{_YMD}[Tt ]{_CLOCK}{_ZONE}", "YmdHMSz"),
    of_pattern(f"{_DMY}[Tt ]{_CLOCK}{_ZONE}", "dmYHMSz"),
)
_CLOCKS = (of_pattern(_CLOCK, "HMS"),)


def ready_date(value: ir.StringValue, parameters: Parameters) -> ir.StringValue:
    """A whole date as YYYY-MM-DD; a text that is not one is marked, to be refused."""
    return _ready(value, _ISO_DAY, _formats(parameters, _DAYS), parameters)


def ready_partial(value: ir.StringValue, parameters: Parameters) -> ir.StringValue:
    """A date as YYYY, YYYY-MM or YYYY-MM-DD."""
    return _ready(value, _ISO_PARTIAL, _formats(parameters, (*_DAYS, *_MONTHS, *_YEARS)), parameters)


def ready_month(value: ir.StringValue, parameters: Parameters) -> ir.StringValue:
    """A month as YYYY-MM."""
    return _ready(value, _ISO_MONTH, _formats(parameters, _MONTHS), parameters)


def _ready(
    value: ir.StringValue, iso: str, forms: Sequence[DateFormat], parameters: Parameters
) -> ir.StringValue:
    cases = [(form.fits(value), iso_date(value, form)) for form in forms]
    if not listed(parameters, "formats"):
        cases.insert(0, (value.re_search(iso), value))
    return _else_unreadable(value, cases)


def _else_unreadable(
    value: ir.StringValue, cases: list[tuple[ir.BooleanValue, ir.StringValue]]
) -> ir.StringValue:
    return cast(ir.StringValue, ibis.cases(*cases, (value.re_search(NOT_BLANK), UNREADABLE)))


def _formats(parameters: Parameters, usual: Sequence[DateFormat]) -> Sequence[DateFormat]:
    return [read(form) for form in listed(parameters, "formats")] or usual


def whole_date(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A whole date (DS_001; DS_034 for births)."""
    made = _if(value.re_search(_ISO_DAY), value).try_cast("date")
    return Cleaned(made, "DS_001.format", _day_tests(parameters), {"precision": ibis.literal("day")})


def partial_date(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A date of which only the year, or the year and month, may be known; `precision` says which."""
    first = _if(value.re_search(_ISO_PARTIAL), (value + "-01-01").left(10))
    precision = ibis.cases((value.length() == 4, "year"), (value.length() == 7, "month"), else_="day")
    return Cleaned(first.try_cast("date"), "DS_001.format", _day_tests(parameters), {"precision": precision})


def month(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A month, kept as its first day with precision 'month'."""
    made = _if(value.re_search(_ISO_MONTH), value + "-01").try_cast("date")
    return Cleaned(made, "DS_001.format", _day_tests(parameters), {"precision": ibis.literal("month")})


def ready_timestamp(value: ir.StringValue, parameters: Parameters) -> ir.StringValue:
    """A moment as YYYY-MM-DD HH:MM:SS with its offset behind it, where it has one."""
    forms = _formats(parameters, _MOMENTS)
    cases = [
        (
            form.fits(value),
            iso_date(value, form) + " " + iso_clock(value, form) + form.part(value, "z", "").upper(),
        )
        for form in forms
    ]
    return _else_unreadable(value, [(value.re_search(_ISO_UTC), value), *cases])


def timestamp(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A moment in UTC; a text without an offset is local time in `zone` (Europe/London unless UTC)."""
    local = _if(value.re_search(_ISO_MOMENT), value.left(19)).try_cast("timestamp")
    made = ibis.cases(
        (value.endswith("Z") | value.endswith("+00:00"), local),
        (value.length() > 19, local - _offset_minutes(value).as_interval("m")),
        else_=local if parameters.get("zone") == "UTC" else from_london(local),
    )
    return Cleaned(made, "DS_003.format", _moment_tests(parameters), {"precision": ibis.literal("minute")})


def _offset_minutes(value: ir.StringValue) -> ir.IntegerValue:
    hours, minutes = value.substr(20, 2).try_cast("int64"), value.right(2).try_cast("int64")
    sign = ibis.ifelse(value.substr(19, 1) == "-", -1, 1)
    return sign * (hours * 60 + minutes).fill_null(0)


def from_london(local: ir.TimestampValue) -> ir.TimestampValue:
    """UTC from clock time in London; the hour that comes twice in October is taken as the first.

    Method: the last Sundays of March and October are 31 - (floor(5 y / 4) + k) mod 7, k = 4 and 1; good
    from 1996, when the present dates of summer time began, to 2099.
    """
    quarter = (local.year() * 5 / 4).floor().cast("int64")
    march, october = 31 - (quarter + 4) % 7, 31 - (quarter + 1) % 7
    moment = local.month() * 10000 + local.day() * 100 + local.hour()
    summer = (moment >= 30002 + march * 100) & (moment < 100002 + october * 100)
    return cast(ir.TimestampValue, ibis.ifelse(summer, local - ibis.interval(hours=1), local))


def ready_clock(value: ir.StringValue, parameters: Parameters) -> ir.StringValue:
    """A time of day as HH:MM:SS."""
    forms = _formats(parameters, _CLOCKS)
    return _else_unreadable(value, [(form.fits(value), iso_clock(value, form)) for form in forms])


def clock(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A time of day as HH:MM:SS, 24 hours (DS_003)."""
    return Cleaned(_if(value.re_search("^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"), value), "DS_003.format")


def _if(condition: ir.BooleanValue, value: ir.StringValue) -> ir.StringValue:
    return cast(ir.StringValue, ibis.ifelse(condition, value, ibis.null("string")))


def _day_tests(parameters: Parameters) -> tuple[tuple[str, Test], ...]:
    is_birth = parameters.get("target") in ("born", "died")
    rule = str(parameters.get("rule") or ("DS_034" if is_birth else "DS_001"))
    tests = list(_YEARS_ALLOWED)
    today = parameters.get("today")
    if isinstance(today, date) and parameters.get("future") is not True:
        tests.append((f"{rule}.future", lambda made: made > today))
    if isinstance(today, date) and parameters.get("target") == "born":
        tests.append((f"{rule}.today", lambda made: made == today))
        # A partial date is refused only when every day it could be is too long ago.
        oldest = date(today.year - OLDEST_AGE - 2, 1, 1)
        tests.append((f"{rule}.age", lambda made: made < oldest))
    return tuple(tests)


def _moment_tests(parameters: Parameters) -> tuple[tuple[str, Test], ...]:
    tests = list(_YEARS_ALLOWED)
    now = parameters.get("now")
    if now is not None and parameters.get("future") is not True:
        tests.append((f"{parameters.get('rule') or 'DS_003'}.future", lambda made: made > now))
    return tuple(tests)


_YEARS_ALLOWED: tuple[tuple[str, Test], ...] = (
    ("DS_001.range", lambda made: (made.year() < FIRST_YEAR) | (made.year() > LAST_YEAR)),
)
