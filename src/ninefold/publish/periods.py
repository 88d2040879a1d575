"""Periods of figures, which lie in which, and whether they overlap in a way that lets figures be subtracted.

A period is written as a year '2019', a quarter '2019-Q1', a month '2019-02', a day '2019-02-28', or two of
these with a slash between, first to last.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from ninefold.errors import NotInThisState

_PART = re.compile(r"(\d{4})(?:-Q([1-4])|-(\d\d)(?:-(\d\d))?)?")

Span = tuple[date, date]


def span(period: str) -> Span:
    """The first day of a period and the first day after it; NotInThisState when it is not a period."""
    first, _, last = period.partition("/")
    return _part(first)[0], _part(last or first)[1]


def shape(period: str) -> str:
    """What kind of period it is by the way it is written: digits become 9."""
    return re.sub(r"\d", "9", period)


def smallest_around(periods: Sequence[str]) -> dict[str, str]:
    """For each period the smallest other one it lies in, where there is one.

    Raises NotInThisState when two overlap and neither holds the other, or two names mean the same days.
    """
    spans = sorted({period: span(period) for period in periods}.items(), key=_widest_first)
    around: dict[str, str] = {}
    open_periods: list[tuple[str, Span]] = []
    for period, (start, end) in spans:
        while open_periods and open_periods[-1][1][1] <= start:
            open_periods.pop()
        if open_periods:
            outer, outer_span = open_periods[-1]
            if end > outer_span[1] or (start, end) == outer_span:
                raise _overlapping()
            around[period] = outer
        open_periods.append((period, (start, end)))
    return around


def all_around(periods: Iterable[str], others: Iterable[str]) -> dict[str, list[str]]:
    """For each period those of the others that hold it, itself left out.

    Raises NotInThisState when one of them overlaps one of the others and neither holds the other.
    """
    known = {other: span(other) for other in others}
    return {
        period: [o for o in known if _holds(known[o], span(period)) and o != period] for period in periods
    }


def _holds(outer: Span, inner: Span) -> bool:
    if outer[1] <= inner[0] or inner[1] <= outer[0]:
        return False
    if outer[0] <= inner[0] and inner[1] <= outer[1]:
        return True
    if inner[0] <= outer[0] and outer[1] <= inner[1]:
        return False
    raise _overlapping()


def _overlapping() -> NotInThisState:
    return NotInThisState(
        "release: two periods overlap without one holding the other, so they could be subtracted. "
        "Choose periods that nest, such as months and years."
    )


def _widest_first(named: tuple[str, Span]) -> tuple[date, int, str]:
    period, (start, end) = named
    return start, -(end - start).days, period


def _part(text: str) -> Span:
    match = _PART.fullmatch(text)
    try:
        if match is not None:
            return _days(*match.groups())
    except ValueError:
        pass
    raise NotInThisState(
        "release: a figure's period is not a year, quarter, month or day. Run the product again."
    )


def _days(year: str, quarter: str | None, month: str | None, day: str | None) -> Span:
    if day:
        only = date(int(year), int(month or 1), int(day))
        return only, only + timedelta(days=1)
    first = 3 * int(quarter) - 2 if quarter else int(month or 1)
    months = 3 if quarter else 1 if month else 12
    after = int(year) * 12 + first - 1 + months
    return date(int(year), first, 1), date(after // 12, after % 12 + 1, 1)
