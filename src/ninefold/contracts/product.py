"""What a product is: a card and three verbs, loaded from a folder by name.

card.toml     the question, who decides, what it must never be used for, its parameters
features.py   features(inputs) → an Ibis expression: only what was known at `inputs.as_of`
method.py     train(inputs, features) → what was learnt (a counting product: shapes and coverage)
              analyse(fitted, features) → findings in `finding.FINDING_SCHEMA`
              explain(fitted, features, subject) → sentences
sample/       small made-up input, with the findings it must give worked out by hand
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa

from ninefold.contracts.product_card import ProductCard

if TYPE_CHECKING:  # slow to import, and needed for its name alone
    import ibis


class Inputs(Protocol):
    """The world as at a moment, through which alone a product may look.

    `events` are the current event records as known at `as_of`: the columns of the POLE event table, plus
    `month` ('YYYY-MM' or empty), and a text column, possibly empty, for each kind of area in `area_kinds`
    (`lsoa`, `msoa`, `force`, `h3`). `coverage` says which months were delivered: columns force, layout,
    period ('YYYY-MM') and rows.
    """

    @property
    def as_of(self) -> datetime: ...

    @property
    def run(self) -> str: ...

    @property
    def events(self) -> ibis.Table: ...

    @property
    def area_kinds(self) -> tuple[str, ...]: ...

    @property
    def coverage(self) -> pa.Table: ...


@dataclass(frozen=True)
class Subject:
    """The finding someone asks about: an area, a category and a month."""

    area_kind: str
    area: str
    category: str = "all"
    period: str | None = None


Fitted = Any  # each product's own frozen dataclass; opaque to everyone else


@dataclass(frozen=True)
class Product:
    """One product: its card and its verbs."""

    card: ProductCard
    features: Callable[[Inputs], ibis.Table]
    train: Callable[[Inputs, pa.Table], Fitted]
    analyse: Callable[[Fitted, pa.Table], pa.Table]
    explain: Callable[[Fitted, pa.Table, Subject], list[str]]
    folder: Path

    @property
    def name(self) -> str:
        """The product's name, as its card gives it."""
        return self.card.name


def answer(
    product: Product, inputs: Inputs, execute: Callable[[ibis.Table], pa.Table] | None = None
) -> pa.Table:
    """All findings of a product on these inputs; `execute` runs the features elsewhere than by Ibis."""
    expression = product.features(inputs)
    features = execute(expression) if execute else expression.to_pyarrow()
    return product.analyse(product.train(inputs, features), features)
