"""A batch of things that happened, as columns of numbers: what the simulation hands to the writers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ninefold.region.chance import Bools, Ints

# Columns every batch has; -1 means unknown in all but the moments.
#   serial      the true number of the event within its force and kind
#   occurred, until, reported, recorded   minutes from 1970-01-01, local time
#   street, house, category, offence, outcome
#   victim, suspect, third                numbers of people, or -1
#   sent        the version of the row: 0 first, 1 a correction sent later
NEEDED = ("serial", "occurred", "until", "reported", "recorded", "street", "house", "sent")


@dataclass(frozen=True)
class Batch:
    """Events of one kind in one force; every column has the same length."""

    kind: str
    force: int
    columns: dict[str, Ints]

    def __len__(self) -> int:
        return len(self.columns["serial"])

    def __getitem__(self, name: str) -> Ints:
        return self.columns[name]

    def get(self, name: str) -> Ints:
        """A column, or -1 throughout when this kind has none of that name."""
        column = self.columns.get(name)
        return np.full(len(self), -1, dtype=np.int64) if column is None else column

    def take(self, rows: Ints | Bools) -> "Batch":
        """Some of the rows, in the order asked."""
        return replace(self, columns={name: column[rows] for name, column in self.columns.items()})

    def having(self, **columns: Ints) -> "Batch":
        """The same rows with some columns replaced or added."""
        return replace(self, columns=self.columns | columns)


def join(batches: Sequence[Batch]) -> Batch:
    """Batches of one kind, one after the other; a column that one lacks is -1 there."""
    names = dict.fromkeys(name for batch in batches for name in batch.columns)
    columns = {name: np.concatenate([batch.get(name) for batch in batches]) for name in names}
    return replace(batches[0], columns=columns)
