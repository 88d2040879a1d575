"""A plain logistic regression, fitted by Newton's method, so that the tests need no library."""

import json
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class TinyModel:
    """Weights on standardised features."""

    features: tuple
    centre: tuple
    scale: tuple
    weights: tuple
    kind: str = "own"
    glass_box: bool = True

    @property
    def parameters(self):
        return len(self.weights)

    def predict(self, rows):
        return 1 / (1 + np.exp(-self._design(rows) @ np.array(self.weights)))

    def reasons(self, rows):
        parts = self._design(rows)[:, 1:] * np.array(self.weights[1:])
        order = np.argsort(-np.abs(parts), axis=1)
        return [
            [f"{self.features[c]} {'raises' if row[c] > 0 else 'lowers'} the score." for c in places]
            for row, places in zip(parts, order, strict=True)
        ]

    def content(self):
        return json.dumps(vars(self)).encode()

    def describe(self):
        return {"weights": dict(zip(("constant", *self.features), self.weights, strict=True))}

    def _design(self, rows):
        numbers = np.column_stack([np.asarray(rows[name], dtype=float) for name in self.features])
        return np.column_stack([np.ones(len(numbers)), (numbers - self.centre) / self.scale])


def fit(card, rows, seed):
    """The weights that make the outcomes likeliest, with a light penalty."""
    numbers = np.column_stack([np.asarray(rows[name], dtype=float) for name in card.feature_names])
    scale = numbers.std(axis=0)
    blank = TinyModel(
        card.feature_names, tuple(numbers.mean(axis=0)), tuple(np.where(scale > 0, scale, 1)), ()
    )
    design, outcome = blank._design(rows), np.asarray(rows["outcome"], dtype=float)
    weights = np.zeros(design.shape[1])
    for _ in range(25):
        p = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (outcome - p) - 1e-3 * weights
        weights = weights + np.linalg.solve(
            (design.T * (p * (1 - p))) @ design + 1e-3 * np.eye(len(weights)), slope
        )
    return TinyModel(blank.features, blank.centre, blank.scale, tuple(weights.tolist()))


def load(content):
    """The model again."""
    held = json.loads(content)
    return TinyModel(**{name: tuple(v) if isinstance(v, list) else v for name, v in held.items()})
