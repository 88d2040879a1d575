"""The published design, kept to be compared with and never to be used: a forest of 509 trees, its costs in the fit.

Barnes's recipe asks that a dangerous error cost twice a cautious one and puts that ratio into the growing of the
trees. The probabilities that come out are no longer those of the events; the calibration gate shows by how much.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ninefold.errors import ExtraNotInstalled

TREES = 509
LEAST_LEAF = 5
# Weights of low, moderate and high that price under-prediction twice as high as over-prediction.
CLASS_WEIGHTS = {0: 1.0, 1: 2.0, 2: 4.0}


def published_forest(rows: pa.Table, outcome: Sequence[int], names: Sequence[str], seed: int) -> Any:
    """The forest of the published design, fitted; an object with `predict` and `predict_proba`."""
    try:
        from sklearn.ensemble import RandomForestClassifier
    except ImportError:
        raise ExtraNotInstalled(
            'The reference forest needs scikit-learn: pip install "ninefold[models]"'
        ) from None
    forest = RandomForestClassifier(
        n_estimators=TREES,
        min_samples_leaf=LEAST_LEAF,
        class_weight=CLASS_WEIGHTS,
        oob_score=True,
        random_state=seed,
    )
    return forest.fit(matrix(rows, names), np.asarray(outcome))


def matrix(rows: pa.Table, names: Sequence[str]) -> NDArray[np.float64]:
    """The columns named, as one matrix."""
    columns = [np.asarray(rows[name].to_numpy(zero_copy_only=False), dtype=np.float64) for name in names]
    return np.column_stack(columns)
