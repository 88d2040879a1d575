"""How many events to expect altogether: the recent daily number, weighing recent days by a tuned half-life."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ninefold.measures.places.history import History
from ninefold.measures.places.windows import Window

HALF_LIVES = (14.0, 28.0, 56.0, 112.0, 365.0)
_REACH = 6  # half-lives looked back


@dataclass(frozen=True)
class Level:
    """The half-life in days that foretold the totals of the tuning windows best."""

    half_life: float

    def total(self, known: History, window: Window) -> float:
        """Events expected in the whole area during the window."""
        first = max(known.first_day, window.first_day - int(_REACH * self.half_life))
        days = known.daily(first, window.first_day)
        weights = np.exp2(-np.arange(len(days), 0, -1) / self.half_life)
        for start, end in known.missing:
            weights[max(start - first, 0) : max(end - first, 0)] = 0
        return float(days @ weights / max(weights.sum(), 1e-300) * window.days)


def learn_level(known: History, tuning: Sequence[Window]) -> Level:
    """The half-life with the least squared error over the tuning windows."""
    if not tuning:
        return Level(56.0)
    return min((Level(half_life) for half_life in HALF_LIVES), key=lambda level: _error(level, known, tuning))


def _error(level: Level, known: History, tuning: Sequence[Window]) -> float:
    errors = [
        level.total(known, window) - known.counts(window.first_day, window.end_day).sum() for window in tuning
    ]
    return float(np.square(errors).sum())
