"""From a table of features to a matrix of numbers, learnt once and then the same for every row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ninefold.errors import NotAssured
from ninefold.measures.scoring.one_column import as_numbers, is_number
from ninefold.measures.scoring.ranks import Floats

OTHER = "(other)"
MISSING = "(missing)"
_LEAST_ROWS = 20  # a category rarer than this is not given a weight of its own
_MOST_LEVELS = 40


@dataclass(frozen=True)
class Numeric:
    """A column of numbers: what stands in for a missing value, and the scale."""

    name: str
    middle: float
    spread: float
    has_missing: bool

    @property
    def labels(self) -> tuple[str, ...]:
        """The matrix columns it gives."""
        return (self.name, f"{self.name} is missing") if self.has_missing else (self.name,)

    def columns(self, rows: pa.Table) -> list[Floats]:
        """The standardised column, then whether it is missing when that was ever so."""
        values = numbers(rows, self.name)
        missing = np.isnan(values)
        scaled = np.where(missing, 0.0, (values - self.middle) / self.spread)
        return [scaled, missing.astype(np.float64)] if self.has_missing else [scaled]


@dataclass(frozen=True)
class Category:
    """A column of words: those with a weight of their own; all others are one."""

    name: str
    levels: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The matrix columns it gives."""
        return tuple(f"{self.name} is {level}" for level in self.levels)

    def columns(self, rows: pa.Table) -> list[Floats]:
        """One column of 0 and 1 for each level."""
        found = self.words(rows)
        return [(found == level).astype(np.float64) for level in self.levels]

    def words(self, rows: pa.Table) -> NDArray[np.str_]:
        """The column in the levels known, whatever else stands there becoming 'other'."""
        found = words(rows, self.name)
        return np.where(np.isin(found, self.levels), found, OTHER)


@dataclass(frozen=True)
class Encoding:
    """How every feature becomes numbers."""

    columns: tuple[Numeric | Category, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The features."""
        return tuple(column.name for column in self.columns)

    @property
    def labels(self) -> tuple[str, ...]:
        """A name for every matrix column."""
        return tuple(label for column in self.columns for label in column.labels)

    @property
    def origins(self) -> tuple[str, ...]:
        """The feature that every matrix column comes from."""
        return tuple(column.name for column in self.columns for _ in column.labels)

    def matrix(self, rows: pa.Table) -> Floats:
        """Rows × labels."""
        parts = [part for column in self.columns for part in column.columns(rows)]
        return np.column_stack(parts) if parts else np.empty((rows.num_rows, 0))

    def as_plain(self) -> list[dict[str, Any]]:
        """For a JSON file."""
        return [
            {"name": c.name, "levels": list(c.levels)}
            if isinstance(c, Category)
            else {"name": c.name, "middle": c.middle, "spread": c.spread, "has_missing": c.has_missing}
            for c in self.columns
        ]


def from_plain(held: Sequence[Mapping[str, Any]]) -> Encoding:
    """The encoding of a JSON file."""
    return Encoding(
        tuple(Category(c["name"], tuple(c["levels"])) if "levels" in c else Numeric(**c) for c in held)
    )


def learn_encoding(rows: pa.Table, features: Sequence[str]) -> Encoding:
    """Scales and levels of these rows; NotAssured when a feature is not a column."""
    return Encoding(tuple(_learn(rows, name) for name in features))


def _learn(rows: pa.Table, name: str) -> Numeric | Category:
    if name not in rows.column_names:
        raise NotAssured(
            f"The rows have no column '{name}', which the model is to use. Add it, or leave it out."
        )
    if not _is_category(rows, name):
        values = numbers(rows, name)
        known = values[~np.isnan(values)]
        middle = float(known.mean()) if len(known) else 0.0
        spread = float(known.std()) if len(known) else 1.0
        return Numeric(name, middle, spread if spread > 1e-9 else 1.0, len(known) < len(values))
    found, counts = np.unique(words(rows, name), return_counts=True)
    order = np.argsort(-counts, kind="stable")[:_MOST_LEVELS]
    kept = sorted(str(found[i]) for i in order if counts[i] >= _LEAST_ROWS and found[i] != OTHER)
    rest = [OTHER] if counts.sum() > sum(counts[i] for i in order if counts[i] >= _LEAST_ROWS) else []
    return Category(name, (*kept, *rest))


def _is_category(rows: pa.Table, name: str) -> bool:
    kind = rows.schema.field(name).type
    return not (is_number(rows[name]) or pa.types.is_temporal(kind) or pa.types.is_null(kind))


def numbers(rows: pa.Table, name: str) -> Floats:
    """A column as numbers; words in it count as missing."""
    column = rows[name]
    if _is_category(rows, name):
        return np.full(rows.num_rows, np.nan)
    return as_numbers(column)


def words(rows: pa.Table, name: str) -> NDArray[np.str_]:
    """A column as words; missing is a word of its own."""
    column = pc.fill_null(pc.cast(rows[name], pa.string()), MISSING)
    return np.asarray(column.to_numpy(zero_copy_only=False)).astype(str)
