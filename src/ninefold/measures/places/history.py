"""Events placed in cells, by day; and only those before a day, which is all a forecast may see."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ninefold.measures.places.events import Floats, Ints
from ninefold.measures.places.grid import Cells


@dataclass(frozen=True)
class Company:
    """Events of every kind beside those forecast, which a method may lean on: their cell and day, by day."""

    at: Ints
    day: Ints
    kind: Ints  # 0, 1, …: the commonest first

    def taken(self, which: Any) -> "Company":
        """Those at these places of the arrays."""
        return Company(self.at[which], self.day[which], self.kind[which])


@dataclass(frozen=True)
class History:
    """The events of one kind in the study area, by day, each with the cell it is in."""

    cells: Cells
    x: Floats
    y: Floats
    at: Ints  # which cell
    day: Ints  # days since 1970-01-01, never falling
    first_day: int  # from when records were kept
    company: Company
    empty_area: float = (
        0.0  # square metres of the study area outside all cells, where nothing was ever recorded
    )
    missing: tuple[tuple[int, int], ...] = ()  # stretches of days without a delivery, not without crime

    def __len__(self) -> int:
        return len(self.day)

    def before(self, day: int) -> "History":
        """What was known on the morning of a day."""
        end, others = np.searchsorted(self.day, day), np.searchsorted(self.company.day, day)
        return replace(
            self,
            x=self.x[:end],
            y=self.y[:end],
            at=self.at[:end],
            day=self.day[:end],
            company=self.company.taken(slice(0, int(others))),
        )

    def shares_of_cells(self, shares: Floats) -> Floats:
        """What shares of the whole study area are of the cells; those that never held a record rank last."""
        known = float(self.cells.area.sum())
        return np.asarray(shares) * (known + self.empty_area) / known

    def counts(self, first_day: int, end_day: int) -> Floats:
        """Events in each cell from a day up to but not including another."""
        first, end = np.searchsorted(self.day, (first_day, end_day))
        return np.bincount(self.at[first:end], minlength=len(self.cells)).astype(np.float64)

    def daily(self, first_day: int, end_day: int) -> Floats:
        """Events on each day of a stretch, all cells together."""
        first, end = np.searchsorted(self.day, (first_day, end_day))
        return np.bincount(self.day[first:end] - first_day, minlength=end_day - first_day).astype(np.float64)

    def recorded_days(self, first_day: int, end_day: int) -> int:
        """How many days of a stretch were delivered."""
        first = max(first_day, self.first_day)
        lost = sum(max(0, min(end, end_day) - max(start, first)) for start, end in self.missing)
        return max(0, end_day - first - lost)
