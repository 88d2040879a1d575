"""Made-up counts whose calendar is known."""

import numpy as np

from ninefold.measures.demand.model import History
from ninefold.measures.demand.periods import Floats, run_of
from ninefold.measures.demand.tree import tree_of

FIRST = 17167  # 2017-01-01, a Sunday
WEEK = np.array([0.8, 0.9, 1.0, 1.0, 1.1, 1.2, 1.0])


def days(count: int, means: tuple[float, ...] = (20.0, 60.0), seed: int = 1, region: str = "none") -> History:
    """Days with a week and a year, for so many parts of these means."""
    chance = np.random.default_rng(seed)
    day = FIRST + np.arange(count)
    shape = WEEK[(day + 3) % 7] * (1 + 0.15 * np.sin(2 * np.pi * day / 365.25))
    counts = chance.poisson(shape[:, None] * np.array(means)).astype(float)
    return history(counts, "day", region)


def history(counts: Floats, step: str = "day", region: str = "none") -> History:
    """Counts (periods, parts) as a history with one level of parts."""
    parts = counts.shape[1]
    tree = tree_of([()] if parts == 1 else [(f"area {number}",) for number in range(parts)])
    return History(run_of(step, FIRST, len(counts)), tree.totals(counts), tree, region)
