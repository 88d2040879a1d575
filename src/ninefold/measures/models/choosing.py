"""Which glass box: the simplest whose held-out loss is within one standard error of the best."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from ninefold.measures.models.boosting import Boosting
from ninefold.measures.models.contract import Model, Recipe
from ninefold.measures.models.logistic import Logistic
from ninefold.measures.models.side_by_side import side_by_side
from ninefold.measures.scoring.losses import log_losses
from ninefold.measures.scoring.ranks import Floats, Outcomes
from ninefold.measures.scoring.splits import Fold, Rows, random_folds

_LEAST_ROWS = 400  # fewer than this teach no curve
_BEYOND_HOPE = 4.0  # standard errors behind the best after a fold: the folds to come will not make it good


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
    parts = random_folds(outcome, sets, folds=folds, seed=seed)
    losses = _raced(candidates, parts, rows, outcome, features, seed)
    best = min(losses.values(), key=lambda loss: float(loss.mean()))
    return next(each for each, loss in losses.items() if _within(1, loss, best))


def _raced(
    candidates: Sequence[Recipe],
    parts: Sequence[Fold],
    rows: pa.Table,
    outcome: Outcomes,
    features: Sequence[str],
    seed: int,
) -> dict[Recipe, Floats]:
    """Held-out losses of the candidates still in the race at its end; it ends early when one is left."""
    losses: dict[Recipe, Floats] = {each: np.empty(0) for each in candidates}
    for fold in parts:
        train, test = rows.take(pa.array(fold.train)), rows.take(pa.array(fold.test))

        def lost(each: Recipe, train: pa.Table = train, test: pa.Table = test, fold: Fold = fold) -> Floats:
            model = each.fit(train, outcome[fold.train], features, seed)
            return log_losses(model.predict(test), outcome[fold.test])

        found = side_by_side(lost, losses)
        losses = {each: np.append(losses[each], new) for each, new in zip(losses, found, strict=True)}
        best = min(losses.values(), key=lambda loss: float(loss.mean()))
        losses = {each: loss for each, loss in losses.items() if _within(_BEYOND_HOPE, loss, best)}
        if len(losses) == 1:
            break
    return losses


def _within(errors: float, loss: Floats, best: Floats) -> bool:
    """Whether a loss is no more than so many standard errors behind the best, row by row."""
    behind = loss - best
    return bool(behind.mean() <= errors * behind.std() / np.sqrt(len(behind)))
