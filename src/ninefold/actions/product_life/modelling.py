"""How a product's model is fitted, written down and read again: its own method.py, or an estimator of `measures`."""

import numpy as np
import pyarrow as pa

from ninefold.contracts.scoring import FittedModel, ScoringProduct, top_class
from ninefold.contracts.scoring_card import ScoringCard
from ninefold.errors import NotAssured
from ninefold.measures.models.boosting import Boosting
from ninefold.measures.models.catalogue import load, recipe
from ninefold.measures.models.contract import Recipe
from ninefold.measures.models.logistic import Logistic
from ninefold.measures.models.small import SmallLogistic
from ninefold.measures.scoring.ranks import Outcomes

# Predictions are kept for so many rows, and must come out the same wherever the model is used.
KEPT_ROWS = 200
SAME = 1e-9


def fitted(product: ScoringProduct, rows: pa.Table, seed: int) -> FittedModel:
    """A model fitted to rows whose outcome is known."""
    if product.fit is not None:
        return product.fit(product.card, rows, seed)
    wanted = product.card.model
    chosen = recipe(wanted.estimator, **dict(wanted.settings))
    return chosen.fit(rows, top_outcome(product.card, rows), list(product.card.feature_names), seed)


def compared_with(proposed: Recipe) -> dict[str, Recipe]:
    """A recipe under the name `proposed`, beside the simpler ones and, for a black box, the glass box it must beat."""
    compared: dict[str, Recipe] = {
        "proposed": proposed,
        "logistic": Logistic(),
        "small_logistic": SmallLogistic(),
    }
    if not proposed.glass_box:
        compared["ebm_pairs"] = Boosting(pairs=10, bags=4)
    return compared


def loaded(product: ScoringProduct, content: bytes) -> FittedModel:
    """The model a file holds."""
    return load(content) if product.load is None else product.load(content)


def top_outcome(card: ScoringCard, rows: pa.Table) -> Outcomes:
    """1 for each row whose outcome is the top class, else 0."""
    outcome = np.asarray(rows["outcome"].to_numpy(zero_copy_only=False))
    top: Outcomes = (outcome == len(card.outcome.classes) - 1).astype(np.int8)
    return top


def kept_predictions(model: FittedModel, rows: pa.Table) -> list[float]:
    """The predictions for the first rows, kept so that the model can be held to them."""
    return [float(each) for each in top_class(model.predict(rows.slice(0, KEPT_ROWS)))]


def check_predicts_the_same(model: FittedModel, rows: pa.Table, kept: list[float]) -> float:
    """The largest difference from the predictions kept; raises NotAssured where it is more than 1e-9."""
    again = top_class(model.predict(rows.slice(0, KEPT_ROWS)))
    same_rows = len(again) == len(kept)
    largest = float(np.max(np.abs(again - np.asarray(kept)), initial=0.0)) if same_rows else np.inf
    if not largest <= SAME:
        raise NotAssured(
            "The model no longer gives the predictions it gave when it was fitted: a library or the machine "
            "differs. Install the versions of the lock, or fit and approve anew."
        )
    return largest
