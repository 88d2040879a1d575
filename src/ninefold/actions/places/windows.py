"""Which windows a backtest forecasts and tunes on, as its card says and as far as the file reaches."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ninefold.actions.places.card import PlaceCard
from ninefold.errors import UserError
from ninefold.measures.places.events import Events
from ninefold.measures.places.windows import Window, day_number, every, month_of, month_windows

MOST_WEEKS, MOST_MONTHS = 52, 12
_QUIET = 14  # days without one event, where fifty would be usual, are days without a delivery
_USUAL = 50


@dataclass(frozen=True)
class Plan:
    """Windows forecast, windows tuned on (all before them), and stretches of days without a delivery."""

    test: list[Window]
    tuning: list[Window]
    missing: tuple[tuple[int, int], ...]
    left_out: int  # windows that touch a stretch without a delivery
    months: bool


def plan(card: PlaceCard, events: Events) -> Plan:
    """The windows; UserError says what to change where the file is too short."""
    is_monthly = events.grain == "month" or card.months is not None
    gaps = _missing(events)
    test, tuning = _by_month(card, events) if is_monthly else _by_days(card, events)
    whole = [window for window in test if not _touches(window, gaps)]
    tuned = [window for window in tuning if not _touches(window, gaps)]
    if len(whole) < 4:
        raise UserError(
            f"Only {len(whole)} whole windows could be forecast; 4 are the least. Choose an earlier `first`, shorter "
            "windows, or a file that reaches further."
        )
    return Plan(whole, tuned, gaps, len(test) - len(whole), is_monthly)


def _by_days(card: PlaceCard, events: Events) -> tuple[list[Window], list[Window]]:
    days = card.days or 7
    start, end = int(events.day.min()), int(events.day.max()) + 1
    if card.last is not None:
        end = min(end, day_number(card.last) + 1)
    most = card.count or MOST_WEEKS
    first = (
        end - min(most, (end - start) // 3 // days) * days if card.first is None else day_number(card.first)
    )
    _check_history(first - start, days)
    count = min(most, max(0, end - first) // days)
    tune = min(MOST_WEEKS, (first - start) // 2 // days) if card.tune is None else card.tune
    tune = min(tune, (first - start - days) // days)
    return every(days, first_day=first, count=count), every(days, first_day=first - tune * days, count=tune)


def _by_month(card: PlaceCard, events: Events) -> tuple[list[Window], list[Window]]:
    step = card.months or 1
    start, end = month_of(int(events.day.min())), month_of(int(events.day.max())) + 1
    if card.last is not None:
        end = min(end, month_of(day_number(card.last)) + 1)
    most = card.count or MOST_MONTHS
    first = end - min(most, (end - start) // 3 // step) * step
    if card.first is not None:
        first = month_of(day_number(card.first))
    _check_history((first - start) * 30, step * 30)
    count = min(most, max(0, end - first) // step)
    tune = min(MOST_MONTHS, (first - start) // 2 // step) if card.tune is None else card.tune
    tune = min(tune, (first - start - step) // step)
    return _months(first, count, step), _months(first - tune * step, tune, step)


def _months(first: int, count: int, step: int) -> list[Window]:
    each = month_windows(first, max(count, 0) * step)
    return [Window(each[n].first_day, each[n + step - 1].end_day) for n in range(0, len(each), step)]


def _check_history(days: int, window: int) -> None:
    if days < 2 * window:
        raise UserError(
            "The file does not reach back far enough before the first window. Choose a later `first`, or bring "
            "earlier records."
        )


def _missing(events: Events) -> tuple[tuple[int, int], ...]:
    if events.grain == "month":
        return _missing_months(events)
    days = np.unique(events.day)
    usual = len(events) / max(days[-1] - days[0] + 1, 1)
    gaps = np.flatnonzero(np.diff(days) > max(_QUIET, _USUAL / usual))
    return tuple((int(days[gap]) + 1, int(days[gap + 1])) for gap in gaps)


def _missing_months(events: Events) -> tuple[tuple[int, int], ...]:
    held = {month_of(int(day)) for day in np.unique(events.day)}
    absent = [month for month in range(min(held), max(held)) if month not in held]
    return tuple((w.first_day, w.end_day) for month in absent for w in month_windows(month, 1))


def _touches(window: Window, gaps: Sequence[tuple[int, int]]) -> bool:
    return any(start < window.end_day and window.first_day < end for start, end in gaps)
