"""Logistic regression with a ridge: the plainest glass box, fitted by Newton's steps without any library."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from ninefold.measures.models.contract import Contributions
from ninefold.measures.models.encoding import Encoding, from_plain, learn_encoding
from ninefold.measures.models.wording import sentences
from ninefold.measures.scoring.losses import probability
from ninefold.measures.scoring.ranks import Floats, Outcomes

SMALLEST_STEP = 1e-10


@dataclass(frozen=True)
class LogisticModel:
    """Weights of standardised columns, with the mean of each so that a contribution is against the average."""

    encoding: Encoding
    intercept: float  # the log odds of an average row
    weights: tuple[float, ...]
    means: tuple[float, ...]
    kind: str = "logistic"
    glass_box: bool = True

    @property
    def features(self) -> tuple[str, ...]:
        """The features used."""
        return self.encoding.names

    @property
    def parameters(self) -> int:
        """Weights learnt; one level of each category is given by the others."""
        words = sum(hasattr(column, "levels") for column in self.encoding.columns)
        return len(self.weights) - words

    @cached_property
    def _by_feature(self) -> Floats:
        """Labels × features: which matrix column belongs to which feature, already weighted."""
        spread = np.zeros((len(self.weights), len(self.features)))
        place = {name: number for number, name in enumerate(self.features)}
        for label, (origin, weight) in enumerate(zip(self.encoding.origins, self.weights, strict=True)):
            spread[label, place[origin]] = weight
        return spread

    def contributions(self, rows: pa.Table) -> Contributions:
        """What each feature adds, against the average row of the training."""
        values = (self.encoding.matrix(rows) - np.array(self.means)) @ self._by_feature
        return Contributions(self.intercept, self.features, values)

    def predict(self, rows: pa.Table) -> Floats:
        """Probabilities."""
        centred = self.encoding.matrix(rows) - np.array(self.means)
        return probability(self.intercept + centred @ np.array(self.weights))

    def reasons(self, rows: pa.Table) -> list[list[str]]:
        """Sentences for each row."""
        return sentences(self.contributions(rows), rows)

    def describe(self) -> dict[str, Any]:
        """Every weight, for the model card."""
        terms = dict(zip(self.encoding.labels, self.weights, strict=True))
        return {"kind": self.kind, "average_log_odds": self.intercept, "terms": terms}

    def content(self) -> bytes:
        """The model as JSON."""
        held = {
            "kind": self.kind,
            "encoding": self.encoding.as_plain(),
            "intercept": self.intercept,
            "weights": self.weights,
            "means": self.means,
        }
        return json.dumps(held).encode()


def load_logistic(held: dict[str, Any]) -> LogisticModel:
    """A model from its JSON."""
    return LogisticModel(
        from_plain(held["encoding"]), held["intercept"], tuple(held["weights"]), tuple(held["means"])
    )


@dataclass(frozen=True)
class Logistic:
    """The recipe: `ridge` is the weight of the penalty, in rows."""

    ridge: float = 1 / 0.3
    name: str = "logistic"
    glass_box: bool = True

    def fit(self, rows: pa.Table, outcome: Outcomes, features: Sequence[str], seed: int) -> LogisticModel:
        """Fit; `seed` changes nothing, as the answer is the only one."""
        encoding = learn_encoding(rows, features)
        matrix = encoding.matrix(rows)
        means = matrix.mean(axis=0)
        intercept, weights = newton(matrix - means, outcome, self.ridge)
        return LogisticModel(encoding, intercept, tuple(weights.tolist()), tuple(means.tolist()))


def newton(matrix: Floats, outcome: Outcomes, ridge: float, *, steps: int = 40) -> tuple[float, Floats]:
    """Intercept and weights that minimise the ridge-penalised log loss."""
    design = np.column_stack([np.ones(len(matrix)), matrix])
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 1e-8
    weights = np.zeros(design.shape[1])
    rate = np.clip(outcome.mean(), 1e-6, 1 - 1e-6)
    weights[0] = np.log(rate / (1 - rate))
    now = _penalised_loss(design, outcome, penalty, weights)
    for _ in range(steps):
        fitted = probability(design @ weights)
        spread = np.maximum(fitted * (1 - fitted), 1e-9)
        slope = design.T @ (outcome - fitted) - penalty * weights
        curvature = (design * spread[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(curvature, slope)
        # A whole step may overshoot, and with few events overshoot for ever: it is halved until the loss falls.
        while (then := _penalised_loss(design, outcome, penalty, weights + step)) > now:
            step = step / 2
            if float(np.abs(step).max()) < SMALLEST_STEP:
                return float(weights[0]), weights[1:]
        weights, now = weights + step, then
        if float(np.abs(step).max()) < SMALLEST_STEP:
            break
    return float(weights[0]), weights[1:]


def _penalised_loss(design: Floats, outcome: Outcomes, penalty: Floats, weights: Floats) -> float:
    odds = design @ weights
    return float(np.sum(np.logaddexp(0.0, odds) - outcome * odds) + 0.5 * np.sum(penalty * weights**2))
