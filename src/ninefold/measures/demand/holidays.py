"""Public holidays by rule, for the three parts of the United Kingdom and for the United States.

No list is read and no package asked: the dates follow from the year. Days moved or added by proclamation
are written down below. Days without a holiday's standing that yet change demand (Christmas Eve, New Year's
Eve, Hallowe'en, Bonfire Night) are kept apart, as `notable`.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

REGIONS = ("england-wales", "scotland", "northern-ireland", "us", "none")
MONDAY, THURSDAY, SATURDAY = 0, 3, 5

# Days moved or given once, in every part of the United Kingdom.
_GIVEN = {
    date(1999, 12, 31): "extra holiday",
    date(2002, 6, 3): "extra holiday",
    date(2011, 4, 29): "extra holiday",
    date(2012, 6, 5): "extra holiday",
    date(2022, 6, 3): "extra holiday",
    date(2022, 9, 19): "extra holiday",
    date(2023, 5, 8): "extra holiday",
}
_MOVED_MAY = {1995: date(1995, 5, 8), 2020: date(2020, 5, 8)}
_MOVED_SPRING = {2002: date(2002, 6, 4), 2012: date(2012, 6, 4), 2022: date(2022, 6, 2)}


def holidays(region: str, first_year: int, last_year: int) -> dict[date, str]:
    """The public holidays of a region in some years, each with its name; those moved are named 'substitute …'."""
    found: dict[date, str] = {}
    for year in range(first_year, last_year + 1):
        for day, name in _RULES[region](year):
            found.setdefault(day, name)
    return found


def notable(region: str, first_year: int, last_year: int) -> dict[date, str]:
    """Days that are no holiday and still unlike their neighbours."""
    found: dict[date, str] = {}
    for year in range(first_year, last_year + 1):
        for day, name in _notable(region, year):
            found.setdefault(day, name)
    return found


def easter(year: int) -> date:
    """Easter Sunday, by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, left = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    quarter, over = divmod(rest, 4)
    weekday = (32 + 2 * left + 2 * quarter - epact - over) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    """The which-th given weekday of a month; -1 is the last."""
    if which < 0:
        end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return end - timedelta(days=(end.weekday() - weekday) % 7)
    start = date(year, month, 1)
    return start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * (which - 1))


def _moved(days: list[tuple[date, str]]) -> Iterator[tuple[date, str]]:
    """Each day, and for one at a weekend also the next weekday that is not itself a holiday."""
    taken = {day for day, _ in days}
    for day, name in days:
        yield day, name
        if day.weekday() >= SATURDAY:
            free = day
            while free.weekday() >= SATURDAY or free in taken:
                free += timedelta(days=1)
            taken.add(free)
            yield free, f"substitute {name}"


def _united_kingdom(year: int) -> Iterator[tuple[date, str]]:
    yield from ((day, name) for day, name in _GIVEN.items() if day.year == year)
    yield easter(year) - timedelta(days=2), "Good Friday"
    yield _MOVED_MAY.get(year, _nth(year, 5, MONDAY, 1)), "early May"
    yield _MOVED_SPRING.get(year, _nth(year, 5, MONDAY, -1)), "spring"


def _england_wales(year: int) -> Iterator[tuple[date, str]]:
    yield from _united_kingdom(year)
    yield easter(year) + timedelta(days=1), "Easter Monday"
    yield _nth(year, 8, MONDAY, -1), "summer"
    yield from _moved([(date(year, 1, 1), "New Year")])
    yield from _moved([(date(year, 12, 25), "Christmas"), (date(year, 12, 26), "Boxing Day")])


def _scotland(year: int) -> Iterator[tuple[date, str]]:
    yield from _united_kingdom(year)
    yield _nth(year, 8, MONDAY, 1), "summer"
    yield from _moved([(date(year, 1, 1), "New Year"), (date(year, 1, 2), "second of January")])
    if year >= 2007:
        yield from _moved([(date(year, 11, 30), "St Andrew")])
    yield from _moved([(date(year, 12, 25), "Christmas"), (date(year, 12, 26), "Boxing Day")])


def _northern_ireland(year: int) -> Iterator[tuple[date, str]]:
    yield from _england_wales(year)
    yield from _moved([(date(year, 3, 17), "St Patrick")])
    yield from _moved([(date(year, 7, 12), "Battle of the Boyne")])


def _united_states(year: int) -> Iterator[tuple[date, str]]:
    yield _nth(year, 1, MONDAY, 3), "Martin Luther King"
    yield _nth(year, 2, MONDAY, 3), "Presidents"
    yield _nth(year, 5, MONDAY, -1), "Memorial Day"
    yield _nth(year, 9, MONDAY, 1), "Labor Day"
    yield _nth(year, 10, MONDAY, 2), "Columbus Day"
    yield _nth(year, 11, THURSDAY, 4), "Thanksgiving"
    fixed = [(1, 1, "New Year"), (7, 4, "Independence Day"), (11, 11, "Veterans Day"), (12, 25, "Christmas")]
    if year >= 2021:
        fixed.append((6, 19, "Juneteenth"))
    for month, number, name in fixed:
        day = date(year, month, number)
        yield day, name
        # Kept on the Friday before a Saturday and the Monday after a Sunday.
        away = {5: -1, 6: 1}.get(day.weekday())
        if away is not None and (day + timedelta(days=away)).year == year:
            yield day + timedelta(days=away), f"substitute {name}"


def _none(year: int) -> Iterator[tuple[date, str]]:
    yield from ()


_RULES: dict[str, Callable[[int], Iterator[tuple[date, str]]]] = {
    "england-wales": _england_wales,
    "scotland": _scotland,
    "northern-ireland": _northern_ireland,
    "us": _united_states,
    "none": _none,
}


def _notable(region: str, year: int) -> Iterator[tuple[date, str]]:
    if region == "none":
        return
    yield date(year, 12, 24), "Christmas Eve"
    yield date(year, 12, 31), "New Year's Eve"
    yield date(year, 10, 31), "Hallowe'en"
    yield easter(year), "Easter Sunday"
    if region == "us":
        yield _nth(year, 11, THURSDAY, 4) + timedelta(days=1), "day after Thanksgiving"
        yield date(year, 12, 26), "day after Christmas"
        return
    yield date(year, 11, 5), "Bonfire Night"
    if region != "scotland":
        yield date(year, 1, 2), "second of January"
    for number in (27, 28, 29, 30):
        yield date(year, 12, number), "between Christmas and New Year"
