"""The card of a flat file that is to be tried as a product, with no Python: docs/how-to/try_a_product.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ninefold.contracts.card_tables import CardTable, open_card

KINDS = ("auto", "random", "forward")
ESTIMATORS = ("glass_box", "logistic", "ebm", "ebm_pairs", "scorecard", "forest", "boosted")
_COLUMNS = "the name of a column, or a list of them"


@dataclass(frozen=True)
class Condition:
    """Which rows belong: every test given must hold."""

    column: str
    at_least: float | str | None = None
    at_most: float | str | None = None
    among: tuple[str, ...] = ()
    not_among: tuple[str, ...] = ()
    present: bool | None = None


@dataclass(frozen=True)
class LabelCard:
    """What counts as the outcome."""

    column: str | None
    positive: tuple[str, ...]
    event_date: str | None
    event_days: str | None
    window_days: float | None
    observed_until: str | None  # a date, or the name of a column
    leave_out: bool  # rows not followed for the whole window are left out
    query: str


@dataclass(frozen=True)
class BlockCard:
    """Columns that belong together, and when they are known."""

    name: str
    columns: tuple[str, ...]
    known_at: str | None


@dataclass(frozen=True)
class FeaturesCard:
    """Which columns are features and when each is known; names may hold a * for any letters."""

    use: tuple[str, ...]
    all_but: tuple[str, ...]
    also: tuple[str, ...]
    kinds: Mapping[str, tuple[str, ...]]  # area, surname, segment
    known_at: Mapping[str, str]
    known_at_otherwise: str | None
    signed_by: str
    blocks: tuple[BlockCard, ...]
    missing: tuple[str, ...] = ()  # values, as written, that stand for one that is missing


@dataclass(frozen=True)
class GroupCard:
    """A protected group: its column, and for numbers the upper edges of its bands."""

    name: str
    column: str
    bands: tuple[float, ...]


@dataclass(frozen=True)
class FileCard:
    """A whole card, checked."""

    name: str
    owner: str
    subject: str | None
    date: str | None
    tied: tuple[str, ...]
    keep: tuple[Condition, ...]
    label: LabelCard
    features: FeaturesCard
    groups: tuple[GroupCard, ...]
    never_used: tuple[str, ...]
    capacity: float | None
    incumbent: str | None
    incumbent_named: str
    no_incumbent_because: str
    area_signed_by: str
    folds: str
    fold_column: str | None
    fold_count: int
    gap_days: float | None
    estimator: str
    settings: Mapping[str, Any]
    seed: int
    gates: Mapping[str, float]


def read_file_card(path: Path) -> FileCard:
    """The card at `path`; raises CardInvalid naming the first thing that is missing or unknown."""
    return parse_file_card(open_card(path))


def parse_file_card(card: CardTable) -> FileCard:
    """A card from its TOML; a key nobody knows is refused, as it would otherwise be skipped in silence."""
    product, rows = card.table("product"), card.table("rows")
    found = FileCard(
        name=product.text_or_none("name", "a short name") or "trial",
        owner=product.text_or_none("owner", "who answers for it") or "",
        subject=_column(rows, "subject"),
        date=_column(rows, "date"),
        tied=rows.texts("tied", _COLUMNS),
        keep=tuple(_condition(each) for each in rows.tables("keep")),
        label=_label(card.table("label")),
        features=_features(card.table("features")),
        groups=_groups(card.table("groups")),
        **_use(card.table("use")),
        **_folds(card.table("folds")),
        **_model(card.table("model")),
        gates=_gates(card.table("gates")),
    )
    rows.refuse_leftovers("subject, date, tied, keep")
    product.rest()  # a product's card may say much more of itself
    for other in ("outcome", "feature", "parameters", "file"):
        card.take(other)
    card.refuse_leftovers("product, rows, label, features, groups, use, folds, model, gates")
    return found


def _column(table: CardTable, key: str) -> str | None:
    return table.text_or_none(key, "the name of a column of the file")


def _number(table: CardTable, key: str, instead: str) -> float | None:
    value = table.take(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        table.refuse(key, "it is not a number", instead)
    return float(value)


def _words(table: CardTable, key: str) -> tuple[str, ...]:
    """One value or a list of them, as texts: 1, "1" and true are each what a file may hold."""
    value = table.take(key)
    if value is None:
        return ()
    return tuple(_word(each) for each in (value if isinstance(value, list) else [value]))


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _moment(table: CardTable, key: str) -> str | None:
    value = table.take(key)
    if value is None:
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if not isinstance(value, str):
        table.refuse(
            key, "it is neither a date nor a column", "a date such as 2016-03-31, or a column's name"
        )
    return value


def _condition(table: CardTable) -> Condition:
    found = Condition(
        column=table.text("column", "the name of a column of the file"),
        at_least=_edge(table, "at_least"),
        at_most=_edge(table, "at_most"),
        among=_words(table, "among") + _words(table, "is"),
        not_among=_words(table, "not_among") + _words(table, "is_not"),
        present=table.flag("present") if table.has("present") else None,
    )
    table.refuse_leftovers("column, at_least, at_most, among, is, not_among, is_not, present")
    return found


def _edge(table: CardTable, key: str) -> float | str | None:
    value = table.take(key)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        table.refuse(key, "it is neither a number nor a date", "a number or a date")
    return float(value)


def _label(table: CardTable) -> LabelCard:
    found = LabelCard(
        column=_column(table, "column"),
        positive=_words(table, "positive"),
        event_date=_column(table, "event_date"),
        event_days=_column(table, "event_days"),
        window_days=_number(
            table, "window_days", "the days after the as-of date within which an event counts"
        ),
        observed_until=_moment(table, "observed_until"),
        leave_out=table.text_or_none("not_followed", "refuse or leave_out", among=("refuse", "leave_out"))
        == "leave_out",
        query=table.text_or_none("query", "the label in words") or "",
    )
    if found.window_days is not None and found.window_days <= 0:
        table.refuse("window_days", "it is not above nought", "a number of days such as 365")
    table.refuse_leftovers(
        "column, positive, event_date, event_days, window_days, observed_until, not_followed, query"
    )
    if not (found.column or found.event_date or found.event_days):
        table.refuse("column", "there is no label", "column, or event_date or event_days with window_days")
    if not found.column and found.window_days is None:
        table.refuse("window_days", "it is missing", "the days within which an event counts")
    return found


def _features(table: CardTable) -> FeaturesCard:
    known, otherwise, signed = _known_at(table)
    found = FeaturesCard(
        use=table.texts("use", _COLUMNS),
        all_but=table.texts("all_but", _COLUMNS),
        also=table.texts("also", _COLUMNS),
        kinds={kind: table.texts(kind, _COLUMNS) for kind in ("area", "surname", "segment")},
        known_at=known,
        known_at_otherwise=otherwise,
        signed_by=table.text_or_none("signed_by", "who vouches for known_at") or signed,
        blocks=tuple(_block(each) for each in table.tables("blocks")),
        missing=_codes(table),
    )
    table.refuse_leftovers("use, all_but, also, area, surname, segment, known_at, signed_by, blocks, missing")
    if found.use and found.all_but:
        table.refuse("all_but", "there is `use` as well", "one of the two")
    return found


def _codes(table: CardTable) -> tuple[str, ...]:
    """Values that stand for a missing one: numbers such as -9, or words."""
    value = table.take("missing") or []
    if not isinstance(value, list) or any(
        isinstance(each, bool) or not isinstance(each, int | float | str) for each in value
    ):
        table.refuse("missing", "it is not a list of numbers or words", 'missing = [-9, "refused"]')
    return tuple(each if isinstance(each, str) else f"{each:.10g}" for each in value)


def _known_at(table: CardTable) -> tuple[dict[str, str], str | None, str]:
    """`known_at = "as_of"` for all, or a table of its own with names, patterns, `default` and `signed_by`."""
    if not table.has("known_at"):
        return {}, None, ""
    value = table.take("known_at")
    if isinstance(value, str):
        return {}, value, ""
    if not isinstance(value, dict):
        table.refuse(
            "known_at", "it is neither a word nor a table", 'known_at = "as_of", or a table of names'
        )
    held = CardTable(table.file, f"{table.where} known_at", value)
    default = held.text_or_none("default", "as_of, after, or column:NAME")
    signed = held.text_or_none("signed_by", "who vouches for known_at") or ""
    return held.text_pairs(), default, signed


def _block(table: CardTable) -> BlockCard:
    found = BlockCard(
        table.text("name", "a short name"),
        table.texts("columns", _COLUMNS),
        table.text_or_none("known_at", "as_of, after, or column:NAME"),
    )
    table.refuse_leftovers("name, columns, known_at")
    return found


def _groups(table: CardTable) -> tuple[GroupCard, ...]:
    """`sex = "gender"`, `age = {column = "age", bands = [25, 45]}`, or `columns = ["sex", "race"]`."""
    listed = table.texts("columns", _COLUMNS) if table.has("columns") else ()
    found = [GroupCard(column, column, ()) for column in listed]
    for name, value in table.rest().items():
        if isinstance(value, str):
            found.append(GroupCard(name, value, ()))
        elif isinstance(value, dict):
            held = CardTable(table.file, f"[groups.{name}]", value)
            column = held.text("column", "the name of a column of the file")
            found.append(GroupCard(name, column, tuple(_bands(held))))
            held.refuse_leftovers("column, bands")
        else:
            table.refuse(name, "it is neither a column nor a table", f'{name} = "column"')
    return tuple(found)


def _bands(table: CardTable) -> list[float]:
    value = table.take("bands") or []
    if not isinstance(value, list) or not all(isinstance(each, int | float) for each in value):
        table.refuse("bands", "it is not a list of numbers", "the first number of every band after the first")
    return [float(each) for each in value]


def _use(table: CardTable) -> dict[str, Any]:
    capacity = table.take("capacity")
    if isinstance(capacity, dict):
        held = CardTable(table.file, "[use.capacity]", capacity)
        number, of = _number(held, "number", "how many can be reviewed"), _number(held, "of", "of how many")
        if not number or not of:
            held.refuse("of", "it is missing or nought", "capacity = {number = 50, of = 1000}")
        capacity = number / of
    if capacity is not None and (
        isinstance(capacity, bool) or not isinstance(capacity, int | float) or not 0 < capacity < 1
    ):
        table.refuse("capacity", "it is not a share", "a share between 0 and 1, or {number = 50, of = 1000}")
    found = {
        "never_used": table.texts("never_used", _COLUMNS),
        "capacity": None if capacity is None else float(capacity),
        "incumbent": _column(table, "incumbent"),
        "incumbent_named": table.text_or_none("incumbent_named", "what decides now") or "",
        "no_incumbent_because": table.text_or_none("no_incumbent_because", "why nothing decides now") or "",
        "area_signed_by": table.text_or_none("area_signed_by", "who signs for an area feature") or "",
    }
    table.refuse_leftovers(
        "never_used, capacity, incumbent, incumbent_named, no_incumbent_because, area_signed_by"
    )
    return found


def _folds(table: CardTable) -> dict[str, Any]:
    found: dict[str, Any] = {
        "folds": table.text_or_none("kind", "auto, forward or random", among=KINDS) or "auto",
        "fold_column": _column(table, "column"),
        "fold_count": table.whole("count") or 5,
        "gap_days": _number(table, "gap_days", "the days between training and judged rows"),
    }
    if not 2 <= found["fold_count"] <= 20:
        table.refuse("count", "it is not from 2 to 20", "5, or leave it out")
    if (found["gap_days"] or 0) < 0:
        table.refuse("gap_days", "it is below nought", "the label's window, or leave it out")
    table.refuse_leftovers("kind, column, count, gap_days")
    return found


def _model(table: CardTable) -> dict[str, Any]:
    found = {
        "estimator": table.text_or_none("estimator", "a way of fitting", among=ESTIMATORS) or "glass_box",
        "seed": table.whole("seed") or 0,
        "settings": table.table("settings").rest(),
    }
    table.rest()  # thresholds and the like are of the life, not of a trial
    return found


def _gates(table: CardTable) -> dict[str, float]:
    """Tighter limits: `"G8.error" = 0.02`, or [gates.G8] error = 0.02."""
    found: dict[str, float] = {}
    for key, value in table.rest().items():
        inner = (
            {f"{key}.{name}": at for name, at in value.items()} if isinstance(value, dict) else {key: value}
        )
        for name, at in inner.items():
            if isinstance(at, bool) or not isinstance(at, int | float):
                table.refuse(name, "it is not a number", '"G8.error" = 0.02')
            found[name] = float(at)
    return found
