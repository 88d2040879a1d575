"""Events at points with times: what every place forecast starts from."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GRAINS = ("month", "day", "time")  # how finely times are known


@dataclass(frozen=True)
class Events:
    """Points on a flat plane with the day of each: parallel arrays, one entry an event."""

    x: Floats  # metres
    y: Floats
    day: Ints  # whole days since 1970-01-01; of month-dated events the first day of the month
    kind: Ints  # which of `kinds`
    kinds: tuple[str, ...]
    grain: str = "day"
    hour: Floats | None = None  # hours after midnight, not a number where unknown
    snapped: bool = False  # points are anonymous map points, not where it happened

    def __post_init__(self) -> None:
        lengths = {len(self.x), len(self.y), len(self.day), len(self.kind)}
        lengths |= {len(self.hour)} if self.hour is not None else set()
        if len(lengths) > 1:
            raise ValueError("the arrays of events differ in length")
        if self.grain not in GRAINS:
            raise ValueError(f"a grain is one of {', '.join(GRAINS)}")

    def __len__(self) -> int:
        return len(self.day)

    def taken(self, which: NDArray[Any]) -> "Events":
        """The events at these places of the arrays, or where a mask holds."""
        hour = None if self.hour is None else self.hour[which]
        return replace(
            self, x=self.x[which], y=self.y[which], day=self.day[which], kind=self.kind[which], hour=hour
        )

    def only(self, *kinds: str) -> "Events":
        """The events of some kinds."""
        wanted = [number for number, kind in enumerate(self.kinds) if kind in kinds]
        return self.taken(np.isin(self.kind, wanted))

    def between(self, first_day: int, end_day: int) -> "Events":
        """The events from a day up to but not including another."""
        return self.taken((self.day >= first_day) & (self.day < end_day))

    def in_order(self) -> "Events":
        """The same events by day; those of one day keep their order."""
        return self.taken(np.argsort(self.day, kind="stable"))
