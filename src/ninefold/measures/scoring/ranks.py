"""How well a score puts those with the outcome above those without."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]
Outcomes = NDArray[np.int8]


def auc(scores: Floats, outcome: Outcomes) -> float:
    """Chance that one with the outcome scores above one without, ties half; NaN when a side is empty."""
    with_, without = int(outcome.sum()), int(len(outcome) - outcome.sum())
    if with_ == 0 or without == 0:
        return float("nan")
    ranks = stats.rankdata(scores)
    return float((ranks[outcome == 1].sum() - with_ * (with_ + 1) / 2) / (with_ * without))


def auc_error(value: float, with_: int, without: int) -> float:
    """Standard error of an AUC (Hanley and McNeil, Radiology 143, 1982)."""
    if with_ < 1 or without < 1:
        return float("nan")
    q1, q2 = value / (2 - value), 2 * value**2 / (1 + value)
    spread = value * (1 - value) + (with_ - 1) * (q1 - value**2) + (without - 1) * (q2 - value**2)
    return float(np.sqrt(max(spread, 0.0) / (with_ * without)))


def auc_interval(scores: Floats, outcome: Outcomes) -> tuple[float, float, float]:
    """AUC with its 95 % limits."""
    value = auc(scores, outcome)
    error = auc_error(value, int(outcome.sum()), int(len(outcome) - outcome.sum()))
    return value, max(0.0, value - 1.96 * error), min(1.0, value + 1.96 * error)


def either_way(value: float) -> float:
    """An AUC whichever end is the high one."""
    return max(value, 1.0 - value)


def spearman(one: Floats, other: Floats) -> float:
    """Rank correlation of two scores of the same rows."""
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return float("nan")
    return float(np.corrcoef(stats.rankdata(one), stats.rankdata(other))[0, 1])
