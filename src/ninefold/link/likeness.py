"""The levels of a comparison worked out for many pairs at once, from the same conditions that Splink is given.

A condition is read as SQL (three-valued: true, false, not known). Equality and sums are worked out on codes
and numbers; a part that needs the values themselves is put to the engine once for each distinct pair of
values, and only for pairs whose level the rest leaves open. A function that is not known here is the
engine's to work out, so a new comparison needs nothing new in this file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sqlglot import exp

from ninefold.link.coded import (
    UNKNOWN,
    Coded,
    Codes,
    Column,
    Flags,
    Floats,
    Ints,
    Pairs,
    column_of,
    combined,
    distinct,
    looked_up,
)
from ninefold.link.compare import Comparison
from ninefold.link.conditions import (
    as_of_either_side,
    base,
    condition,
    cost,
    is_count,
    is_dear,
    is_strict,
    is_truth_or_else,
    only_column,
    whole_and_part,
)

NULL_LEVEL = -1
_ORDERS: dict[type[exp.Expr], Callable[[Floats, Floats], Flags]] = {
    exp.EQ: np.equal, exp.NEQ: np.not_equal, exp.LT: np.less, exp.LTE: np.less_equal, exp.GT: np.greater,
    exp.GTE: np.greater_equal,
}  # fmt: skip
_SUMS: dict[type[exp.Expr], Callable[[Floats, Floats], Floats]] = {
    exp.Add: np.add, exp.Sub: np.subtract, exp.Mul: np.multiply,
}  # fmt: skip


@runtime_checkable
class WorksOut(Protocol):
    """An engine that can work out an expression over rows at hand."""

    def worked_out(self, rows: pa.Table, sql: str) -> pa.Array:
        """What an SQL expression comes to for each row of an Arrow table, in its order."""


@dataclass(frozen=True)
class Truth:
    """For each pair: whether a condition holds, and whether it does not; neither where it is not known."""

    yes: Flags
    no: Flags


@dataclass(frozen=True)
class Numbers:
    """For each pair a number; NaN where it is not known."""

    values: Floats


class Likeness:
    """Works out levels over one table of coded nominals, on the engine that knows its functions."""

    def __init__(self, engine: WorksOut, coded: Coded) -> None:
        self._engine = engine
        self._coded = coded
        self._by_value: dict[tuple[str, str], Column] = {}
        self._truths: dict[tuple[str, str], npt.NDArray[np.int8]] = {}

    def levels(self, comparison: Comparison, pairs: Pairs) -> npt.NDArray[np.int8]:
        """The number of the level each pair is at; NULL_LEVEL where nothing can be said."""
        found = np.zeros(len(pairs), np.int8)
        open_rows: Ints | None = None
        for level in comparison.levels:
            left = pairs if open_rows is None else pairs.at(open_rows)
            if not len(left):
                break
            holds = self.truth(condition(level.sql), left).yes
            here = np.flatnonzero(holds)
            rows = here if open_rows is None else open_rows[here]
            found[rows] = NULL_LEVEL if level.is_null else comparison.gamma_of(level.name)
            rest = np.flatnonzero(~holds)
            open_rows = rest if open_rows is None else open_rows[rest]
        return found

    # ── conditions ──

    def truth(self, node: exp.Expr, pairs: Pairs) -> Truth:
        """Whether a condition holds for each pair."""
        if isinstance(node, exp.Paren):
            return self.truth(node.this, pairs)
        if isinstance(node, exp.Not):
            told = self.truth(node.this, pairs)
            return Truth(told.no, told.yes)
        if isinstance(node, exp.And | exp.Or):
            return self._together(node, pairs)
        if isinstance(node, exp.Boolean):
            yes = np.full(len(pairs), bool(node.this))
            return Truth(yes, ~yes)
        if isinstance(node, exp.Coalesce) and is_truth_or_else(node):
            told = self.truth(node.this, pairs)
            if node.expressions[0].this:
                return Truth(~told.no, told.no)
            return Truth(told.yes, ~told.yes)
        if (
            isinstance(node, exp.Is)
            and isinstance(node.this, exp.Column)
            and isinstance(node.expression, exp.Null)
        ):
            yes = self._codes(node.this, pairs) < 0
            return Truth(yes, ~yes)
        return self._compared(node, pairs)

    def _together(self, node: exp.Expr, pairs: Pairs) -> Truth:
        """All or any of some conditions, the cheap ones first; each asked only where those before leave it open."""
        settles_no = isinstance(node, exp.And)
        parts = sorted(node.flatten(), key=cost)
        told = self.truth(parts[0], pairs)
        yes, no = told.yes.copy(), told.no.copy()
        for part in parts[1:]:
            rows = np.flatnonzero(~no if settles_no else ~yes)
            if not len(rows):
                break
            every = len(rows) == len(pairs)
            more = self.truth(part, pairs if every else pairs.at(rows))
            if settles_no:
                yes[rows] &= more.yes
                no[rows] |= more.no
            else:
                yes[rows] |= more.yes
                no[rows] &= more.no
        return Truth(yes, no)

    def _compared(self, node: exp.Expr, pairs: Pairs) -> Truth:
        kind = type(node)
        if (only := only_column(node)) is not None:
            told = looked_up(self._truth_of_values(node, only), self._codes(only, pairs))
            return Truth(told == 1, told == 0)
        if kind in _ORDERS:
            left, right = node.this, node.expression
            if kind is exp.EQ and (same := self._same(left, right, pairs)) is not None:
                return same
            if self._is_number(left) and self._is_number(right) and not is_dear(node):
                return _ordered(_ORDERS[kind], self._number(left, pairs), self._number(right, pairs))
        return self._told_by_engine(node, pairs)

    def _told_by_engine(self, node: exp.Expr, pairs: Pairs) -> Truth:
        """What the engine says of a condition, which is asked only where it may hold."""
        may = self._may_hold(node, pairs)
        if may is None:
            return _as_truth(self._asked(node, pairs))
        known = self._are_known(node, pairs)
        yes, no = np.zeros(len(pairs), np.bool_), known & ~may
        rows = np.flatnonzero(known & may)
        told = _as_truth(self._asked(node, pairs.at(rows)))
        yes[rows], no[rows] = told.yes, told.no
        return Truth(yes, no)

    def _are_known(self, node: exp.Expr, pairs: Pairs) -> Flags:
        columns = {column.name for column in node.find_all(exp.Column)}
        return np.asarray(
            np.logical_and.reduce([pairs.codes(self._coded, name) >= 0 for name in sorted(columns)])
        )

    def _same(self, left: exp.Expr, right: exp.Expr, pairs: Pairs) -> Truth | None:
        """Whether two columns, or what is worked out of each, are the same; None when it is no such question."""
        one, other = only_column(left), only_column(right)
        if one is None or other is None:
            return None
        if isinstance(left, exp.Column) and isinstance(right, exp.Column):
            first, second = self._codes(left, pairs), self._codes(right, pairs)
            if base(one) != base(other):
                first = looked_up(self._coded.turned(base(one), base(other)), first)
        elif as_of_either_side(left, one) == as_of_either_side(right, other) and base(one) == base(other):
            told = self._of_values(left, one)
            first, second = (looked_up(told.codes, self._codes(column, pairs)) for column in (one, other))
        else:
            return None
        known = (first != UNKNOWN) & (second != UNKNOWN)
        yes = (first == second) & known
        return Truth(yes, known & ~yes)

    def _may_hold(self, node: exp.Expr, pairs: Pairs) -> Flags | None:
        """Where a condition on letters is not ruled out by which letters there are; None when that cannot say."""
        if isinstance(node, exp.LTE) and isinstance(node.this, exp.Levenshtein) and is_count(node.expression):
            sides, most = [node.this.this, node.this.expression], int(node.expression.name)
            if not all(isinstance(side, exp.Column) for side in sides):
                return None
            one, other = (self._letters(side, pairs) for side in sides)
            # an edit takes away one letter of the one, and one of the other
            apart = np.maximum(np.bitwise_count(one & ~other), np.bitwise_count(other & ~one))
            return np.asarray(apart <= most)
        if isinstance(node, exp.Like) and (both := whole_and_part(node)) is not None:
            whole, part = (self._letters(side, pairs) for side in both)
            return np.asarray((part & ~whole) == 0)
        return None

    def _letters(self, column: exp.Expr, pairs: Pairs) -> npt.NDArray[np.uint64]:
        return looked_up(self._coded.column(base(column)).letters, self._codes(column, pairs))

    # ── numbers ──

    def _is_number(self, node: exp.Expr) -> bool:
        if isinstance(node, exp.Column):
            return self._coded.column(base(node)).is_number
        if isinstance(node, exp.Literal):
            return not node.is_string
        if isinstance(node, exp.Paren | exp.Abs | exp.Neg | exp.Least | exp.Greatest):
            return self._is_number(node.this)
        if isinstance(node, exp.Case):
            return node.this is None and "default" in node.args and self._is_number(node.args["default"])
        return isinstance(node, exp.Length | exp.Levenshtein) or type(node) in _SUMS

    def _number(self, node: exp.Expr, pairs: Pairs) -> Floats:
        if isinstance(node, exp.Column):
            return looked_up(self._coded.column(base(node)).numbers, self._codes(node, pairs))
        if isinstance(node, exp.Literal):
            return np.array(float(node.this))
        if isinstance(node, exp.Paren):
            return self._number(node.this, pairs)
        if isinstance(node, exp.Abs):
            return np.abs(self._number(node.this, pairs))
        if isinstance(node, exp.Neg):
            return -self._number(node.this, pairs)
        if isinstance(node, exp.Least | exp.Greatest):
            # as in SQL, what is not known does not count
            pick = np.fmin if isinstance(node, exp.Least) else np.fmax
            parts = [self._number(part, pairs) for part in (node.this, *node.expressions)]
            return np.asarray(reduce(pick, parts))
        if type(node) in _SUMS:
            return _SUMS[type(node)](self._number(node.this, pairs), self._number(node.expression, pairs))
        if isinstance(node, exp.Case):
            return self._by_case(node, pairs)
        if (only := only_column(node)) is not None:
            return looked_up(self._of_values(node, only).of_each, self._codes(only, pairs))
        return _as_numbers(self._asked(node, pairs))

    def _by_case(self, node: exp.Case, pairs: Pairs) -> Floats:
        found = self._number(node.args["default"], pairs)
        for each in reversed(node.args["ifs"]):
            found = np.where(self.truth(each.this, pairs).yes, self._number(each.args["true"], pairs), found)
        return found

    # ── values ──

    def _codes(self, column: exp.Expr, pairs: Pairs) -> Codes:
        return pairs.codes(self._coded, column.name)

    def _of_values(self, node: exp.Expr, column: exp.Column) -> Column:
        """What an expression of one column comes to for each code of it; for UNKNOWN at the end."""
        key = (base(column), as_of_either_side(node, column))
        if key not in self._by_value:
            self._by_value[key] = column_of(self._of_each_value(node, column))
        return self._by_value[key]

    def _truth_of_values(self, node: exp.Expr, column: exp.Column) -> npt.NDArray[np.int8]:
        """Whether a condition on one column holds, for each code of it: 1, 0, or -1 where it is not known."""
        key = (base(column), as_of_either_side(node, column))
        if key not in self._truths:
            self._truths[key] = _as_numbers(
                self._of_each_value(node, column).cast(pa.int8()).fill_null(-1)
            ).astype(np.int8)
        return self._truths[key]

    def _of_each_value(self, node: exp.Expr, column: exp.Column) -> pa.Array:
        values = self._coded.column(base(column)).values
        rows = pa.table({column.name: pa.concat_arrays([values, pa.nulls(1, values.type)])})
        return self._engine.worked_out(rows, node.sql("duckdb"))

    def _asked(self, node: exp.Expr, pairs: Pairs) -> pa.Array:
        """What the engine says of each distinct combination of values that an expression reads."""
        columns = sorted(
            {column.name: column for column in node.find_all(exp.Column)}.values(), key=lambda c: c.name
        )
        codes = [self._codes(column, pairs) for column in columns]
        if not columns:
            return self._engine.worked_out(
                pa.table({"nothing": pa.nulls(len(pairs), pa.int8())}), node.sql("duckdb")
            )
        rows = np.flatnonzero(self._are_known(node, pairs)) if is_strict(node) else None
        if rows is not None:
            codes = [code[rows] for code in codes]
        first, inverse = distinct(
            combined(codes, [len(self._coded.column(base(column)).values) for column in columns])
        )
        table = pa.table(
            {
                column.name: self._coded.column(base(column)).values_at(code[first])
                for column, code in zip(columns, codes, strict=True)
            }
        )
        told = self._engine.worked_out(table, node.sql("duckdb"))
        if rows is None or len(rows) == len(pairs):
            return told.take(pa.array(inverse))
        place = np.full(len(pairs), -1, np.int64)
        place[rows] = inverse
        return told.take(pa.array(place, mask=place < 0))


def _ordered(compare: Callable[[Floats, Floats], Flags], left: Floats, right: Floats) -> Truth:
    known = ~(np.isnan(left) | np.isnan(right))
    yes = compare(left, right) & known
    return Truth(yes, known & ~yes)


def _as_truth(told: pa.Array) -> Truth:
    known = told.is_valid().to_numpy(zero_copy_only=False)
    yes = np.asarray(told.fill_null(False).to_numpy(zero_copy_only=False), np.bool_)
    return Truth(yes, known & ~yes)


def _as_numbers(told: pa.Array) -> Floats:
    return np.asarray(told.cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
