"""From weights to probabilities that hold, and from a wished precision to a threshold with its interval."""

from collections.abc import Sequence
from dataclasses import replace
from math import log

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from ninefold.link.model import Calibration, Model, Threshold
from ninefold.measures.shares import wilson

Floats = npt.NDArray[np.float64]


def calibrated(model: Model, learned: Sequence[tuple[Floats, Floats, Floats]]) -> Model:
    """The model with the line from weight to probability that fits labelled pairs (weight, same, importance).

    Platt's method: a logistic regression on the weight alone.
    """
    bits = np.concatenate([each[0] for each in learned])
    same = np.concatenate([each[1] for each in learned])
    importance = np.concatenate([each[2] for each in learned])

    def loss(line: Floats) -> float:
        odds = np.clip((line[0] * bits + line[1]) * log(2), -500, 500)
        return float(np.sum(importance * (np.logaddexp(0.0, odds) - same * odds)))

    found = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead", options={"maxiter": 200}).x
    return replace(model, calibration=Calibration(round(float(found[0]), 4), round(float(found[1]), 4)))


def threshold_for(precision: float, weight: Floats, same: Floats, model: Model) -> Threshold | None:
    """The lowest weight above which labelled pairs are surely as right as wished; None when no weight is.

    Surely: the lower end of the 95 % interval of their precision (Wilson's) is at least the wish.
    """
    order = np.argsort(-weight, kind="stable")
    ranked, right = weight[order], np.cumsum(same[order])
    count = np.arange(1, len(order) + 1)
    low, high = wilson(right, count)
    last = np.r_[ranked[1:] != ranked[:-1], True] if len(ranked) else np.zeros(0, np.bool_)
    good = np.flatnonzero(last & (low >= precision))
    if not len(good):
        return None
    at = int(good[-1])
    return Threshold(
        precision,
        float(ranked[at]),
        model.calibration.probability(float(ranked[at])),
        float(right[at] / count[at]),
        float(low[at]),
        float(high[at]),
        float(right[at] / max(1.0, float(np.sum(same)))),
        at + 1,
    )


def calibration_error(probability: Floats, same: Floats, bins: int = 10) -> float:
    """The expected calibration error: how far told probabilities are from what happened, over equal bins."""
    edges = np.minimum((probability * bins).astype(np.int64), bins - 1)
    count = np.bincount(edges, minlength=bins)
    gap = np.abs(
        np.bincount(edges, weights=probability, minlength=bins)
        - np.bincount(edges, weights=same, minlength=bins)
    )
    return float(np.sum(gap) / max(1, int(np.sum(count))))
