"""A flat file read, its rows chosen, its label and groups made as the card says."""

import hashlib
import io
import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from numpy.typing import NDArray

from ninefold.assure.evidence import Dataset, Dates, Feature, LabelDefinition, Names
from ninefold.assure.file_card import Condition, FeaturesCard, FileCard, GroupCard, LabelCard
from ninefold.assure.file_table import absent, column_named
from ninefold.assure.file_values import dates_of, words_of
from ninefold.errors import CardInvalid, FileRefused
from ninefold.measures.scoring.one_column import as_numbers, is_number
from ninefold.measures.scoring.ranks import Floats, Outcomes

_TRUE = {"1", "1.0", "true", "yes", "y", "t"}
_FALSE = {"0", "0.0", "-0.0", "false", "no", "n", "f"}
_DAY = np.timedelta64(1, "D")
_FAR_AHEAD = 100_000.0  # days; an event further off than this is beyond every window


@dataclass(frozen=True)
class FileRows:
    """What a file gave: the data, the label's definition, and what a person should know of it."""

    dataset: Dataset
    label: LabelDefinition
    features: tuple[Feature, ...]
    fold_names: Names | None
    notes: tuple[str, ...]


def rows_of(table: pa.Table, card: FileCard, *, with_label: bool = True) -> FileRows:
    """Everything a file gives under a card; `with_label` False for people whose outcome is not yet known."""
    found = _resolved(table, card)
    table, notes = _kept(table, found, card)
    as_of = _dates(table, found[card.date], "the as-of date") if card.date else None
    if as_of is not None and np.isnat(as_of).any():
        gone = int(np.isnat(as_of).sum())
        notes.append(f"{gone:,} rows have no as-of date and were left out.")
        table, as_of = table.filter(pa.array(~np.isnat(as_of))), as_of[~np.isnat(as_of)]
    outcome, label, whole = _labelled(table, card.label, found, as_of, with_label=with_label)
    if not whole.all():
        notes.append(
            f"{int((~whole).sum()):,} rows were left out: no label, or not followed for the whole window."
        )
        table, outcome = table.filter(pa.array(whole)), outcome[whole]
        as_of, label = (None if as_of is None else as_of[whole]), _of_rows(label, whole)
    if with_label and (len(outcome) < 50 or min(outcome.sum(), len(outcome) - outcome.sum()) < 10):
        raise FileRefused(
            "Fewer than 50 rows, or fewer than 10 of either outcome, are left. Look at [[rows.keep]] and [label]."
        )
    features = _features(table, card, found)
    table, coded = _without_codes(table, features, card.features.missing)
    notes += [f"{coded:,} values of features were read as missing, as the card says."] if coded else []
    dataset = Dataset(
        rows=table,
        outcome=outcome,
        subject=_names(table, found[card.subject]) if card.subject else None,
        as_of=as_of,
        groups={group.name: _banded(table, found[group.column], group) for group in card.groups},
        incumbent=_incumbent(table, found[card.incumbent]) if card.incumbent else None,
        ties={name: _names(table, found[name]) for name in card.tied},
        hash=_hash(table),
    )
    folds = _names(table, found[card.fold_column]) if card.fold_column and with_label else None
    return FileRows(dataset, label, features, folds, tuple(notes))


def _resolved(table: pa.Table, card: FileCard) -> dict[str, str]:
    """The file's own name of every column the card speaks of; case and blanks do not matter."""
    wanted = [
        *(each for each in (card.subject, card.date, card.incumbent, card.fold_column) if each),
        *(each.column for each in card.keep),
        *(each.column for each in card.groups),
        *card.tied,
        *(each for each in (card.label.column, card.label.event_date, card.label.event_days) if each),
    ]
    return {name: column_named(table, name) or name for name in wanted}


def _column(table: pa.Table, name: str, what: str) -> pa.ChunkedArray:
    if name not in table.column_names:
        raise absent(table, name, what)
    return table[name]


def _names(table: pa.Table, name: str) -> Names:
    return words_of(_column(table, name, "a name"))


def _kept(table: pa.Table, found: dict[str, str], card: FileCard) -> tuple[pa.Table, list[str]]:
    notes = []
    for condition in card.keep:
        inside = _holds(_column(table, found[condition.column], "a condition on rows"), condition)
        if not inside.all():
            notes.append(
                f"{int((~inside).sum()):,} rows were left out by the condition on {condition.column}."
            )
            table = table.filter(pa.array(inside))
    return table, notes


def _holds(column: pa.ChunkedArray, condition: Condition) -> NDArray[np.bool_]:
    inside = np.ones(len(column), dtype=bool)
    if condition.present is not None:
        inside &= np.asarray(pc.is_valid(column).to_numpy(zero_copy_only=False)) == condition.present
    if condition.among or condition.not_among:
        words = np.char.lower(words_of(column))
        if condition.among:
            inside &= np.isin(words, [each.lower() for each in condition.among])
        inside &= ~np.isin(words, [each.lower() for each in condition.not_among])
    for edge, sign in ((condition.at_least, 1), (condition.at_most, -1)):
        if isinstance(edge, str):
            moments = dates_of(column)
            if moments is None:
                raise CardInvalid(f"The column '{condition.column}' holds no dates to set a date against.")
            inside &= sign * (moments - _moment(edge)).astype(np.float64) >= 0
        elif edge is not None:
            inside &= (
                sign * (_numbers(column, condition.column) - edge) >= 0
            )  # a missing value is on neither side
    return inside


def _moment(written: str) -> np.datetime64:
    try:
        return np.datetime64(written, "us")
    except ValueError:
        raise CardInvalid(
            "[rows] keep: an edge is neither a number nor a date. Write a date as 2024-12-31."
        ) from None


def _numbers(column: pa.ChunkedArray, name: str) -> Floats:
    """A column that the card uses as numbers; CardInvalid when it holds words."""
    if not (is_number(column) or pa.types.is_temporal(column.type)):
        raise CardInvalid(
            f"The card uses the column '{name}' as numbers, and it holds words. Correct card or file."
        )
    return as_numbers(column)


def _dates(table: pa.Table, name: str, what: str) -> Dates:
    found = dates_of(_column(table, name, what))
    if found is None:
        raise CardInvalid(
            f"The column '{name}', {what}, holds no dates. Write them as 2024-12-31, 31/12/2024, or as years."
        )
    return found


def _labelled(
    table: pa.Table, card: LabelCard, found: dict[str, str], as_of: Dates | None, *, with_label: bool
) -> tuple[Outcomes, LabelDefinition, NDArray[np.bool_]]:
    """Outcomes, their definition, and which rows have one."""
    n = table.num_rows
    whole = np.ones(n, dtype=bool)
    if not with_label:
        return np.zeros(n, dtype=np.int8), LabelDefinition(card.query), whole
    events = _events(table, card, found, as_of)
    until = _until(table, card)
    if card.column:
        outcome, whole = _yes_or_no(_column(table, found[card.column], "the label"), card)
    else:
        outcome = _within(events, as_of, card)
    if card.leave_out:
        if until is None or as_of is None or card.window_days is None:
            raise CardInvalid(
                "[label] leaves out who was not followed: that needs [rows] date, observed_until and window_days."
            )
        whole &= until + _DAY >= as_of + np.timedelta64(round(card.window_days * 86_400), "s")
    words = card.query or (f"{card.column or card.event_date or card.event_days} of the file")
    return outcome, LabelDefinition(words, card.window_days, (), until, events), whole


def _events(table: pa.Table, card: LabelCard, found: dict[str, str], as_of: Dates | None) -> Dates | None:
    if card.event_date:
        return _dates(table, found[card.event_date], "the date of the event")
    if card.event_days and as_of is not None:
        days = _numbers(_column(table, found[card.event_days], "the days until the event"), card.event_days)
        days = np.minimum(days, _FAR_AHEAD)
        moved = as_of + np.where(np.isnan(days), 0, days * 86_400_000_000).astype("timedelta64[us]")
        return np.where(np.isnan(days), np.datetime64("NaT"), moved)
    return None


def _within(events: Dates | None, as_of: Dates | None, card: LabelCard) -> Outcomes:
    if events is None or as_of is None or card.window_days is None:
        raise CardInvalid("A label made from events needs [rows] date and [label] window_days. Add them.")
    days = (events - as_of) / _DAY
    return (~np.isnat(events) & (days > -1) & (days <= card.window_days)).astype(np.int8)


def _until(table: pa.Table, card: LabelCard) -> Dates | None:
    if card.observed_until is None:
        return None
    name = column_named(table, card.observed_until)
    if name is not None:
        return _dates(table, name, "observed_until")
    try:
        return np.full(table.num_rows, np.datetime64(card.observed_until, "us"))
    except ValueError:
        raise CardInvalid(
            f"[label] observed_until is neither a date nor a column of the file: '{card.observed_until}'."
        ) from None


def _yes_or_no(column: pa.ChunkedArray, card: LabelCard) -> tuple[Outcomes, NDArray[np.bool_]]:
    words = np.char.lower(words_of(column))
    known = words != ""
    if card.positive:
        came = np.isin(words, [each.lower() for each in card.positive])
        if not came.any():
            raise CardInvalid(
                f"[label] positive: no row of '{card.column}' holds any of these values. Correct their spelling."
            )
        return came.astype(np.int8), known
    if not set(np.unique(words[known]).tolist()) <= _TRUE | _FALSE:
        raise CardInvalid(
            '[label] column holds more than yes and no. Say which values are the outcome: positive = ["…"].'
        )
    return np.isin(words, list(_TRUE)).astype(np.int8), known


def _of_rows(label: LabelDefinition, rows: NDArray[np.bool_]) -> LabelDefinition:
    until = None if label.followed_until is None else label.followed_until[rows]
    events = None if label.event_at is None else label.event_at[rows]
    return LabelDefinition(label.query, label.window_days, label.event_codes, until, events, label.timelines)


def _banded(table: pa.Table, name: str, group: GroupCard) -> Names:
    column = _column(table, name, f"the group {group.name}")
    if not group.bands:
        words = words_of(column)
        return np.where(words == "", "not known", words)
    edges = sorted(group.bands)
    labels = [f"under {edges[0]:g}"]
    labels += [f"{low:g} to under {high:g}" for low, high in itertools.pairwise(edges)]
    labels.append(f"{edges[-1]:g} and over")
    values = _numbers(column, group.column)
    place = np.searchsorted(np.array(edges), values, side="right")
    return np.where(np.isnan(values), "not known", np.array(labels)[np.minimum(place, len(edges))])


def _incumbent(table: pa.Table, name: str) -> Floats:
    column = _column(table, name, "the incumbent")
    if is_number(column):
        return as_numbers(column)
    order = {"low": 0.0, "standard": 0.0, "medium": 1.0, "moderate": 1.0, "high": 2.0, "very high": 3.0}
    words = np.char.lower(words_of(column)).tolist()
    if not set(words) - {""} <= set(order):
        raise CardInvalid(
            "[use] incumbent is neither a number nor low, medium, high, very high. Give it as a number."
        )
    return np.array([order.get(word, np.nan) for word in words])


def _features(table: pa.Table, card: FileCard, found: dict[str, str]) -> tuple[Feature, ...]:
    spoken = {*found.values(), *(column_named(table, name) or name for name in card.never_used)}
    spoken |= {column_named(table, card.label.observed_until or "") or ""}
    spoken |= {each.removeprefix("column:") for each in card.features.known_at.values()}
    wanted = card.features.use or [
        name
        for name in table.column_names
        if name not in spoken and not _matches(name, card.features.all_but) and not _is_a_label(table[name])
    ]
    # A group may be a feature as well; whom a row is about, when, and what came of it never is, unless named in full.
    reserved = {*found.values()} - {found[group.column] for group in card.groups}
    named = [
        name for pattern in (*wanted, *card.features.also) for name in _columns_like(table, pattern, reserved)
    ]
    return tuple(_feature(name, card) for name in dict.fromkeys(named))


def _is_a_label(column: pa.ChunkedArray) -> bool:
    """Whether a column of words names its rows, or says the same of all: nothing can be learnt of either."""
    if column.null_count == len(column):
        return True
    if not pa.types.is_string(column.type):
        return False
    return bool(pc.count_distinct(column).as_py() > 0.5 * max(1, len(column) - column.null_count))


def _without_codes(
    table: pa.Table, features: Sequence[Feature], codes: Sequence[str]
) -> tuple[pa.Table, int]:
    """The table with nothing where a feature holds a code for a missing value, and how many there were."""
    count = 0
    for name in (feature.name for feature in features if codes):
        coded = np.isin(words_of(table[name]), codes)
        count += int(coded.sum())
        if coded.any():
            empty = pa.scalar(None, table[name].type)
            kept = pc.if_else(pa.array(coded), empty, table[name])
            table = table.set_column(table.column_names.index(name), name, kept)
    return table, count


def _columns_like(table: pa.Table, pattern: str, reserved: Collection[str]) -> list[str]:
    name = column_named(table, pattern)
    found = [name] if name else [
        each for each in table.column_names if _matches(each, (pattern,)) and each not in reserved
    ]  # fmt: skip
    if not found:
        raise absent(table, pattern, "a feature")
    return found


def _matches(name: str, patterns: Sequence[str]) -> bool:
    plain = "".join(name.lower().split())
    return any(fnmatchcase(plain, "".join(each.lower().split())) for each in patterns)


def _feature(name: str, card: FileCard) -> Feature:
    held = card.features
    block = next((each for each in held.blocks if _matches(name, each.columns)), None)
    known, by_name = _known(name, held, block.known_at if block else None)
    kind = next((kind for kind, names in held.kinds.items() if _matches(name, names)), "")
    # What is declared for all alike, with nobody named, vouches for nothing that stands out.
    signed = held.signed_by or ((card.owner or "the card") if by_name else "")
    return Feature(name, known, signed, kind, block.name if block else "")


def _known(name: str, held: FeaturesCard, of_block: str | None) -> tuple[str | None, bool]:
    exact = next(
        (when for other, when in held.known_at.items() if "*" not in other and _matches(name, (other,))), None
    )
    like = next((when for other, when in held.known_at.items() if _matches(name, (other,))), None)
    declared = exact or like or of_block
    when = declared or held.known_at_otherwise
    if when is None or when.strip().lower() in ("", "unknown", "not known"):
        return None, False
    plain = when.strip()
    if plain.lower() in ("as_of", "before"):
        return "as_of", declared is not None
    if plain.lower() in ("after", "later"):
        return "after", declared is not None
    return (plain if plain.startswith("column:") else f"column:{plain}"), declared is not None


def _hash(table: pa.Table) -> str:
    """Of what the rows say, not of how they lie in memory."""
    written = io.BytesIO()
    pyarrow.csv.write_csv(table, written)
    return hashlib.sha256(written.getvalue()).hexdigest()
