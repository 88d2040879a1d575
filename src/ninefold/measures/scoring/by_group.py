"""Errors and selections of a score, group by group, at the threshold it is used at."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ninefold.measures.scoring.ranks import Outcomes


@dataclass(frozen=True)
class GroupErrors:
    """One group: how many, how many selected, and the four cells."""

    name: str
    n: int
    selected: int
    false_positives: int
    negatives: int
    false_negatives: int
    positives: int

    @property
    def false_positive_rate(self) -> float:
        """Selected among those without the outcome."""
        return self.false_positives / self.negatives if self.negatives else float("nan")


def group_errors(
    selected: NDArray[np.bool_], outcome: Outcomes, group: NDArray[np.str_]
) -> list[GroupErrors]:
    """The errors of every group, largest group first."""
    names, counts = np.unique(group, return_counts=True)
    found = []
    for name in names[np.argsort(-counts, kind="stable")]:
        inside = group == name
        came, chosen = outcome[inside] == 1, selected[inside]
        found.append(
            GroupErrors(
                str(name),
                int(inside.sum()),
                int(chosen.sum()),
                int((chosen & ~came).sum()),
                int((~came).sum()),
                int((~chosen & came).sum()),
                int(came.sum()),
            )
        )
    return found


def rate_ratio(events: int, n: int, reference_events: int, reference_n: int) -> tuple[float, float, float]:
    """Ratio of two rates with 95 % limits on the log scale (Katz and others, Biometrics 34, 1978)."""
    if not (events and n and reference_events and reference_n):
        return float("nan"), float("nan"), float("nan")
    ratio = (events / n) / (reference_events / reference_n)
    reach = 1.96 * float(np.sqrt(1 / events - 1 / n + 1 / reference_events - 1 / reference_n))
    return ratio, float(ratio * np.exp(-reach)), float(ratio * np.exp(reach))
