"""Negative-binomial limits and quantiles: variance = mean + spread × mean².

The limits of an interval are the whole numbers nearest to where the distribution, drawn through them, leaves the
tails: above and below it is right on average, where the usual quantiles of a small count hold too much.
"""

import numpy as np
from scipy.special import nbdtrik, ndtri

from ninefold.measures.demand.periods import Floats

LEVELS: Floats = np.round(np.arange(0.05, 0.951, 0.05), 2)
_POISSON, _LARGE, _NEARLY_NONE = 1e-3, 3000.0, 1e-3
COVER = 0.9


def quantile_points(mean: Floats, spread: Floats, share: float) -> Floats:
    """Where the distribution function, drawn through the whole numbers, reaches a share; not below 0."""
    mean = np.maximum(mean, 1e-9)
    spread = np.maximum(spread, _POISSON / np.maximum(mean, 1e-3))
    large = mean > _LARGE
    size = 1 / spread
    # With a mean near nought every quantile is nought: no search is needed.
    none = mean < _NEARLY_NONE
    exact = np.where(large | none, 1.0, mean)
    size = np.where(large | none, 10.0, size)
    spread = np.where(none, 0.1, spread)
    found = nbdtrik(np.full(mean.shape, share), size, 1 / (1 + spread * exact))
    normal = mean - 0.5 + ndtri(share) * np.sqrt(mean + spread * mean**2)
    return np.asarray(
        np.maximum(np.where(none, 0.0, np.where(large | ~np.isfinite(found), normal, found)), 0.0)
    )


def points(mean: Floats, spread: Floats, shares: Floats = LEVELS) -> Floats:
    """`quantile_points` for several shares, on a last axis."""
    return np.stack([quantile_points(mean, spread, float(share)) for share in shares], axis=-1)


def whole(found: Floats) -> Floats:
    """The whole-number quantiles that some points stand for."""
    return np.asarray(np.ceil(found - 1e-9))


def limits(mean: Floats, spread: Floats, cover: float = COVER) -> tuple[Floats, Floats]:
    """The whole numbers between which a count falls with about the chance `cover`; never negative."""
    tail = (1 - cover) / 2
    return between(quantile_points(mean, spread, tail), quantile_points(mean, spread, 1 - tail))


def between(lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Limits from the points of the two tails."""
    low = np.where(lower > 0, np.round(lower + 1), 0.0)
    high = np.maximum(np.round(upper), 0.0)
    return np.minimum(low, high), high


def matched_spread(counts: Floats, mean: Floats, cover: float = COVER, *, most: float = 5.0) -> Floats:
    """The spread of each series (columns) with which the interval would have held `cover` of what came, and one more.

    By the rank of the misses and not their mean square, so that one blizzard does not widen every day. The count to
    come is one more draw from those seen, hence the rank among so many and one (split conformal: Vovk, Gammerman and
    Shafer 2005; Lei and others 2018), which widens limits where few have been seen.
    """
    known = np.isfinite(counts) & np.isfinite(mean) & (mean > 0)
    miss = np.where(known, np.abs(counts - mean), np.nan)
    times = known.sum(axis=0)
    wanted = np.minimum(np.ceil(cover * (times + 1)), times)
    low, high = np.zeros(counts.shape[1]), np.full(counts.shape[1], most)
    reach = float(ndtri((1 + cover) / 2))
    for _ in range(22):
        middle = (low + high) / 2
        inside = np.where(known, miss <= reach * np.sqrt(mean + middle * mean**2) + 0.25, False)
        held = inside.sum(axis=0)
        low, high = np.where(held < wanted, middle, low), np.where(held < wanted, high, middle)
    return np.where(times > 0, (low + high) / 2, 0.1)
