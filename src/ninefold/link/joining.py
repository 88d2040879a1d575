"""Groups of many components at once: in each, the two groups with the highest mean weight join, while that will do.

Step for step the same as `grouping.agglomerated` does for one component. Components of a like size are laid
beside one another as square tables, and each step makes the best join of every one of them; each record
keeps the best join it could make with a later one, so that a step need not look through the whole table.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ninefold.link.model import Joining

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
LARGEST = 1_024  # records of a component; beyond it a square table is too large
_CELLS = 500_000  # of the tables that are looked at together


@dataclass(frozen=True)
class Components:
    """Components by their pairs: the component of each pair, the places of its records in it, and its weight."""

    size: Ints
    component: Ints
    left: Ints
    right: Ints
    weight: Floats

    def only(self, some: Ints) -> "Components":
        """Some of the components."""
        place = np.full(len(self.size), -1, np.int64)
        place[some] = np.arange(len(some))
        rows = np.flatnonzero(place[self.component] >= 0)
        return Components(
            self.size[some], place[self.component[rows]], self.left[rows], self.right[rows], self.weight[rows]
        )


def joined(components: Components, joining: Joining) -> Ints:
    """For every record, component by component, the place of the first record of its group."""
    starts = np.r_[0, np.cumsum(components.size)]
    found = np.zeros(int(starts[-1]), np.int64)
    width = np.maximum(4, 2 ** np.ceil(np.log2(np.maximum(2, components.size))).astype(np.int64))
    for wide in np.unique(width).tolist():
        alike = np.flatnonzero(width == wide)
        step = max(1, _CELLS // wide**2)
        for start in range(0, len(alike), step):
            some = alike[start : start + step]
            group = _Tables(components, some, wide, joining).joined()
            inside = np.arange(wide) < components.size[some][:, None]
            found[(starts[some][:, None] + np.arange(wide))[inside]] = group[inside]
    return found


class _Tables:
    """Components of one width, each a square table of what its pairs of groups weigh together."""

    def __init__(self, components: Components, some: Ints, width: int, joining: Joining) -> None:
        self._missing, self._line = joining.not_compared, joining.join_at
        own = components.only(some)
        at, left, right = own.component, own.left, own.right
        self._extra = np.zeros((len(some), width, width))
        self._extra[at, left, right] = self._extra[at, right, left] = own.weight - self._missing
        self._size = np.ones((len(some), width))
        self._here = np.arange(width) < components.size[some][:, None]
        self._group = np.tile(np.arange(width), (len(some), 1))
        tables, records = np.nonzero(self._here)
        self._best = np.full((len(some), width), -np.inf)
        self._with = np.zeros((len(some), width), np.int64)
        self._look_through(tables, records)

    def joined(self) -> Ints:
        """The group of each record, when no join is good enough any more."""
        open_tables = np.arange(len(self._best))
        while len(open_tables):
            first = self._best[open_tables].argmax(axis=1)
            good = self._best[open_tables, first] >= self._line
            open_tables, first = open_tables[good], first[good]
            if len(open_tables):
                self._join(open_tables, first, self._with[open_tables, first])
        return self._group

    def _join(self, tables: Ints, first: Ints, second: Ints) -> None:
        """Join two groups in each of some tables; the first, which has the smaller place, takes over."""
        together = self._extra[tables, first] + self._extra[tables, second]
        self._extra[tables, first] = together
        self._extra[tables, :, first] = together
        self._size[tables, first] += self._size[tables, second]
        self._here[tables, second] = False
        self._best[tables, second] = -np.inf
        group = self._group[tables]
        self._group[tables] = np.where(group == second[:, None], first[:, None], group)
        self._renew(tables, first, second, self._means(tables, first, together))

    def _renew(self, tables: Ints, first: Ints, second: Ints, mean: Floats) -> None:
        """Put right the best join of each record whose choice has changed."""
        places = np.arange(mean.shape[1])
        here, best, chosen = self._here[tables], self._best[tables], self._with[tables]
        earlier = here & (places < first[:, None])
        gone = here & (places < second[:, None]) & (chosen == second[:, None])
        stale = gone | (earlier & (chosen == first[:, None]))
        stale[np.arange(len(tables)), first] = True
        better = earlier & ~stale & ((mean > best) | ((mean == best) & (first[:, None] < chosen)))
        row, place = np.nonzero(better)
        self._best[tables[row], place], self._with[tables[row], place] = mean[row, place], first[row]
        row, place = np.nonzero(stale)
        self._look_through(tables[row], place)

    def _look_through(self, tables: Ints, records: Ints) -> None:
        """The best join of some records with later ones."""
        step = max(1, _CELLS // self._best.shape[1])
        for start in range(0, len(tables), step):
            table, record = tables[start : start + step], records[start : start + step]
            mean = self._means(table, record, self._extra[table, record])
            mean[np.arange(mean.shape[1]) <= record[:, None]] = -np.inf
            self._with[table, record] = chosen = mean.argmax(axis=1)
            self._best[table, record] = mean[np.arange(len(table)), chosen]

    def _means(self, tables: Ints, records: Ints, extra: Floats) -> Floats:
        """The mean weight of the pairs between some groups and every other that is still here."""
        mean = extra / (self._size[tables, records][:, None] * self._size[tables]) + self._missing
        return np.where(self._here[tables], mean, -np.inf)
