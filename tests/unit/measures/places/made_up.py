"""A made-up town of two hot corners, for the tests of forecasts."""

import numpy as np

from ninefold.measures.places.grid import Lattice, place, squares_holding
from ninefold.measures.places.history import Company, History


def town(*, days: int = 500, seed: int = 1, size: float = 250.0) -> History:
    """About three events a day, half of them in two corners, over 20 by 20 squares that all hold a point."""
    chance = np.random.default_rng(seed)
    corners = np.stack(np.meshgrid(np.arange(20), np.arange(20)), axis=-1).reshape(-1, 2) * size + size / 2
    cells = squares_holding(Lattice(size), corners[:, 0], corners[:, 1])
    count = 3 * days
    even = chance.uniform(0, 20 * size, (count, 2))
    hot = np.where(chance.random((count, 1)) < 0.5, [[2.5 * size, 2.5 * size]], [[15.5 * size, 12.5 * size]])
    near = np.clip(hot + chance.normal(0, 0.5 * size, (count, 2)), 0, 20 * size - 1)
    points = np.where(chance.random((count, 1)) < 0.5, near, even)
    day = np.sort(chance.integers(0, days, count))
    x, y = points[:, 0], points[:, 1]
    at = place(cells, x, y)
    return History(cells, x, y, at, day, 0, Company(at, day, np.zeros(count, dtype=np.int64)))
