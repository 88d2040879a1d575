"""A logistic of a handful of columns: what anything larger has to beat."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ninefold.measures.models.contract import Model
from ninefold.measures.models.logistic import Logistic
from ninefold.measures.scoring.one_column import column_auc
from ninefold.measures.scoring.ranks import Outcomes


@dataclass(frozen=True)
class SmallLogistic:
    """The recipe: the columns that tell most alone, then a logistic of these."""

    columns: int = 5
    name: str = "small_logistic"
    glass_box: bool = True

    def fit(self, rows: pa.Table, outcome: Outcomes, features: Sequence[str], seed: int) -> Model:
        """Choose and fit."""
        alone = np.array([column_auc(rows[name], outcome, seed=seed) for name in features])
        kept = [features[i] for i in np.argsort(-np.nan_to_num(alone), kind="stable")[: self.columns]]
        return Logistic().fit(rows, outcome, kept, seed)
