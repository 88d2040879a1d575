"""Sums over cells in which old events count for less and less, kept up to date event by event.

A memory has several half-lives and several kernel widths; each pair gives one map, in events a day. Taking in a
new week costs in proportion to that week's events, however long the history.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ninefold.measures.places.events import Floats, Ints
from ninefold.measures.places.grid import Cells
from ninefold.measures.places.spread import Kernel

HALF_LIVES = (30.0, 120.0, 480.0, 3000.0)  # days
WIDTHS = (0.0, 1.0, 2.0)  # sides of a square
# Of streets also the neighbourhood by straight line: few events tell more of it than of the next segments.
AROUND = (2.5, 5.0)  # lengths of a segment


def side(cells: Cells) -> float:
    """The side in metres of a square as large as the middle cell; of street segments the middle length."""
    if cells.kind == "segment":
        return float(np.median(cells.area))
    return float(np.sqrt(np.median(cells.area)))


@dataclass
class Memory:
    """Decayed sums of events by half-life, kernel and cell; it only ever moves forward in time."""

    kernels: Sequence[Kernel]
    half_lives: Floats
    first_day: int
    missing: tuple[tuple[int, int], ...] = ()
    taken: int = 0
    day: int = field(init=False)
    sums: Floats = field(init=False)  # kernels by half-lives by cells

    def __post_init__(self) -> None:
        self.day = self.first_day
        self.sums = np.zeros((len(self.kernels), len(self.half_lives), len(self.kernels[0].cells)))

    def maps(self, at: Ints, day: Ints, now: int) -> Floats:
        """Events a day by half-life, kernel and cell, from all events given, which lie before `now`.

        Those taken in before are known by their number, so a history may only be added to.
        """
        if now < self.day or len(day) < self.taken:
            raise ValueError("a memory cannot go back in time")
        new = slice(self.taken, None)
        rates = np.log(2) / self.half_lives
        self.sums *= np.exp(-rates * (now - self.day))[None, :, None]
        if len(day) > self.taken:
            amounts = np.exp(-rates[:, None] * (now - day[None, new]))
            for number, kernel in enumerate(self.kernels):
                self.sums[number] += kernel.sums(amounts, at[new])
        self.day, self.taken = now, len(day)
        return np.swapaxes(self.sums / self._days(now)[None, :, None], 0, 1)

    def _days(self, now: int) -> Floats:
        """How many days each half-life remembers, those without a delivery left out."""
        kept = _decayed_days(self.half_lives, now - self.first_day)
        for start, end in self.missing:
            if start < now:
                kept -= _decayed_days(self.half_lives, now - max(start, self.first_day))
                kept += _decayed_days(self.half_lives, now - min(max(end, self.first_day), now))
        return np.maximum(kept, 1.0)


def new_memory(
    cells: Cells,
    first_day: int,
    *,
    half_lives: Sequence[float] = HALF_LIVES,
    widths: Sequence[float] = WIDTHS,
    around: Sequence[float] = (),
    missing: tuple[tuple[int, int], ...] = (),
) -> Memory:
    """An empty memory over some cells; widths are in sides of a middle cell, those around by straight line."""
    kernels = [Kernel(cells, width * side(cells)) for width in widths]
    kernels += [Kernel(replace(cells, streets=None), width * side(cells)) for width in around]
    return Memory(kernels, np.array(half_lives, dtype=np.float64), first_day, missing)


def _decayed_days(half_lives: Floats, days: int) -> Floats:
    """The sum of 2^(-age/half-life) over ages of 1..days."""
    ratio = np.exp2(-1 / half_lives)
    return np.asarray(ratio * (1 - ratio ** max(days, 0)) / (1 - ratio), dtype=np.float64)
