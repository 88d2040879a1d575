"""What the calendar says of each period, as columns of a regression, each with how far it may move demand.

Day of the week, a wave of the year in six harmonics, weekends that differ by season, the first of the month,
each holiday with the day before and after it, and the card's own events. A week or a month has the mean
of its days, so that one description serves every length of period.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ninefold.measures.demand.holidays import holidays, notable
from ninefold.measures.demand.periods import EPOCH, Bools, Floats, Ints, Periods, day_number

YEAR_DAYS = 365.2425
HARMONICS, SHARED_HARMONICS = 6, 2
# Prior standard deviations on the log scale, chosen on Philadelphia 2018-2019 and Atlanta 2013-2018 (all years seen).
_WEEKDAY, _WAVE, _SEASONAL_WEEKEND, _FIRST = 0.3, 0.1, 0.03, 0.1
_HOLIDAY, _NOTABLE, _BESIDE, _EVENT = 0.2, 0.1, 0.05, 0.3
_WAVE_POWER = 1.5


@dataclass(frozen=True)
class Event:
    """Something the card names: a match, a festival, a strike; it may last several days and come again."""

    name: str
    days: tuple[date, ...]


@dataclass(frozen=True)
class Calendar:
    """Columns (periods, features), the spread each effect may have, and which a single series may have of its own."""

    columns: Floats
    spread: Floats
    own: Bools
    names: tuple[str, ...]


@dataclass
class _Columns:
    """Columns as they are gathered."""

    columns: list[Floats]
    spread: list[float]
    own: list[bool]
    names: list[str]

    def add(self, name: str, column: Floats | Bools, spread: float, *, own: bool = False) -> None:
        self.columns.append(np.asarray(column, dtype=np.float64))
        self.spread.append(spread)
        self.own.append(own)
        self.names.append(name)


def calendar(periods: Periods, *, region: str = "none", events: Sequence[Event] = ()) -> Calendar:
    """What the calendar says of some periods (of days, when they are hours: one row a day)."""
    first, end = int(periods.first[0]), int(periods.end[-1])
    days = np.arange(first, end, dtype=np.int64)
    told = _Columns([], [], [], [])
    _week(told, days)
    _year(told, days)
    _feasts(told, days, region)
    for event in events:
        told.add(event.name, np.isin(days, [day_number(day) for day in event.days]), _EVENT)
    columns = _of_periods(np.array(told.columns).T, periods, first)
    kept = np.ptp(columns, axis=0) > 1e-9
    return Calendar(
        columns[:, kept],
        np.array(told.spread)[kept],
        np.array(told.own)[kept],
        tuple(name for name, keep in zip(told.names, kept, strict=True) if keep),
    )


def _of_periods(daily: Floats, periods: Periods, first: int) -> Floats:
    if periods.step == "day":
        return daily
    if periods.step == "hour":
        return daily[np.unique(periods.first) - first]
    sums = np.vstack([np.zeros(daily.shape[1]), np.cumsum(daily, axis=0)])
    return np.asarray(
        (sums[periods.end - first] - sums[periods.first - first]) / (periods.end - periods.first)[:, None]
    )


def weekdays(days: Ints) -> Ints:
    """Monday is 0."""
    return (days + 3) % 7


def _week(told: _Columns, days: Ints) -> None:
    weekday = weekdays(days)
    for number in range(7):
        told.add(f"weekday {number}", (weekday == number) - 1 / 7, _WEEKDAY, own=True)
    angle = 2 * np.pi * days / YEAR_DAYS
    for wave in (np.sin, np.cos):
        for number in (4, 5, 6):
            told.add(
                f"season of weekday {number}", wave(angle) * (weekday == number), _SEASONAL_WEEKEND, own=True
            )


def _year(told: _Columns, days: Ints) -> None:
    angle = 2 * np.pi * days / YEAR_DAYS
    for number in range(1, HARMONICS + 1):
        for wave in (np.sin, np.cos):
            spread = _WAVE / number**_WAVE_POWER
            told.add(f"year {number}", wave(number * angle), spread, own=number <= SHARED_HARMONICS)
    moments = days.astype("datetime64[D]")
    is_first = moments == moments.astype("datetime64[M]").astype("datetime64[D]")
    told.add("first of the month", is_first, _FIRST, own=True)


def _feasts(told: _Columns, days: Ints, region: str) -> None:
    years = [date.fromordinal(int(day) + EPOCH).year for day in (days[0], days[-1])]
    feasts = _by_name(holidays(region, years[0] - 1, years[1] + 1))
    for name, dates in feasts.items():
        told.add(name, np.isin(days, _numbers(dates, 0)), _HOLIDAY)
        told.add(f"day before {name}", np.isin(days, _numbers(dates, -1)), _BESIDE)
        told.add(f"day after {name}", np.isin(days, _numbers(dates, 1)), _BESIDE)
    for name, dates in _by_name(notable(region, years[0] - 1, years[1] + 1)).items():
        told.add(name, np.isin(days, _numbers(dates, 0)), _NOTABLE)


def _by_name(found: Mapping[date, str]) -> dict[str, list[date]]:
    names: dict[str, list[date]] = {}
    for day, name in sorted(found.items()):
        names.setdefault(name, []).append(day)
    return names


def _numbers(dates: Sequence[date], moved: int) -> list[int]:
    return [day_number(day + timedelta(days=moved)) for day in dates]
