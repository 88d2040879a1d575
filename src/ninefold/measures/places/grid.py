"""Squares laid over a plane, moved and turned at will, and the cells a forecast is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from ninefold.measures.places.events import Floats, Ints
from ninefold.measures.places.streets import Streets


@dataclass(frozen=True)
class Lattice:
    """A rule that cuts a plane into squares: their side in metres, a corner, and a turn in degrees."""

    size: float
    origin: tuple[float, float] = (0.0, 0.0)
    turn: float = 0.0

    def along(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Metres along the lattice's columns and rows from its origin."""
        cosine, sine = np.cos(np.radians(self.turn)), np.sin(np.radians(self.turn))
        east, north = x - self.origin[0], y - self.origin[1]
        return cosine * east + sine * north, cosine * north - sine * east

    def row_column(self, x: Floats, y: Floats) -> tuple[Ints, Ints]:
        """The row and the column of the square each point is in; a point on an edge is in the higher one."""
        across, up = self.along(x, y)
        return (
            np.floor(up / self.size).astype(np.int64),
            np.floor(across / self.size).astype(np.int64),
        )

    def centres(self, row: Ints, column: Ints) -> tuple[Floats, Floats]:
        """The middle of each square, in metres on the plane."""
        cosine, sine = np.cos(np.radians(self.turn)), np.sin(np.radians(self.turn))
        across, up = (column + 0.5) * self.size, (row + 0.5) * self.size
        return self.origin[0] + cosine * across - sine * up, self.origin[1] + sine * across + cosine * up


@dataclass(frozen=True)
class Cells:
    """The places a forecast is about: every one of them, and no other."""

    kind: str  # 'square', 'h3', 'polygon' or 'segment'
    ids: tuple[str, ...]
    x: Floats  # centres, metres on the plane
    y: Floats
    area: Floats  # square metres; of a segment its length in metres
    lattice: Lattice | None = None
    row: Ints | None = None
    column: Ints | None = None
    streets: Streets | None = None  # of segments, by which they join

    def __len__(self) -> int:
        return len(self.x)

    @cached_property
    def raster(self) -> "Raster":
        """Where each square stands in a rectangle of rows and columns."""
        if self.row is None or self.column is None:
            raise ValueError("only squares have rows and columns")
        low_row, low_column = int(self.row.min()), int(self.column.min())
        shape = (int(self.row.max()) - low_row + 1, int(self.column.max()) - low_column + 1)
        index = np.full(shape, -1, dtype=np.int64)
        index[self.row - low_row, self.column - low_column] = np.arange(len(self))
        return Raster(low_row, low_column, index)

    def neighbours(self, metres: float) -> sparse.csr_array:
        """Which centres lie within so many metres of each other, without the cell itself."""
        tree = cKDTree(np.column_stack([self.x, self.y]))
        pairs = tree.query_pairs(metres + 1e-6, output_type="ndarray")
        both = np.concatenate([pairs, pairs[:, ::-1]])
        ones = np.ones(len(both))
        return sparse.csr_array((ones, (both[:, 0], both[:, 1])), shape=(len(self), len(self)))


@dataclass(frozen=True)
class Raster:
    """The index of the cell at each row and column, -1 where there is none."""

    low_row: int
    low_column: int
    index: NDArray[np.int64]

    def at(self, row: Ints, column: Ints) -> Ints:
        """The cell at each row and column of the lattice, -1 where there is none."""
        r, c = row - self.low_row, column - self.low_column
        inside = (r >= 0) & (r < self.index.shape[0]) & (c >= 0) & (c < self.index.shape[1])
        found = np.full(np.shape(row), -1, dtype=np.int64)
        found[inside] = self.index[r[inside], c[inside]]
        return found


def square_cells(lattice: Lattice, row: Ints, column: Ints) -> Cells:
    """The squares at these rows and columns, each once, ordered by row and column."""
    both = np.unique(np.column_stack([row, column]), axis=0).reshape(-1, 2)
    rows, columns = both[:, 0].astype(np.int64), both[:, 1].astype(np.int64)
    x, y = lattice.centres(rows, columns)
    return Cells(
        kind="square",
        ids=square_ids(rows, columns),
        x=x,
        y=y,
        area=np.full(len(x), lattice.size**2),
        lattice=lattice,
        row=rows,
        column=columns,
    )


def square_ids(rows: Sequence[int] | Ints, columns: Sequence[int] | Ints) -> tuple[str, ...]:
    """What each square is called: its row and column."""
    return tuple(f"r{row}c{column}" for row, column in zip(rows, columns, strict=True))


def squares_holding(lattice: Lattice, x: Floats, y: Floats) -> Cells:
    """Every square that holds at least one of these points."""
    return square_cells(lattice, *lattice.row_column(x, y))


def place(cells: Cells, x: Floats, y: Floats) -> Ints:
    """The square each point is in, as its place among the cells; -1 for a point in none of them."""
    if cells.lattice is None:
        raise ValueError("only squares can be found by row and column; other units are placed in units.py")
    return cells.raster.at(*cells.lattice.row_column(x, y))
