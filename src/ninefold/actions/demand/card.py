"""The card of a file of counts: which columns, what is counted, over which periods, and what is known of the calendar.

A card is TOML. Nearly every key has a default or is found from the file, and a key may stand at the top or in
any table, so that a card says only what it must. docs/how-to/forecast_demand.md lists them all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ninefold.contracts.lenient_card import (
    LenientKeys,
    Reader,
    day,
    listed,
    text,
    texts,
    whole,
    whole_or_nought,
)
from ninefold.contracts.toml_file import read_toml
from ninefold.measures.demand.calendar import Event
from ninefold.measures.demand.periods import STEPS

Day = date  # the card has a key of that name
PAGE = "docs/how-to/forecast_demand.md"
ROWS = "rows"  # count = "rows": each row is one event
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "date": ("time", "datetime", "when", "occurred", "timestamp", "date_column", "day_column", "period"),
    "date_format": ("time_format", "format", "datetime_format"),
    "hour": ("hour_column",),
    "count": ("counts", "n", "value", "y", "count_column", "number", "target"),
    "series": ("by", "series_columns", "group_by", "groups", "areas", "area", "hierarchy", "id", "unique_id"),
    "step": ("grain", "freq", "frequency", "each", "interval", "resolution", "unit"),
    "absent": ("missing_rows", "absent_is", "gaps", "fill", "missing"),
    "holidays": ("holiday", "region", "country", "bank_holidays", "nation"),
    "first": ("start", "from", "first_day"),
    "last": ("end", "until", "to", "last_day"),
    "ahead": ("horizon", "horizon_days", "periods_ahead", "days", "h", "weeks", "hours"),
    "origins": ("windows", "n_windows", "n_origins", "folds"),
    "apart": ("every", "stride", "origin_step"),
    "first_origin": ("test_start", "test_from", "first_test"),
    "keep": ("only", "where", "include", "filter"),
    "leave_out": ("exclude", "drop", "without", "except"),
    "events": ("event", "special_days"),
    "staffing": ("staff", "workload", "calls"),
    "scenarios": ("scenario",),
}
_REGIONS = {
    "england-wales": (
        "england",
        "wales",
        "england and wales",
        "england & wales",
        "uk",
        "gb",
        "united kingdom",
        "ew",
    ),
    "scotland": ("sct",),
    "northern-ireland": ("northern ireland", "ni", "nir"),
    "us": ("usa", "united states", "united states of america", "america"),
    "none": ("no", "off", "-"),
}


@dataclass(frozen=True)
class DemandCard:
    """What a card says, checked; None or empty where it leaves a choice to be made from the file."""

    date: str | None = None
    date_format: str | None = None
    hour: str | None = None
    count: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    step: str | None = None
    absent: str = "zero"
    holidays: str = "none"
    first: Day | None = None
    last: Day | None = None
    ahead: int | None = None
    origins: int | None = None
    apart: int | None = None
    first_origin: Day | None = None
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leave_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    staffing: Mapping[str, Any] = field(default_factory=dict)
    scenarios: tuple[Mapping[str, Any], ...] = ()
    seed: int = 0


def read_demand_card(path: Path) -> DemandCard:
    """The card at `path`; raises CardInvalid naming the first thing that is wrong and what to write instead."""
    return parse_demand_card(read_toml(path, when_absent=f"See {PAGE}."), where=str(path))


def parse_demand_card(content: Mapping[str, Any], *, where: str) -> DemandCard:
    """A card from its parsed TOML; `where` names it in errors."""
    return DemandCard(**_KEYS.read(content, where))


def _count(given: Any) -> tuple[str, ...]:
    if given is False:
        return (ROWS,)
    return texts(given)


def _step(given: Any) -> str:
    words = {"h": "hour", "hourly": "hour", "d": "day", "daily": "day", "w": "week", "weekly": "week", "m": "month",
             "monthly": "month", "hours": "hour", "days": "day", "weeks": "week", "months": "month"}  # fmt: skip
    word = text(given).lower()
    found = words.get(word, word)
    if found not in STEPS:
        raise ValueError(f"must be one of {', '.join(STEPS)}")
    return found


def _absent(given: Any) -> str:
    if isinstance(given, int) and not isinstance(given, bool) and given == 0:
        return "zero"
    word = text(given).lower()
    words = {"0": "zero", "nought": "zero", "none": "zero", "nan": "missing", "unknown": "missing"}
    found = words.get(word, word)
    if found not in ("zero", "missing"):
        raise ValueError("must be zero or missing: what a period without a row means")
    return found


def _region(given: Any) -> str:
    if given is False:
        return "none"
    word = text(given).lower().replace("_", "-")
    for region, others in _REGIONS.items():
        if word == region or word.replace("-", " ") in others:
            return region
    raise ValueError(f"must be one of {', '.join(_REGIONS)}")


def _chosen(given: Any) -> dict[str, tuple[str, ...]]:
    """Columns with the values that are meant: { offence = ["Robbery"] }; or { column = "offence", values = […] }."""
    if not isinstance(given, dict) or not given:
        raise ValueError('must be a table such as { offence = ["Robbery"] }')
    if set(given) == {"column", "values"}:
        given = {text(given["column"]): given["values"]}
    return {name: tuple(str(each) for each in listed(values)) for name, values in given.items()}


def _events(given: Any) -> tuple[Event, ...]:
    if isinstance(given, dict) and not any(
        key.strip().lower() in ("name", "date", "dates", "first") for key in given
    ):
        given = [{"name": name, "dates": days} for name, days in given.items()]
    items = listed(given)
    if not all(isinstance(item, dict) for item in items):
        raise ValueError('must be tables: [[events]] with name = "carnival" and dates = [2024-08-26]')
    return tuple(_event(item, number) for number, item in enumerate(items, 1))


def _event(item: Mapping[str, Any], number: int) -> Event:
    unknown = set(item) - {
        "name",
        "dates",
        "date",
        "days",
        "day",
        "first",
        "last",
        "start",
        "end",
        "from",
        "to",
    }
    if unknown:
        raise ValueError(
            f"number {number} has a key no event has; name, dates, first and last are those there are"
        )
    given: Any = next((item[key] for key in ("dates", "date", "days", "day") if key in item), [])
    days = [day(each) for each in listed(given)]
    start = next((item[key] for key in ("first", "start", "from") if key in item), None)
    end = next((item[key] for key in ("last", "end", "to") if key in item), start)
    if start is not None:
        first, last = day(start), day(end)
        days += [first + timedelta(days=each) for each in range((last - first).days + 1)]
    if not days:
        raise ValueError(f"number {number} has no days; say dates = [2024-08-26] or first and last")
    return Event(str(item.get("name", f"event {number}")), tuple(days))


def _table(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise ValueError("must be a table")
    return dict(given)


def _tables(given: Any) -> tuple[dict[str, Any], ...]:
    if isinstance(given, dict):
        is_named = given and all(isinstance(item, dict) for item in given.values())
        given = [{"name": name, **item} for name, item in given.items()] if is_named else [given]
    return tuple(_table(each) for each in given)


_READERS: Mapping[str, Reader] = {
    "date": text, "date_format": text, "hour": text, "count": _count, "series": texts, "step": _step,
    "absent": _absent, "holidays": _region, "first": day, "last": day, "ahead": whole, "origins": whole,
    "apart": whole, "first_origin": day, "keep": _chosen, "leave_out": _chosen, "events": _events,
    "staffing": _table, "scenarios": _tables, "seed": whole_or_nought,
}  # fmt: skip
_KEYS = LenientKeys(
    _READERS,
    _ALIASES,
    tables={"keep", "leave_out", "events", "staffing", "scenarios"},
    others={"patterns", "places"},
    page=PAGE,
)
