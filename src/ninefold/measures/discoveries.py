"""Which of many tests to call, holding the share of false calls (Benjamini and Hochberg, 1995)."""

import numpy as np
from numpy.typing import NDArray


def q_values(p: NDArray[np.float64], family: NDArray[np.int64]) -> NDArray[np.float64]:
    """The smallest false-discovery rate at which each test would be called, within its own family."""
    if p.size == 0:
        return np.zeros(0)
    order = np.lexsort((p, family))
    groups, starts, sizes = np.unique(family[order], return_index=True, return_counts=True)
    of = np.repeat(np.arange(groups.size), sizes)
    rank = np.arange(p.size) - starts[of] + 1
    raw = p[order] * sizes[of] / rank
    # A running minimum from the largest p down, kept apart by family: families are lifted to
    # separate levels (every raw value is below 2 after the clip) and lowered again.
    lifted = np.minimum(raw, 1.0) + 2.0 * of
    smallest = np.minimum.accumulate(lifted[::-1])[::-1] - 2.0 * of
    q: NDArray[np.float64] = np.empty(p.size)
    q[order] = np.maximum(smallest, 0.0)
    return q
