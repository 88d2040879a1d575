"""A file of unseen people: read by the card of the first, and scored by what was fitted on all of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from ninefold.actions.product_life.trial.file_folds import subjects_of
from ninefold.assure.evidence import Dataset
from ninefold.assure.file_card import FileCard
from ninefold.assure.file_rows import FileRows, rows_of
from ninefold.assure.file_table import column_named, read_table
from ninefold.errors import CardInvalid, FileRefused
from ninefold.measures.models.contract import Model, Recipe
from ninefold.measures.models.out_of_fold import Judged, part
from ninefold.measures.scoring.splits import Fold


@dataclass(frozen=True)
class Unseen:
    """A file of people apart: all of them to be scored, and those whose outcome it holds to be judged by."""

    everybody: FileRows
    known: FileRows | None
    notes: tuple[str, ...] = ()  # what a person should know of the file


def read_unseen(path: Path, card: FileCard) -> Unseen:
    """The people of a file apart; CardInvalid names the file where it lacks a column that scoring needs."""
    read = read_table(path)
    fitting = _only_what_is_there(card, read.table)
    try:
        everybody = rows_of(read.table, fitting, with_label=False)
    except CardInvalid as error:
        raise CardInvalid(f"{path.name}, the file of unseen people: {error}") from None
    notes = tuple(f"Unseen: {note}" for note in (*read.notes, *everybody.notes))
    try:
        known = rows_of(read.table, fitting)
    except (CardInvalid, FileRefused):  # no label, or too few: there is nothing to be judged by
        return Unseen(everybody, None, notes)
    return Unseen(everybody, known, notes)


def predictions_apart(
    data: Dataset,
    new: Dataset,
    model: Model,
    compared: Mapping[str, Recipe],
    names: Sequence[str],
    seed: int,
) -> list[pa.Table]:
    """The people apart in PREDICTION_SCHEMA, a part for each model: all of them fitted on all of the first file."""
    n = len(new.outcome)
    fold = Fold("file-apart", "held_out", np.array([], dtype=np.int64), np.arange(n))
    scores = {"proposed": model.predict(new.rows), "base_rate": np.full(n, data.outcome.mean())}
    for name, each in compared.items():
        if name != "proposed":
            scores[name] = each.fit(data.rows, data.outcome, names, seed).predict(new.rows)
    if new.incumbent is not None:
        scores["incumbent"] = new.incumbent
    return [part(rows_judged(new), fold, name, held) for name, held in scores.items()]


def rows_judged(data: Dataset) -> Judged:
    """A file's rows as predictions are made for them."""
    return Judged(data.rows, data.outcome, subjects_of(data), data.as_of, data.groups, data.incumbent)


def _only_what_is_there(card: FileCard, table: pa.Table) -> FileCard:
    """The card without what only a file of the past can hold: conditions, groups and incumbent it lacks."""

    def there(name: str) -> bool:
        return column_named(table, name) is not None

    return replace(
        card,
        keep=tuple(each for each in card.keep if there(each.column)),
        groups=tuple(each for each in card.groups if there(each.column)),
        tied=tuple(name for name in card.tied if there(name)),
        incumbent=card.incumbent if card.incumbent and there(card.incumbent) else None,
        subject=card.subject if card.subject and there(card.subject) else None,
        date=card.date if card.date and there(card.date) else None,
        fold_column=None,
    )
