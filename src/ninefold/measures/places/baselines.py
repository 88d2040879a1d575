"""The cheap ways every forecast is set beside: counts over a long or a short past, a kernel map, PROMAP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from ninefold.measures.places.events import Floats
from ninefold.measures.places.history import History
from ninefold.measures.places.memory import side
from ninefold.measures.places.scores import hits
from ninefold.measures.places.spread import Kernel
from ninefold.measures.places.windows import Window

THREE_YEARS = 1096


@dataclass(frozen=True)
class Count:
    """Events of the last so many days, cell by cell: the baseline no forecast is shown without."""

    days: int = THREE_YEARS
    name: str = "three-year count"

    def learn(self, known: History, tuning: Sequence[Window]) -> "Count":
        """There is nothing to learn."""
        return self

    @property
    def settings(self) -> Mapping[str, Any]:
        """The days counted."""
        return {"days": self.days}

    def rates(self, known: History, window: Window) -> Floats:
        """The count, scaled from the days it spans to the days forecast."""
        # Of months only the first day is known, so the last month lies up to 31 days back.
        days = max(self.days, 31) if window.days >= 28 else self.days
        first = max(window.first_day - days, known.first_day)
        recorded = max(known.recorded_days(first, window.first_day), 1)
        return known.counts(first, window.first_day) * (window.days / recorded)


def last_month() -> Count:
    """Events of the last 28 days."""
    return Count(28, "last month")


@dataclass(frozen=True)
class KernelMap:
    """A Gaussian kernel map of the last years; bandwidth and years chosen on the tuning windows."""

    bandwidths: tuple[float, ...] = (0.2, 0.4, 0.6, 1.0, 1.6)  # sides of a square
    days: tuple[int, ...] = (730, THREE_YEARS)
    name: str = "KDE"

    def learn(self, known: History, tuning: Sequence[Window]) -> "ChosenKernelMap":
        """The pair that hit most at 5 % of the area in the tuning windows."""
        size = side(known.cells)
        kernels = [Kernel(known.cells, part * size) for part in self.bandwidths]
        choices = [ChosenKernelMap(kernel, days) for kernel in kernels for days in self.days]
        if not tuning:
            return choices[len(choices) // 2]
        return max(choices, key=lambda choice: _tuned(choice, known, tuning))


@dataclass(frozen=True)
class ChosenKernelMap:
    """A kernel map of one bandwidth over so many days."""

    kernel: Kernel
    days: int

    @property
    def settings(self) -> Mapping[str, Any]:
        """Bandwidth in metres and days of history."""
        return {"bandwidth_m": round(self.kernel.bandwidth), "days": self.days}

    def rates(self, known: History, window: Window) -> Floats:
        """The kernel sums, scaled to the days forecast."""
        first_day = max(window.first_day - self.days, known.first_day)
        counts = known.counts(first_day, window.first_day)
        recorded = max(known.recorded_days(first_day, window.first_day), 1)
        return np.asarray(self.kernel.matrix.T @ counts) * (window.days / recorded)


@dataclass(frozen=True)
class Promap:
    """PROMAP: 1/(1+d) · 1/(1+t) over two months and 400 m, d in half-cells and t in weeks.

    Source: Bowers, Johnson and Pease, British Journal of Criminology 44 (2004).
    """

    days: int = 61
    metres: float = 400.0
    name: str = "PROMAP"
    settings: Mapping[str, Any] = field(default_factory=lambda: {"days": 61, "metres": 400})

    def learn(self, known: History, tuning: Sequence[Window]) -> "Promap":
        """There is nothing to learn."""
        return self

    def rates(self, known: History, window: Window) -> Floats:
        """The weights, scaled so that they sum to the recent number of events."""
        first = int(np.searchsorted(known.day, window.first_day - self.days))
        events = np.column_stack([known.x[first:], known.y[first:]])
        if not len(events):
            return np.zeros(len(known.cells))
        half = side(known.cells) / 2
        centres = np.column_stack([known.cells.x, known.cells.y])
        near = cKDTree(events).sparse_distance_matrix(cKDTree(centres), self.metres, output_type="coo_matrix")
        weeks = np.floor((window.first_day - known.day[first:]) / 7)
        weights = 1 / (1 + np.floor(near.data / half)) / (1 + weeks[near.row])
        total = np.bincount(near.col, weights=weights, minlength=len(centres))
        return np.asarray(total / max(total.sum(), 1e-300) * len(events) * window.days / self.days)


def _tuned(choice: ChosenKernelMap, known: History, tuning: Sequence[Window]) -> float:
    found = 0.0
    for window in tuning[:: max(1, len(tuning) // 13)]:
        rates = choice.rates(known.before(window.first_day), window)
        observed = known.counts(window.first_day, window.end_day)
        found += float(hits(rates, known.cells.area, observed, np.array([0.05]))[0])
    return found
