"""The card of a file of counts: which columns, what is counted, over which periods, and what is known of the calendar.

A card is TOML. Nearly every key has a default or is found from the file, and a key may stand at the top or in
any table, so that a card says only what it must. docs/how-to/forecast_demand.md lists them all.
"""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from ninefold.errors import CardInvalid
from ninefold.measures.demand.calendar import Event
from ninefold.measures.demand.periods import STEPS

Day = date  # the card has a key of that name
PAGE = "docs/how-to/forecast_demand.md"
ROWS = "rows"  # count = "rows": each row is one event
_PASSED_OVER = frozenset({
    "patterns", "places", "title", "source", "description", "name", "note", "notes", "licence", "license", "owner",
    "url", "city", "place",
})  # fmt: skip
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
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CardInvalid(f"{path}: there is no card here. See {PAGE}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CardInvalid(f"{path}: not valid TOML ({error}).") from error
    return parse_demand_card(content, where=str(path))


def parse_demand_card(content: Mapping[str, Any], *, where: str) -> DemandCard:
    """A card from its parsed TOML; `where` names it in errors."""
    said: dict[str, Any] = {}
    for key, given in _flat(content, where):
        name = _known(key, where)
        if name in said:
            raise CardInvalid(f"{where}: `{name}` is said twice. Leave one.")
        try:
            said[name] = _READERS[name](given)
        except (TypeError, ValueError) as error:
            raise CardInvalid(f"{where}: `{name}` {error}. See {PAGE}.") from error
    return DemandCard(**said)


def _flat(content: Mapping[str, Any], where: str) -> list[tuple[str, Any]]:
    """Every key with what it is given, whichever table it stands in."""
    pairs: list[tuple[str, Any]] = []
    for key, given in content.items():
        if _plain(key) in _PASSED_OVER:
            continue
        if isinstance(given, dict) and _words().get(_plain(key)) not in _TABLES:
            pairs += _flat(given, where)
        else:
            pairs.append((key, given))
    return pairs


def _plain(key: str) -> str:
    return key.strip().lower().replace("-", "_").replace(" ", "_")


def _words() -> dict[str, str]:
    names = {each.name for each in fields(DemandCard)}
    aliases = {alias: name for name, others in _ALIASES.items() for alias in others if alias not in names}
    return {name: name for name in names} | aliases


def _known(key: str, where: str) -> str:
    words = _words()
    if _plain(key) in words:
        return words[_plain(key)]
    near = difflib.get_close_matches(_plain(key), words, n=1)
    hint = f"Did you mean `{near[0]}`?" if near else f"See {PAGE} for those there are."
    raise CardInvalid(f"{where}: has a key no card has, `{key}`. {hint}")


def _text(given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise ValueError("must be a text")
    return given.strip()


def _texts(given: Any) -> tuple[str, ...]:
    each = given if isinstance(given, list) else [given]
    return tuple(dict.fromkeys(_text(item) for item in each))


def _whole(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise ValueError("must be a whole number of at least 1")
    return given


def _seed(given: Any) -> int:
    return 0 if given == 0 and not isinstance(given, bool) else _whole(given)


def _count(given: Any) -> tuple[str, ...]:
    if given is False:
        return (ROWS,)
    return _texts(given)


def _step(given: Any) -> str:
    words = {"h": "hour", "hourly": "hour", "d": "day", "daily": "day", "w": "week", "weekly": "week", "m": "month",
             "monthly": "month", "hours": "hour", "days": "day", "weeks": "week", "months": "month"}  # fmt: skip
    word = _text(given).lower()
    found = words.get(word, word)
    if found not in STEPS:
        raise ValueError(f"must be one of {', '.join(STEPS)}")
    return found


def _absent(given: Any) -> str:
    if isinstance(given, int) and not isinstance(given, bool) and given == 0:
        return "zero"
    word = _text(given).lower()
    words = {"0": "zero", "nought": "zero", "none": "zero", "nan": "missing", "unknown": "missing"}
    found = words.get(word, word)
    if found not in ("zero", "missing"):
        raise ValueError("must be zero or missing: what a period without a row means")
    return found


def _region(given: Any) -> str:
    if given is False:
        return "none"
    word = _text(given).lower().replace("_", "-")
    for region, others in _REGIONS.items():
        if word == region or word.replace("-", " ") in others:
            return region
    raise ValueError(f"must be one of {', '.join(_REGIONS)}")


def _day(given: Any) -> date:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    text = _text(given)
    return date.fromisoformat(text + "-01" if len(text) == 7 else text)


def _chosen(given: Any) -> dict[str, tuple[str, ...]]:
    """Columns with the values that are meant: { offence = ["Robbery"] }; or { column = "offence", values = […] }."""
    if not isinstance(given, dict) or not given:
        raise ValueError('must be a table such as { offence = ["Robbery"] }')
    if set(given) == {"column", "values"}:
        given = {_text(given["column"]): given["values"]}
    return {
        name: tuple(str(each) for each in (values if isinstance(values, list) else [values]))
        for name, values in given.items()
    }


def _events(given: Any) -> tuple[Event, ...]:
    if isinstance(given, dict) and not any(
        _plain(key) in ("name", "date", "dates", "first") for key in given
    ):
        given = [{"name": name, "dates": days} for name, days in given.items()]
    items = given if isinstance(given, list) else [given]
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
    days = [_day(each) for each in (given if isinstance(given, list) else [given])]
    start = next((item[key] for key in ("first", "start", "from") if key in item), None)
    end = next((item[key] for key in ("last", "end", "to") if key in item), start)
    if start is not None:
        first, last = _day(start), _day(end)
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


_TABLES = frozenset({"keep", "leave_out", "events", "staffing", "scenarios"})
_READERS: Mapping[str, Any] = {
    "date": _text, "date_format": _text, "hour": _text, "count": _count, "series": _texts, "step": _step,
    "absent": _absent, "holidays": _region, "first": _day, "last": _day, "ahead": _whole, "origins": _whole,
    "apart": _whole, "first_origin": _day, "keep": _chosen, "leave_out": _chosen, "events": _events,
    "staffing": _table, "scenarios": _tables, "seed": _seed,
}  # fmt: skip
