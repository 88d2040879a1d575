"""Conditions on two records, written in SQL, as trees that can be asked what they read and what they cost."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sqlglot import exp, parse_one

from ninefold.link.compare import Comparison

# A part made of these alone is not known as soon as one of its columns is not.
_STRICT = (exp.Column, exp.Identifier, exp.Literal, exp.Paren, exp.DPipe, exp.Like, exp.Levenshtein, exp.Length,
           exp.Substring, exp.EQ, exp.LTE, exp.Lower, exp.Upper, exp.JarowinklerSimilarity)  # fmt: skip
_PUT_TOGETHER = (exp.Like, exp.Column, exp.Identifier, exp.Literal, exp.Paren, exp.DPipe)


@cache
def condition(sql: str) -> exp.Expr:
    """A level's condition, read."""
    return parse_one(sql, dialect="duckdb")


def columns_read(comparisons: Iterable[Comparison]) -> tuple[str, ...]:
    """Every column that some comparisons read, without their sides."""
    found = {
        base(column): None
        for comparison in comparisons
        for level in comparison.levels
        for column in condition(level.sql).find_all(exp.Column)
    }
    return tuple(found)


def base(column: exp.Expr) -> str:
    return column.name[:-2]


def only_column(node: exp.Expr) -> exp.Column | None:
    """The one column of one side that an expression reads; None when there are more, or none."""
    columns = {column.name: column for column in node.find_all(exp.Column)}
    return next(iter(columns.values())) if len(columns) == 1 else None


def as_of_either_side(node: exp.Expr, column: exp.Column) -> str:
    """An expression of one column, written the same for either side."""
    return node.sql("duckdb").replace(column.name, base(column))


def is_dear(node: exp.Expr) -> bool:
    return any(True for _ in node.find_all(exp.Levenshtein))


def is_count(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and not node.is_string and node.name.isdigit()


def whole_and_part(node: exp.Like) -> tuple[exp.Column, exp.Column] | None:
    """The column that is searched and the one that is searched for, when texts are only put together."""
    sides = [only_column(node.this), only_column(node.expression)]
    plain = all(isinstance(part, _PUT_TOGETHER) for part in node.walk())
    plain &= all(not literal.name.strip() for literal in node.this.find_all(exp.Literal))
    return (sides[0], sides[1]) if plain and sides[0] is not None and sides[1] is not None else None


def is_truth_or_else(node: exp.Coalesce) -> bool:
    return len(node.expressions) == 1 and isinstance(node.expressions[0], exp.Boolean)


def cost(node: exp.Expr) -> int:
    """How dear a condition is: letters and words within words are, equality is not."""
    dear = sum(10 for _ in node.find_all(exp.Levenshtein, exp.Like, exp.Anonymous))
    return dear * 10 + sum(1 for _ in node.find_all(exp.Column))


def is_strict(node: exp.Expr) -> bool:
    """Whether it is not known wherever one of its columns is not."""
    return all(isinstance(part, _STRICT) for part in node.walk())
