"""What the boosted forecast looks at: how much happened in and around each cell, and how long ago; never who."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ninefold.measures.places.events import Floats
from ninefold.measures.places.history import History
from ninefold.measures.places.memory import Memory, new_memory
from ninefold.measures.places.spread import Kernel
from ninefold.measures.places.windows import Window

OWN = ((21.0, 60.0, 180.0, 540.0, 3000.0), (0.0, 1.0, 2.0))  # half-lives in days, widths in cells
COMPANY = ((60.0, 960.0), (0.0, 1.0, 3.0))
KINDS = 12  # the commonest kinds, each looked at by itself
KIND = ((720.0,), (0.0, 1.0))
YEAR = 364  # the same weekdays a year before
LONGEST_WAIT = 1500.0  # days
LEAST_RATE = 1e-5  # a day; rates below this are as good as nought


@dataclass(frozen=True)
class Feature:
    """One column: what it is in words, and whether more of it may only raise the rate (1), lower it (-1) or either (0).

    The trees look at every one; `enters` says how the regression does.
    """

    name: str
    sign: int = 0
    enters: Literal["as a rate", "as it is", "not"] = "not"


def _memory_features(of: str, half_lives: tuple[float, ...], widths: tuple[float, ...]) -> list[Feature]:
    around = {0.0: "here", 1.0: "here and next door", 2.0: "in the streets around", 3.0: "in the quarter"}
    return [
        Feature(f"{of}, {around[width]}, halving every {half_life:.0f} days", 1, "as a rate")
        for half_life in half_lives
        for width in widths
    ]


FEATURES: tuple[Feature, ...] = (
    *_memory_features("this kind", *OWN),
    *_memory_features("every kind", *COMPANY),
    *(each for kind in range(KINDS) for each in _memory_features(f"kind {kind + 1}", *KIND)),
    Feature("different points on record here", 0, "as it is"),
    Feature("this kind around, these weeks a year ago", 1, "as a rate"),
    Feature("days since the last one here", -1, "as it is"),
    Feature("how far east"),
    Feature("how far north"),
    Feature("time of year, summer to winter"),
    Feature("time of year, spring to autumn"),
)


@dataclass
class Looking:
    """Memories of this kind of event and of all kinds, moved on window by window."""

    own: Memory
    company: Memory
    kinds: list[Memory]
    year_kernel: Kernel

    def features(self, known: History, window: Window) -> NDArray[np.float32]:
        """The columns of every cell (cells by features), from what was known before the window."""
        own = self.own.maps(known.at, known.day, window.first_day)
        company = self.company.maps(known.company.at, known.company.day, window.first_day)
        kinds = [self._of_kind(known, number, window) for number in range(KINDS)]
        maps = [each.reshape(-1, len(known.cells)) for each in (own, company, *kinds)]
        season = 2 * np.pi * window.first_day / 365.2425
        one = np.ones(len(known.cells))
        single = [
            _points(known),
            self._year_ago(known, window),
            _days_since(known, window),
            known.cells.x / 1000,
            known.cells.y / 1000,
            one * np.cos(season),
            one * np.sin(season),
        ]
        columns = np.vstack([*(np.log(each + LEAST_RATE) for each in maps), *single]).T
        return np.asarray(columns, dtype=np.float32)  # as the trees hold them

    def _of_kind(self, known: History, number: int, window: Window) -> Floats:
        here = known.company.kind == number
        return self.kinds[number].maps(known.company.at[here], known.company.day[here], window.first_day)

    def _year_ago(self, known: History, window: Window) -> Floats:
        first = window.first_day - YEAR - 14
        counts = known.counts(first, first + 28 + window.days) / (28 + window.days)
        return np.asarray(
            np.log(np.asarray(self.year_kernel.matrix.T @ counts) + LEAST_RATE), dtype=np.float64
        )


def new_looking(known: History) -> Looking:
    """Empty memories over the cells of a history."""
    own = new_memory(known.cells, known.first_day, half_lives=OWN[0], widths=OWN[1], missing=known.missing)
    company = new_memory(
        known.cells, known.first_day, half_lives=COMPANY[0], widths=COMPANY[1], missing=known.missing
    )
    kinds = [
        new_memory(known.cells, known.first_day, half_lives=KIND[0], widths=KIND[1], missing=known.missing)
        for _ in range(KINDS)
    ]
    return Looking(own, company, kinds, own.kernels[1])


def _points(known: History) -> Floats:
    """How many different points of this kind of event each cell has: a rough measure of what stands there."""
    points = np.unique(np.column_stack([known.at, np.round(known.x), np.round(known.y)]), axis=0)
    return np.asarray(np.log1p(np.bincount(points[:, 0].astype(np.int64), minlength=len(known.cells))))


def _days_since(known: History, window: Window) -> Floats:
    last = np.full(len(known.cells), -np.inf)
    last[known.at] = known.day  # by day, so the last one stays
    return np.asarray(np.minimum(window.first_day - last, LONGEST_WAIT), dtype=np.float64)
