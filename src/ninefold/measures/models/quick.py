"""Many small logistic fits on one split: what a feature adds, and what the features tell of something else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ninefold.errors import ExtraNotInstalled
from ninefold.measures.models.encoding import learn_encoding
from ninefold.measures.models.logistic import newton
from ninefold.measures.models.threads import one_thread
from ninefold.measures.scoring.losses import probability
from ninefold.measures.scoring.ranks import Floats, Outcomes, auc
from ninefold.measures.scoring.splits import Rows

_MOST_ROWS = 12_000
_STEPS = 8


@dataclass(frozen=True)
class QuickSplit:
    """Encoded rows of one split, and which feature each column comes from."""

    train: Floats
    test: Floats
    train_rows: Rows
    test_rows: Rows
    origins: tuple[str, ...]

    def scores(self, outcome: Outcomes, without: Collection[str] = ()) -> Floats:
        """Held-out scores of a logistic fit without some features."""
        kept = np.array([origin not in without for origin in self.origins], dtype=bool)
        middle = self.train[:, kept].mean(axis=0)
        intercept, weights = newton(
            self.train[:, kept] - middle, outcome[self.train_rows], 1 / 0.3, steps=_STEPS
        )
        return probability(intercept + (self.test[:, kept] - middle) @ weights)

    def auc(self, outcome: Outcomes, without: Collection[str] = ()) -> float:
        """Held-out AUC of a logistic fit without some features."""
        return auc(self.scores(outcome, without), outcome[self.test_rows])

    def boosted_auc(self, outcome: Outcomes, without: Collection[str] = (), *, seed: int = 0) -> float:
        """Held-out AUC of boosted trees, which find what straight lines miss; ExtraNotInstalled without them."""
        try:
            from sklearn.ensemble import HistGradientBoostingClassifier
        except ImportError:
            raise ExtraNotInstalled(
                'Boosted trees need the models extra: pip install "ninefold[models]".'
            ) from None
        kept = np.array([origin not in without for origin in self.origins], dtype=bool)
        trees = HistGradientBoostingClassifier(
            max_iter=150, learning_rate=0.06, max_leaf_nodes=15, min_samples_leaf=40, random_state=seed
        )
        with one_thread():  # here, as it reaches only the libraries that are loaded by then
            trees.fit(self.train[:, kept], outcome[self.train_rows])
            scores = trees.predict_proba(self.test[:, kept])[:, 1]
        return auc(scores, outcome[self.test_rows])


def quick_split(
    rows: pa.Table,
    features: Sequence[str],
    *,
    seed: int = 0,
    most: int = _MOST_ROWS,
    sets: Rows | None = None,
) -> QuickSplit:
    """Seven rows in ten to learn from and three to judge by, of at most `most`; rows of a set stay together."""
    generator = np.random.default_rng(seed)
    sets = np.arange(rows.num_rows) if sets is None else sets
    heads = generator.permutation(np.unique(sets))
    learn_heads = heads[: int(0.7 * len(heads))]
    learn = np.isin(sets, learn_heads)
    train = _sample(np.flatnonzero(learn), int(0.7 * most), generator)
    test = _sample(np.flatnonzero(~learn), int(0.3 * most), generator)
    encoding = learn_encoding(rows.take(pa.array(train)), features)
    return QuickSplit(
        encoding.matrix(rows.take(pa.array(train))),
        encoding.matrix(rows.take(pa.array(test))),
        train,
        test,
        encoding.origins,
    )


def _sample(rows: Rows, most: int, generator: np.random.Generator) -> Rows:
    return rows if len(rows) <= most else np.sort(generator.choice(rows, most, replace=False))
