"""What every method of forecasting answers with: a middle, limits, and quantiles for each period and node."""

from dataclasses import dataclass

import numpy as np

from ninefold.measures.demand.periods import Floats
from ninefold.measures.demand.spread import LEVELS, between, points, whole


@dataclass(frozen=True)
class Prediction:
    """Expected count, median, limits of the 90 % interval (periods, nodes) and 19 quantiles (periods, nodes, 19)."""

    mean: Floats
    middle: Floats
    low: Floats
    high: Floats
    quantiles: Floats


def predicted(mean: Floats, spread: Floats) -> Prediction:
    """From the mean and spread of negative binomials."""
    found = points(mean, spread, LEVELS)
    low, high = between(found[..., 0], found[..., -1])
    # The median as a point on the scale of the mean: within half a count of the whole-number median.
    middle = np.minimum(found[..., len(LEVELS) // 2] + 0.5, np.maximum(mean, 0.0))
    return Prediction(mean, middle, low, high, whole(found))
