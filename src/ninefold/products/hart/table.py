"""The whole answer of a three-class forecast: every cell, the base rates, and the two errors that matter most.

HART was told by three figures that did not contradict each other (98 %, 88 %, 62.8 %) because none was the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CLASSES = ("low", "moderate", "high")


@dataclass(frozen=True)
class ThreeByThree:
    """Counts by what happened (row) and what was forecast (column), low to high."""

    counts: NDArray[np.int64]

    @property
    def n(self) -> int:
        """How many forecasts."""
        return int(self.counts.sum())

    @property
    def base_rates(self) -> tuple[float, ...]:
        """The share of each class among what happened."""
        return tuple(self._share(int(row.sum())) for row in self.counts)

    @property
    def accuracy(self) -> float:
        """The share forecast as it happened."""
        return self._share(int(np.trace(self.counts)))

    @property
    def best_constant(self) -> float:
        """The accuracy of saying the commonest class of everyone."""
        return max(self.base_rates)

    @property
    def very_dangerous(self) -> float:
        """The share of all who were forecast low and did a serious offence."""
        return self._share(int(self.counts[2, 0]))

    @property
    def very_cautious(self) -> float:
        """The share of all who were forecast high and did nothing."""
        return self._share(int(self.counts[0, 2]))

    @property
    def dangerous(self) -> float:
        """The share of all who were forecast lower than what happened."""
        return self._share(int(np.tril(self.counts, -1).sum()))

    @property
    def cautious(self) -> float:
        """The share of all who were forecast higher than what happened."""
        return self._share(int(np.triu(self.counts, 1).sum()))

    def precision(self, name: str) -> float | None:
        """Of those forecast so, the share to whom it happened; None where nobody was."""
        place = CLASSES.index(name)
        return _ratio(int(self.counts[place, place]), int(self.counts[:, place].sum()))

    def recall(self, name: str) -> float | None:
        """Of those to whom it happened, the share forecast so; None where there was nobody."""
        place = CLASSES.index(name)
        return _ratio(int(self.counts[place, place]), int(self.counts[place].sum()))

    def as_dict(self) -> dict[str, object]:
        """Everything, for a model card."""
        return {
            "n": self.n,
            "rows_happened_columns_forecast": self.counts.tolist(),
            "classes": list(CLASSES),
            "base_rates": list(self.base_rates),
            "accuracy": self.accuracy,
            "accuracy_of_the_commonest_class": self.best_constant,
            "very_dangerous": self.very_dangerous,
            "very_cautious": self.very_cautious,
            "dangerous": self.dangerous,
            "cautious": self.cautious,
            "precision": {name: self.precision(name) for name in CLASSES},
            "recall": {name: self.recall(name) for name in CLASSES},
        }

    def _share(self, count: int) -> float:
        return count / self.n if self.n else 0.0


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def three_by_three(happened: Sequence[int], forecast: Sequence[int]) -> ThreeByThree:
    """The table of some forecasts, classes numbered from 0 (low)."""
    counts = np.zeros((3, 3), dtype=np.int64)
    np.add.at(counts, (np.asarray(happened, dtype=np.int64), np.asarray(forecast, dtype=np.int64)), 1)
    return ThreeByThree(counts)
