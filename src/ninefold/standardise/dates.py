"""Dates and times: whole, partial, or to the minute; ISO out, and nothing in the future."""

from collections.abc import Sequence
from datetime import date
from typing import cast

import ibis
from ibis import ir

from ninefold.pole.birth import OLDEST_AGE
from ninefold.pole.when import FIRST_YEAR, LAST_YEAR
from ninefold.standardise.cleaned import Cleaned, Parameters, Test, listed
from ninefold.standardise.formats import DateFormat, iso_clock, iso_date, read

_ISO_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_ISO_MONTH = "^[0-9]{4}-[0-9]{2}$"
_ISO_YEAR = "^[0-9]{4}$"
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
_MONTHS = ("%Y-%m", "%Y/%m", "%m/%Y", "%m-%Y")
_CLOCKS = ("%H:%M:%S", "%H:%M:%S.%f", "%H:%M")
_ISO_UTC = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(Z|\+00:00)$"


def whole_date(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A whole date; a midnight some systems put behind it is dropped (DS_001; DS_034 for births)."""
    bare = ibis.ifelse(value.contains(":"), value.re_replace(r"[T ]0?0:00(:00(\.0+)?)?Z?$", ""), value)
    formats = listed(parameters, "formats")
    made = _read_days(value if formats else bare, formats or _DAYS)
    return Cleaned(made, "DS_001.format", _day_tests(parameters), {"precision": ibis.literal("day")})


def partial_date(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A date of which only the year, or the year and month, may be known; `precision` says which."""
    formats = listed(parameters, "formats") or (*_DAYS, *_MONTHS, "%Y")
    made = _read_days(value, formats)
    precision = ibis.cases(
        *((read(form).fits(value), _precision(form)) for form in formats), else_=ibis.null("string")
    )
    precision = ibis.ifelse(value.re_search(_ISO_DAY), "day", precision)
    return Cleaned(made, "DS_001.format", _day_tests(parameters), {"precision": precision})


def month(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A month, kept as its first day with precision 'month'."""
    formats = listed(parameters, "formats")
    iso = ibis.ifelse(value.re_search(_ISO_MONTH), value + "-01", ibis.null("string")).try_cast("date")
    slower = _in_formats(value, formats or _MONTHS[1:]).try_cast("date")
    made = slower if formats else ibis.coalesce(iso, slower)
    return Cleaned(made, "DS_001.format", _day_tests(parameters), {"precision": ibis.literal("month")})


def timestamp(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A moment in UTC; a text without an offset is local time in `zone` (Europe/London unless UTC)."""
    local_is_utc = parameters.get("zone") == "UTC"
    formats = listed(parameters, "formats") or _clock_formats()
    quick = ibis.ifelse(value.re_search(_ISO_UTC), value.left(19), ibis.null("string"))
    slower = ibis.cases(
        *((form.fits(value), _moment(value, form, local_is_utc)) for form in map(read, formats))
    )
    made = ibis.coalesce(quick.try_cast("timestamp"), slower)
    return Cleaned(made, "DS_003.format", _moment_tests(parameters), {"precision": ibis.literal("minute")})


def clock(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A time of day as HH:MM:SS, 24 hours (DS_003)."""
    forms = [read(form) for form in listed(parameters, "formats") or _CLOCKS]
    written = ibis.cases(*((form.fits(value), iso_clock(value, form)) for form in forms))
    real = written.re_search("^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$")
    return Cleaned(ibis.ifelse(real, written, ibis.null("string")), "DS_003.format")


def _read_days(value: ir.StringValue, formats: Sequence[str]) -> ir.DateValue:
    if "%Y-%m-%d" not in formats:
        return _in_formats(value, formats).try_cast("date")
    iso = ibis.ifelse(value.re_search(_ISO_DAY), value, ibis.null("string")).try_cast("date")
    others = _in_formats(value, formats).try_cast("date")
    return cast(ir.DateValue, ibis.coalesce(iso, others))


def _in_formats(value: ir.StringValue, formats: Sequence[str]) -> ir.StringValue:
    forms = [read(form) for form in formats]
    return cast(ir.StringValue, ibis.cases(*((form.fits(value), iso_date(value, form)) for form in forms)))


def _precision(form: str) -> str:
    return "day" if "%d" in form else "month" if "%m" in form or "%b" in form else "year"


def _clock_formats() -> tuple[str, ...]:
    days = ("%Y-%m-%dT", "%Y-%m-%d ", "%d/%m/%Y ", "%d-%m-%Y ")
    clocks = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f")
    return tuple(day + clock + zone for day in days for clock in clocks for zone in ("", "%z"))


def _moment(value: ir.StringValue, form: DateFormat, local_is_utc: bool) -> ir.TimestampValue:
    written = (iso_date(value, form) + " " + iso_clock(value, form)).try_cast("timestamp")
    zone = form.part(value, "z")
    if zone is not None:
        return cast(ir.TimestampValue, written - _offset_minutes(zone).as_interval("m"))
    return written if local_is_utc else from_london(written)


def _offset_minutes(zone: ir.StringValue) -> ir.IntegerValue:
    figures = zone.replace(":", "")
    minutes = figures[1:3].try_cast("int64") * 60 + figures[3:5].try_cast("int64")
    signed = ibis.ifelse(zone.startswith("-"), -minutes, minutes)
    return cast(ir.IntegerValue, ibis.ifelse(zone == "Z", 0, signed))


def from_london(local: ir.TimestampValue) -> ir.TimestampValue:
    """UTC from clock time in London; the hour that comes twice in October is taken as the first.

    Method: the last Sundays of March and October by the Gauss-type formula 31 - (floor(5y/4) + k) mod 7,
    good from 1996, when the present dates of summer time began, to 2099.
    """
    year, quarter = local.year(), (local.year() * 5 / 4).floor().cast("int64")
    march, october = 31 - (quarter + 4) % 7, 31 - (quarter + 1) % 7
    moment = local.month() * 10000 + local.day() * 100 + local.hour()
    summer = (moment >= 30002 + march * 100) & (moment < 100002 + october * 100) & (year > 0)
    return cast(ir.TimestampValue, ibis.ifelse(summer, local - ibis.interval(hours=1), local))


def _day_tests(parameters: Parameters) -> tuple[tuple[str, Test], ...]:
    is_birth = parameters.get("target") in ("born", "died")
    rule = str(parameters.get("rule") or ("DS_034" if is_birth else "DS_001"))
    tests: list[tuple[str, Test]] = [
        ("DS_001.range", lambda made: (made.year() < FIRST_YEAR) | (made.year() > LAST_YEAR))
    ]
    today = parameters.get("today")
    if isinstance(today, date) and parameters.get("future") is not True:
        tests.append((f"{rule}.future", lambda made: made > today))
    if isinstance(today, date) and parameters.get("target") == "born":
        tests.append((f"{rule}.today", lambda made: made == today))
        oldest = date(today.year - OLDEST_AGE - 1, today.month, min(today.day, 28))
        tests.append((f"{rule}.age", lambda made: made < oldest))
    return tuple(tests)


def _moment_tests(parameters: Parameters) -> tuple[tuple[str, Test], ...]:
    tests: list[tuple[str, Test]] = [
        ("DS_001.range", lambda made: (made.year() < FIRST_YEAR) | (made.year() > LAST_YEAR))
    ]
    today = parameters.get("now")
    if today is not None and parameters.get("future") is not True:
        tests.append((f"{parameters.get('rule') or 'DS_003'}.future", lambda made: made > today))
    return tuple(tests)
