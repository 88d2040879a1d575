"""A figure with its limits; and limits for counts and sums of harm, by exact and scaled Poisson arguments."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Interval:
    """A figure and the limits of its 95 % interval."""

    value: float
    low: float
    high: float


def poisson(counts: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Exact limits for the rate behind each count (Garwood, Biometrika 1936); counts need not be whole.

    The limits cover the true mean at least `confidence` of the time whatever that mean is.
    """
    counts = np.asarray(counts, dtype=np.float64)
    distinct, where = np.unique(counts, return_inverse=True)
    tail = (1.0 - confidence) / 2.0
    # The gamma quantile by which Garwood's limits are half a chi-square quantile.
    low = np.where(distinct > 0, special.gammaincinv(np.maximum(distinct, 1e-12), tail), 0.0)
    high = special.gammaincinv(distinct + 1.0, 1.0 - tail)
    return low[where].reshape(counts.shape), high[where].reshape(counts.shape)


def compound_poisson(sums: Floats, squares: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Limits for the mean of a weighted sum Σw, given Σw² of the same records.

    The sum is treated as a scaled Poisson count with the same mean and variance (Bohm and Zech,
    Nuclear Instruments and Methods A 748, 2014). A sum of nothing has no scale, so its limits are 0, 0.
    """
    sums = np.asarray(sums, dtype=np.float64)
    scale = np.divide(squares, sums, out=np.zeros_like(sums), where=sums > 0)
    counts = np.divide(sums, scale, out=np.zeros_like(sums), where=scale > 0)
    low, high = poisson(counts, confidence)
    return low * scale, high * scale
