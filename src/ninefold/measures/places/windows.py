"""Rolling origins: the stretches of time forecast one after another, each from what came before it."""

from dataclasses import dataclass
from datetime import date

from ninefold.measures import months

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Window:
    """The days a forecast is about; it may know everything before the first and nothing else."""

    first_day: int  # days since 1970-01-01
    end_day: int  # the day after the last

    @property
    def days(self) -> int:
        """How many days it spans."""
        return self.end_day - self.first_day

    @property
    def first_date(self) -> str:
        """Its first day in ISO 8601."""
        return date.fromordinal(self.first_day + EPOCH).isoformat()


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH


def every(days: int, *, first_day: int, count: int, step: int | None = None) -> list[Window]:
    """So many windows of so many days, one after another; `step` days apart where given."""
    step = step or days
    return [Window(first_day + n * step, first_day + n * step + days) for n in range(count)]


def month_windows(first_month: int, count: int) -> list[Window]:
    """So many calendar months from a month number (see `measures.months`)."""
    return [
        Window(day_number(_first_of(month)), day_number(_first_of(month + 1)))
        for month in range(first_month, first_month + count)
    ]


def is_month(window: Window) -> bool:
    """Whether a window is one calendar month."""
    return month_windows(month_of(window.first_day), 1) == [window]


def month_of(day: int) -> int:
    """The number of the calendar month a day lies in."""
    lies = date.fromordinal(day + EPOCH)
    return lies.year * 12 + lies.month - 1


def _first_of(month: int) -> date:
    return date.fromisoformat(f"{months.text(month)}-01")
