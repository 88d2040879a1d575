"""How far probabilities lie from what came."""

import numpy as np

from ninefold.measures.scoring.ranks import Floats, Outcomes

_LEAST = 1e-12


def brier(scores: Floats, outcome: Outcomes) -> float:
    """Mean squared distance of probability and outcome (Brier, 1950)."""
    return float(np.mean((scores - outcome) ** 2))


def log_losses(scores: Floats, outcome: Outcomes) -> Floats:
    """The surprise of each outcome, in natural units."""
    kept = np.clip(scores, _LEAST, 1 - _LEAST)
    losses: Floats = -np.where(outcome == 1, np.log(kept), np.log1p(-kept))
    return losses


def log_loss(scores: Floats, outcome: Outcomes) -> float:
    """The mean surprise."""
    return float(np.mean(log_losses(scores, outcome)))


def log_odds(scores: Floats) -> Floats:
    """Probabilities on the scale on which glass boxes add up."""
    kept = np.clip(scores, _LEAST, 1 - _LEAST)
    odds: Floats = np.log(kept) - np.log1p(-kept)
    return odds


def probability(odds: Floats) -> Floats:
    """The inverse of `log_odds`, without overflow."""
    result: Floats = 0.5 * (1.0 + np.tanh(0.5 * np.asarray(odds, dtype=np.float64)))
    return result
