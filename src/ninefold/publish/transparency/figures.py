"""Every figure of a product's papers, worked out from the stored table of predictions and never typed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.contracts.check import GROUP_PREFIX, group_names
from ninefold.measures.scoring.calibration import observed_expected
from ninefold.measures.scoring.losses import brier
from ninefold.measures.scoring.ranks import auc

# A group with fewer of either outcome is not assessable, and says too much about too few people.
FEWEST = 100


@dataclass(frozen=True)
class GroupFigures:
    """How the model does in one group; figures are None where too few people are in it to say."""

    group: str
    value: str
    n: int | None
    base_rate: float | None
    mean_score: float | None
    auc: float | None
    brier: float | None
    observed_to_expected: float | None
    low: float | None = None
    high: float | None = None


def by_group(predictions: pa.Table, model: str = "proposed") -> list[GroupFigures]:
    """Figures of everyone and of each group, held out: each row of the latest kind of fold is counted once."""
    own = held_out(predictions, model)
    found = [_figures("everyone", "", own)]
    for name in group_names(own):
        column = own[f"{GROUP_PREFIX}{name}"]
        for value in sorted(each for each in pc.unique(column).to_pylist() if each is not None):
            found.append(_figures(name, value, own.filter(pc.equal(column, value))))
    return found


def held_out(predictions: pa.Table, model: str) -> pa.Table:
    """The rows of one model whose outcome is known, from the strictest kind of fold there is."""
    own = predictions.filter(pc.equal(predictions["model"], model))
    own = own.filter(pc.and_(own["outcome"].is_valid(), own["score"].is_valid()))
    kinds = set(own["kind"].to_pylist())
    for kind in ("forward", "held_out", "forward_short", "random"):
        if kind in kinds:
            return own.filter(pc.equal(own["kind"], kind))
    return own


def comparisons(predictions: pa.Table) -> list[GroupFigures]:
    """The figures of everyone for each model that was compared, under the model's name."""
    models: Sequence[str] = sorted(set(predictions["model"].to_pylist()))
    return [_named(name, _figures("everyone", "", held_out(predictions, name))) for name in models]


def _named(name: str, found: GroupFigures) -> GroupFigures:
    return GroupFigures(**{**vars(found), "group": "model", "value": name})


def _figures(group: str, value: str, rows: pa.Table) -> GroupFigures:
    scores = np.asarray(rows["score"].to_numpy(), dtype=np.float64)
    outcome = np.asarray(rows["outcome"].to_numpy(), dtype=np.int8)
    events = int(outcome.sum())
    if min(events, len(outcome) - events) < FEWEST:
        return GroupFigures(group, value, None, None, None, None, None, None)
    probable = bool(scores.min() >= 0 and scores.max() <= 1)
    ratio = observed_expected(scores, outcome) if probable else None
    return GroupFigures(
        group,
        value,
        len(outcome),
        float(outcome.mean()),
        float(scores.mean()) if probable else None,
        float(auc(scores, outcome)),
        float(brier(scores, outcome)) if probable else None,
        ratio.value if ratio else None,
        ratio.low if ratio else None,
        ratio.high if ratio else None,
    )
