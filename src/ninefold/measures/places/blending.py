"""Weights for a blend of maps, by maximum likelihood: how much each map adds to the rate of a Poisson count.

Method: expectation-maximisation for the parts of a Poisson mean that is a sum (Shepp and Vardi, IEEE Transactions
on Medical Imaging 1, 1982). The likelihood has one summit, and weights never fall below nought.
"""

import numpy as np

from ninefold.measures.places.events import Floats

ROUNDS = 100


def blend_weights(maps: Floats, observed: Floats, rounds: int = ROUNDS) -> Floats:
    """A weight for each map (maps by anything) such that their weighted sum fits the counts observed."""
    totals = maps.sum(axis=1)
    hit = observed > 0
    under, counts = maps[:, hit], observed[hit]
    weights = np.full(len(maps), counts.sum() / len(maps)) / np.maximum(totals, 1e-300)
    for _ in range(rounds):
        mean = np.maximum(weights @ under, 1e-300)
        weights = weights * (under @ (counts / mean)) / np.maximum(totals, 1e-300)
    return np.asarray(weights)
