"""Other people's models as recipes, so that they run on the very same folds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ninefold.measures.models.encoding import Encoding, learn_encoding


@dataclass(frozen=True)
class _Fitted:
    encoding: Encoding
    machine: Any

    def predict(self, rows: pa.Table) -> np.ndarray:
        """Probabilities."""
        return np.asarray(self.machine.predict_proba(self.encoding.matrix(rows))[:, 1])


@dataclass(frozen=True)
class ScikitLogistic:
    """scikit-learn's logistic regression, C = 0.3, on standardised and one-hot columns."""

    name: str = "scikit-learn logistic"
    glass_box: bool = True

    def fit(self, rows: pa.Table, outcome: np.ndarray, features: Sequence[str], seed: int) -> Any:
        """Fit."""
        from sklearn.linear_model import LogisticRegression

        encoding = learn_encoding(rows, features)
        machine = LogisticRegression(C=0.3, max_iter=2_000).fit(encoding.matrix(rows), outcome)
        return _Fitted(encoding, machine)


@dataclass(frozen=True)
class _Constant:
    column: str

    def predict(self, rows: pa.Table) -> np.ndarray:
        """A column as a score from 0 to 1."""
        values = np.asarray(rows[self.column].to_numpy(), dtype=np.float64)
        return values / max(10.0, float(values.max()))


@dataclass(frozen=True)
class Published:
    """A score that was published with the data."""

    column: str
    name: str = "published score"
    glass_box: bool = False

    def fit(self, rows: pa.Table, outcome: np.ndarray, features: Sequence[str], seed: int) -> Any:
        """Nothing is learnt."""
        return _Constant(self.column)
