"""The steady part of the boosted extra: a Poisson regression that says how far each cell lies from the default surface.

Every rate looked at enters as two logarithms, one that bends below a small share of the mean rate and one below half of
it, so that an empty cell is low and not infinitely low. The weights are held towards nought by a ridge: with little to
learn from, the default surface is left as it is. Fitted by Newton's method.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ninefold.measures.places.boosted_features import FEATURES, LEAST_RATE
from ninefold.measures.places.events import Floats

BENDS = (0.03, 0.5)  # of the mean rate: where a logarithm levels off
RIDGE = 30.0  # a weight is taken to lie about 1 / √30 from nought, for a column of unit spread
ROUNDS = 25
_NEAR = 1e-4  # of the log rate: a step smaller than this ends the fitting
_HIGHEST = 8.0  # log of events in a cell and window; keeps a wild step from overflowing

RATES = tuple(number for number, feature in enumerate(FEATURES) if feature.enters == "as a rate")
PLAIN = tuple(number for number, feature in enumerate(FEATURES) if feature.enters == "as it is")
_OF = np.array([*(number for number in RATES for _ in BENDS), *PLAIN])  # the feature each column is made of


@dataclass(frozen=True)
class Regression:
    """What was learnt: for each column its range, middle and spread in training, and its weight."""

    usual: Floats  # the mean of each rate
    lowest: Floats
    highest: Floats
    middle: Floats
    spread: Floats
    weights: Floats

    def added(self, features: NDArray[np.float32]) -> Floats:
        """What the regression adds to each cell's log rate, beside a constant."""
        return np.asarray(self._columns(features) @ self.weights, dtype=np.float64)

    def parts(self, features: NDArray[np.float32]) -> Floats:
        """The same by feature (cells by features); nought for those that do not enter."""
        found = np.zeros((len(features), len(FEATURES)))
        for feature, added in zip(_OF, (self._columns(features) * self.weights).T, strict=True):
            found[:, feature] += added
        return found

    def _columns(self, features: NDArray[np.float32]) -> Floats:
        kept = np.clip(_columns(features, self.usual), self.lowest, self.highest)
        return (kept - self.middle) / self.spread


def fit_regression(
    features: NDArray[np.float32], start: Floats, observed: Floats, weight: Floats
) -> Regression:
    """The regression for rows of features, the log of the default surface's rate, the count, and the row's weight."""
    usual = np.average(_rates(features), axis=0, weights=weight) + 1e-7
    columns = _columns(features, usual)
    spread = columns.std(axis=0)
    learnt = Regression(
        usual=usual,
        lowest=columns.min(axis=0),
        highest=columns.max(axis=0),
        middle=columns.mean(axis=0),
        spread=np.where(spread > 1e-6, spread, 1.0),
        weights=np.zeros(columns.shape[1]),
    )
    level = np.ones((len(columns), 1))
    rows = np.hstack([level, (columns - learnt.middle) / learnt.spread])
    learnt.weights[:] = _weights(rows, start, observed, weight)[1:]
    return learnt


def _weights(rows: Floats, start: Floats, observed: Floats, weight: Floats) -> Floats:
    """A level, which is free, and a weight for each other column."""
    held = np.full(rows.shape[1], RIDGE)
    held[0] = 1e-6
    found = np.zeros(rows.shape[1])
    found[0] = np.log(max(float(weight @ observed), 1e-9) / float(weight @ np.exp(start)))
    for _ in range(ROUNDS):
        mean = weight * np.exp(np.minimum(rows @ found + start, _HIGHEST))
        uphill = rows.T @ (weight * observed - mean) - held * found
        step = np.linalg.solve((rows * mean[:, None]).T @ rows + np.diag(held), uphill)
        found += step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < _NEAR:
            break
    return found


def _rates(features: NDArray[np.float32]) -> Floats:
    """Events a day, from their logarithms."""
    return np.maximum(np.exp(features[:, RATES].astype(np.float64)) - LEAST_RATE, 0.0)


def _columns(features: NDArray[np.float32], usual: Floats) -> Floats:
    rates = _rates(features) / usual
    bent = np.stack([np.log(rates + bend) for bend in BENDS], axis=2).reshape(len(features), -1)
    return np.hstack([bent, features[:, PLAIN].astype(np.float64)])
