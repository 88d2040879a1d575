"""Rounding that does not lean: to the nearest multiple, ties to the even multiple, so that sums stay true."""

import numpy as np
from numpy.typing import ArrayLike

from ninefold.measures.intervals import poisson
from ninefold.publish.cells import Bools, Floats

_STEPS = np.array([1.0, 2.0, 5.0, 10.0])


def to_base(values: ArrayLike, base: ArrayLike) -> Floats:
    """Each value to the nearest multiple of the base, ties to the even multiple."""
    steps = np.asarray(base, dtype=np.float64)
    rounded: Floats = np.rint(np.asarray(values, dtype=np.float64) / steps) * steps
    return rounded + 0.0  # no negative zero


def round_step(at_least: Floats) -> Floats:
    """The smallest of 1, 2 or 5 times a power of ten that is not less than each value (and 1 for nothing)."""
    safe = np.where(at_least > 0, at_least, 1.0)
    power = 10.0 ** np.floor(np.log10(safe))
    first = np.searchsorted(_STEPS, safe / power * (1 - 1e-12))
    step: Floats = _STEPS[first] * power
    return step


def interval_of_rounded(published: Floats, base: int) -> tuple[Floats, Floats]:
    """Limits, multiples of the base, for the mean behind any count that may have been published as this.

    They are made from the published figure alone: limits of the true count would give the count away.
    """
    half = base / 2.0
    low, _ = poisson(np.maximum(np.nan_to_num(published) - half, 0.0))
    _, high = poisson(np.nan_to_num(published) + half)
    unknown = np.isnan(published)
    outward_low, outward_high = np.floor(low / base) * base, np.ceil(high / base) * base
    return np.where(unknown, np.nan, outward_low), np.where(unknown, np.nan, outward_high)


def stays_on_one_side(published: Floats, slack: Floats, low: Floats, high: Floats) -> Bools:
    """Whether every value that may have been published as this lies on the same side of both limits."""
    least, most = published - slack, published + slack
    settled: Bools = (most < low) | ((least >= low) & (most <= high)) | (least > high)
    return settled
