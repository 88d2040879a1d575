"""How much data a model of a yes-or-no outcome needs (Riley and others, BMJ 368, 2020)."""

from dataclasses import dataclass

import numpy as np

from ninefold.measures.scoring.losses import log_loss
from ninefold.measures.scoring.ranks import Floats, Outcomes


@dataclass(frozen=True)
class SampleSize:
    """Rows needed by each criterion, and the shrinkage the rows at hand allow."""

    for_shrinkage: int
    for_small_optimism: int
    for_the_base_rate: int
    shrinkage: float  # expected at the n at hand

    @property
    def needed(self) -> int:
        """Rows needed by all three."""
        return max(self.for_shrinkage, self.for_small_optimism, self.for_the_base_rate)


def cox_snell(scores: Floats, outcome: Outcomes) -> float:
    """Cox and Snell's R² of held-out probabilities; 0 when they do no better than the base rate."""
    base = np.full(len(scores), outcome.mean())
    return float(max(0.0, 1.0 - np.exp(-2 * (log_loss(base, outcome) - log_loss(scores, outcome)))))


def riley(*, r_squared: float, parameters: int, base_rate: float, n: int, wanted: float = 0.9) -> SampleSize:
    """The three criteria for a binary outcome; infinite needs are given as a very large number."""
    impossible = 10**12
    ceiling = 1 - (base_rate**base_rate * (1 - base_rate) ** (1 - base_rate)) ** 2
    if not 0 < r_squared < 1 or not 0 < base_rate < 1:
        return SampleSize(impossible, impossible, impossible, 0.0)
    first = parameters / ((wanted - 1) * np.log(1 - r_squared / wanted)) if r_squared < wanted else impossible
    allowed = r_squared / (r_squared + 0.05 * ceiling)
    inside = 1 - r_squared / allowed
    second = parameters / ((allowed - 1) * np.log(inside)) if 0 < inside < 1 else impossible
    third = (1.96 / 0.05) ** 2 * base_rate * (1 - base_rate)
    return SampleSize(
        int(np.ceil(first)), int(np.ceil(second)), int(np.ceil(third)), _shrinkage(r_squared, parameters, n)
    )


def _shrinkage(r_squared: float, parameters: int, n: int) -> float:
    """Van Houwelingen's expected shrinkage: 1 − p / likelihood-ratio χ², at r² and n."""
    chi_square = -n * np.log(1 - r_squared)
    return float(max(0.0, 1 - parameters / chi_square)) if chi_square > 0 else 0.0
