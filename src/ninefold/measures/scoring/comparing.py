"""Whether one score is better than another on the same rows: differences are always paired."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ninefold.measures.intervals import Interval
from ninefold.measures.scoring.ranks import Floats, Outcomes

Measure = Callable[[NDArray[np.int64]], float]


def paired_bootstrap(measure: Measure, n: int, *, draws: int = 500, seed: int = 0) -> Interval:
    """The difference `measure(rows)` on all rows, with percentile limits over resampled rows."""
    generator = np.random.default_rng(seed)
    found = np.array([measure(generator.integers(0, n, n)) for _ in range(draws)])
    low, high = np.nanquantile(found, [0.025, 0.975])
    return Interval(measure(np.arange(n)), float(low), float(high))


def paired_mean(differences: Floats) -> Interval:
    """The mean of row-wise differences with normal limits: for losses, which are means already."""
    value, error = float(differences.mean()), float(differences.std(ddof=1) / np.sqrt(len(differences)))
    return Interval(value, value - 1.96 * error, value + 1.96 * error)


def holm(values: Floats) -> Floats:
    """P values corrected for how many there are (Holm, 1979)."""
    order = np.argsort(values)
    stepped = np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1))
    corrected = np.empty_like(values)
    corrected[order] = np.minimum(stepped, 1.0)
    return corrected


def found_at_capacity(scores: Floats, outcome: Outcomes, share: float) -> float:
    """Share with the outcome among the highest `share`; ties at the edge count in part, as if drawn by lot."""
    size = max(1.0, share * len(scores))
    order = np.argsort(-scores, kind="stable")
    edge = scores[order[min(int(np.ceil(size)) - 1, len(scores) - 1)]]
    above, level = scores > edge, scores == edge
    taken = (size - above.sum()) / level.sum()
    return float((outcome[above].sum() + taken * outcome[level].sum()) / size)
