"""The stored table of predictions: every row scored by models that never saw it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ninefold.contracts.check import GROUP_PREFIX, PREDICTION_SCHEMA
from ninefold.measures.models.contract import Recipe
from ninefold.measures.models.side_by_side import side_by_side
from ninefold.measures.scoring.conformal import neighbours
from ninefold.measures.scoring.ranks import Floats, Outcomes
from ninefold.measures.scoring.splits import Fold

Tell = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Judged:
    """The rows to be predicted, and what stands beside them."""

    rows: pa.Table
    outcome: Outcomes
    subject: NDArray[np.str_]
    as_of: NDArray[np.datetime64] | None = None
    groups: Mapping[str, NDArray[np.str_]] = field(default_factory=dict)
    incumbent: Floats | None = None


def _silent(step: str, done: float, total: float) -> None:
    """Tell nobody."""


def predictions(
    judged: Judged,
    recipes: Mapping[str, Recipe],
    folds: Sequence[Fold],
    features: Sequence[str],
    *,
    seed: int = 0,
    tell: Tell = _silent,
) -> pa.Table:
    """A table in PREDICTION_SCHEMA: each recipe under its name, the base rate, and the incumbent when there is one."""
    asked = [(fold, name) for fold in folds for name in recipes]

    def scored(one: tuple[Fold, str]) -> Floats:
        fold, name = one
        train, test = judged.rows.take(pa.array(fold.train)), judged.rows.take(pa.array(fold.test))
        return recipes[name].fit(train, judged.outcome[fold.train], features, seed).predict(test)

    def told(done: int) -> None:
        tell("Predicting unseen rows", done, len(asked))

    told(0)
    scores = dict(zip(_keys(asked), side_by_side(scored, asked, done=told), strict=True))
    parts = []
    for fold in folds:
        found = {"base_rate": np.full(len(fold.test), judged.outcome[fold.train].mean())}
        found |= {name: scores[fold.name, name] for name in recipes}
        if judged.incumbent is not None:
            found["incumbent"] = judged.incumbent[fold.test]
        parts += [part(judged, fold, name, held) for name, held in found.items()]
    return pa.concat_tables(parts) if parts else _schema(judged).empty_table()


def _keys(asked: Sequence[tuple[Fold, str]]) -> list[tuple[str, str]]:
    return [(fold.name, name) for fold, name in asked]


def part(judged: Judged, fold: Fold, model: str, scores: Floats) -> pa.Table:
    """One model's rows of one fold."""
    n, rows = len(fold.test), fold.test
    low, high = _limits(scores, judged.outcome[rows]) if model == "proposed" else (None, None)
    columns = {
        "subject": pa.array(judged.subject[rows].astype(str)),
        "as_of": pa.nulls(n, pa.timestamp("us"))
        if judged.as_of is None
        else pa.array(judged.as_of[rows].astype("datetime64[us]")),
        "fold": pa.repeat(fold.name, n),
        "kind": pa.repeat(fold.kind, n),
        "model": pa.repeat(model, n),
        "score": pa.array(scores.astype(np.float64)),
        "low": pa.nulls(n, pa.float64()) if low is None else pa.array(low),
        "high": pa.nulls(n, pa.float64()) if high is None else pa.array(high),
        "outcome": pa.array(judged.outcome[rows].astype(np.int8)),
    } | {GROUP_PREFIX + name: pa.array(held[rows].astype(str)) for name, held in judged.groups.items()}
    return pa.table(columns, schema=_schema(judged))


def _limits(scores: Floats, outcome: Outcomes) -> tuple[Floats, Floats]:
    """Limits for each half of the rows learnt on the other half, so that none judges itself."""
    half = np.arange(len(scores)) % 2 == 0
    low, high = np.empty(len(scores)), np.empty(len(scores))
    for learn, told in ((half, ~half), (~half, half)):
        if learn.any() and told.any():
            low[told], high[told] = neighbours(scores[learn], outcome[learn]).around(scores[told])
    return low, high


def _schema(judged: Judged) -> pa.Schema:
    return pa.schema([*PREDICTION_SCHEMA, *(pa.field(GROUP_PREFIX + g, pa.string()) for g in judged.groups)])
