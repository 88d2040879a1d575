"""Which events had an earlier one near by in the days before, and how many would by chance.

Chance keeps every place and every day as they are and lets the days fall on the places at random: an event with k
neighbours in space has none of them in its days before with probability (1 − s)ᵏ, where s is the share of the other
events that fall in those days.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Preceded:
    """For each event: whether one near by came in the days before, whether one bears its day; the first's chance."""

    before: NDArray[np.bool_]
    same_day: NDArray[np.bool_]
    chance: Floats


def preceded(x: Floats, y: Floats, day: Ints, *, metres: float, days: int) -> Preceded:
    """Whether each event had an earlier one within so many metres and 1 to `days` days; x and y in metres."""
    n = len(x)
    before, same_day = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    if n < 2:
        return Preceded(before, same_day, np.zeros(n))
    tree = cKDTree(np.column_stack([x, y]))
    neighbours = np.asarray(tree.query_ball_point(np.column_stack([x, y]), metres, return_length=True)) - 1
    # Days stand as a third axis in which `days` is as far as `metres`, so that only pairs near in both are listed.
    stretched = np.column_stack([x, y, day * (metres / days)])
    pairs = cKDTree(stretched).query_pairs(metres * 2**0.5 * (1 + 1e-9), output_type="ndarray")
    near = np.hypot(x[pairs[:, 0]] - x[pairs[:, 1]], y[pairs[:, 0]] - y[pairs[:, 1]]) <= metres
    first, second = pairs[near, 0], pairs[near, 1]
    gap = day[second] - day[first]
    same_day[first[gap == 0]] = same_day[second[gap == 0]] = True
    before[second[(gap > 0) & (gap <= days)]] = True
    before[first[(gap < 0) & (gap >= -days)]] = True
    return Preceded(before, same_day, 1.0 - (1.0 - _share_before(day, days)) ** neighbours)


def _share_before(day: Ints, days: int) -> Floats:
    """The share of the other events that fall in the 1 to `days` days before each."""
    ordered = np.sort(day)
    earlier = np.searchsorted(ordered, day, "left") - np.searchsorted(ordered, day - days, "left")
    return np.asarray(earlier / max(len(day) - 1, 1), dtype=np.float64)
