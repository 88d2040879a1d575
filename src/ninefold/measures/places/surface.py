"""The default forecast: memories of several lengths and kernels of several widths, blended to fit the year before.

Each map is an exponentially weighted kernel sum (EWMA+KDE). The weights say how much of the next window's events
each foretold in the tuning windows; nothing else is learnt, so a cell's rate can be read as a sum of such parts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ninefold.measures.places.blending import blend_weights
from ninefold.measures.places.events import Floats
from ninefold.measures.places.history import History
from ninefold.measures.places.level import Level, learn_level
from ninefold.measures.places.memory import AROUND, HALF_LIVES, WIDTHS, Memory, new_memory
from ninefold.measures.places.spread import Kernel
from ninefold.measures.places.windows import Window

# Without a single tuning window the middle of what was tuned elsewhere is used.
_UNTUNED = {(480.0, 0.0): 0.5, (120.0, 0.0): 0.2, (480.0, 1.0): 0.2, (30.0, 1.0): 0.1}


@dataclass(frozen=True)
class Surface:
    """The default surface before it has seen any data."""

    half_lives: tuple[float, ...] = HALF_LIVES  # days
    widths: tuple[float, ...] = WIDTHS  # sides of a cell
    name: str = "EWMA+KDE"

    def learn(self, known: History, tuning: Sequence[Window]) -> "LearntSurface":
        """Weights that fit the tuning windows, each seen from before it."""
        memory = self._memory(known)
        weights = self._weights(memory, known, tuning)
        return LearntSurface(self, memory, weights, learn_level(known, tuning))

    def _memory(self, known: History) -> Memory:
        return new_memory(
            known.cells,
            known.first_day,
            half_lives=self.half_lives,
            widths=self.widths,
            around=AROUND if known.cells.streets is not None else (),
            missing=known.missing,
        )

    def _weights(self, memory: Memory, known: History, tuning: Sequence[Window]) -> Floats:
        seen, observed = [], []
        for window in sorted(tuning, key=lambda window: window.first_day):
            before = known.before(window.first_day)
            seen.append(with_even(memory.maps(before.at, before.day, window.first_day), known) * window.days)
            observed.append(known.counts(window.first_day, window.end_day))
        if not observed or not np.sum(observed):
            return self._untuned(memory)
        return blend_weights(np.concatenate(seen, axis=1), np.concatenate(observed))

    def _untuned(self, memory: Memory) -> Floats:
        """Weights for want of a tuning window: none for maps round about, nor for the even one."""
        weights = np.zeros((len(self.half_lives), len(memory.kernels)))
        for place, half_life in enumerate(self.half_lives):
            for number, width in enumerate(self.widths):
                weights[place, number] = _UNTUNED.get((half_life, width), 0.0)
        return np.append(weights.ravel(), 0.0)


@dataclass
class LearntSurface:
    """The blend, and a memory that takes in each new window's events as they become known."""

    of: Surface
    memory: Memory
    weights: Floats
    level: Level
    settings: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.settings = {
            "parts": [
                {"half_life_days": half_life, "bandwidth_m": round(kernel.bandwidth),
                 "along_streets": kernel.cells.streets is not None, "weight": round(float(weight), 4)}
                for (half_life, kernel), weight in zip(self._maps(), self.weights, strict=False)
                if weight > 0.005
            ],
            "even": round(float(self.weights[-1]), 4),
            "level_half_life_days": self.level.half_life,
        }  # fmt: skip

    def _maps(self) -> list[tuple[float, Kernel]]:
        """Half-life and kernel of each map, in order."""
        return [(half_life, kernel) for half_life in self.of.half_lives for kernel in self.memory.kernels]

    def rates(self, known: History, window: Window) -> Floats:
        """Events expected in each cell during the window."""
        maps = with_even(self.memory.maps(known.at, known.day, window.first_day), known)
        return to_total(self.weights @ maps, self.level.total(known, window))


def with_even(maps: Floats, known: History) -> Floats:
    """The maps one below another, and last a map that spreads their longest memory's total evenly by area."""
    flat = maps.reshape(-1, maps.shape[-1])
    even = known.cells.area / known.cells.area.sum() * flat[-1].sum()
    return np.vstack([flat, even])


def to_total(rates: Floats, total: float) -> Floats:
    """The rates, scaled so that they sum to a total."""
    found = float(rates.sum())
    return rates * (total / found) if found > 0 else rates
