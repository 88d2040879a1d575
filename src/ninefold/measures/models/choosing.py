"""Which glass box: the simplest whose held-out loss is within one standard error of the best."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from ninefold.measures.models.boosting import Boosting
from ninefold.measures.models.contract import Model, Recipe
from ninefold.measures.models.logistic import Logistic
from ninefold.measures.scoring.losses import log_losses
from ninefold.measures.scoring.ranks import Floats, Outcomes
from ninefold.measures.scoring.splits import Rows, random_folds

_LEAST_ROWS = 400  # fewer than this teach no curve


def glass_boxes(*, pairs: int = 10, bags: int = 4) -> tuple[Recipe, ...]:
    """The candidates, simplest first."""
    return Logistic(), Boosting(bags=bags), Boosting(pairs=pairs, bags=bags)


@dataclass(frozen=True)
class ChosenGlassBox:
    """A recipe that chooses its glass box anew from whatever rows it is given: choosing is part of fitting.

    Used inside a cross-validation the choice is nested, and what is judged is the whole of what was done.
    """

    pairs: int = 10
    bags: int = 4
    folds: int = 2
    final_bags: int = 4
    name: str = "glass_box"
    glass_box: bool = True

    def fit(self, rows: pa.Table, outcome: Outcomes, features: Sequence[str], seed: int) -> Model:
        """Choose on folds inside these rows, then fit the choice on all of them."""
        return self.chosen(rows, outcome, features, seed).fit(rows, outcome, features, seed)

    def chosen(
        self, rows: pa.Table, outcome: Outcomes, features: Sequence[str], seed: int, sets: Rows | None = None
    ) -> Recipe:
        """What it chooses for these rows, ready to be fitted on all of them."""
        found = choose(
            rows,
            outcome,
            features,
            seed=seed,
            candidates=glass_boxes(pairs=self.pairs, bags=self.bags),
            folds=self.folds,
            sets=sets,
        )
        return replace(found, bags=self.final_bags) if isinstance(found, Boosting) else found


def choose(
    rows: pa.Table,
    outcome: Outcomes,
    features: Sequence[str],
    *,
    seed: int = 0,
    candidates: Sequence[Recipe] = (),
    folds: int = 2,
    sets: Rows | None = None,
) -> Recipe:
    """The simplest candidate within one standard error of the best; the plainest when rows are few."""
    candidates = candidates or glass_boxes()
    if len(outcome) < _LEAST_ROWS or min(outcome.sum(), len(outcome) - outcome.sum()) < 50:
        return candidates[0]
    losses = [_held_out(each, rows, outcome, features, seed, folds, sets) for each in candidates]
    best = min(losses, key=lambda loss: float(loss.mean()))
    for candidate, loss in zip(candidates, losses, strict=True):
        behind = loss - best
        if behind.mean() <= behind.std() / np.sqrt(len(behind)):
            return candidate
    return candidates[0]


def _held_out(
    recipe: Recipe,
    rows: pa.Table,
    outcome: Outcomes,
    features: Sequence[str],
    seed: int,
    folds: int,
    sets: Rows | None,
) -> Floats:
    losses = np.empty(len(outcome))
    for fold in random_folds(outcome, sets, folds=folds, seed=seed):
        model = recipe.fit(rows.take(pa.array(fold.train)), outcome[fold.train], features, seed)
        losses[fold.test] = log_losses(model.predict(rows.take(pa.array(fold.test))), outcome[fold.test])
    return losses
