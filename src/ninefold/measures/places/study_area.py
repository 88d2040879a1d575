"""Which cells count: a share of the area means nothing until the area has been said.

Four ways, each named in every answer. `boundary`: cells whose centre is inside an outline, and those that hold an
event inside it. `footprint`: cells that hold an event of any kind, and the gaps among them that no circle of
1,500 m fits in (a town with its parks, without the country round it). `held`: cells that hold an event of any kind.
`number`: those that hold an event, and as many empty ones as make up a number of cells or an area that was given.
"""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse import csgraph
from scipy.spatial import cKDTree

from ninefold.errors import UserError
from ninefold.measures.places.events import Floats, Ints
from ninefold.measures.places.grid import Cells, Lattice, place, square_cells, squares_holding

GAP = 1500.0  # metres


@dataclass(frozen=True)
class StudyArea:
    """The cells, by which rule, and which of the events lie in them.

    Empty cells that are known by number only are in no list: they are land at the end of every ranking.
    """

    cells: Cells
    rule: str
    at: Ints  # the cell of each event given, -1 outside
    empty: int = 0  # cells known by number only

    def __len__(self) -> int:
        return len(self.cells) + self.empty

    @property
    def empty_area(self) -> float:
        """Square metres of the cells known by number only."""
        return self.empty * float(np.median(self.cells.area))

    @property
    def square_kilometres(self) -> float:
        """Its size."""
        return (float(self.cells.area.sum()) + self.empty_area) / 1e6


def inside_boundary(boundary: shapely.Geometry, lattice: Lattice, x: Floats, y: Floats) -> StudyArea:
    """Squares with their centre inside an outline on the plane, or that hold an event inside it."""
    shapely.prepare(boundary)
    inside = shapely.contains_xy(boundary, x, y)
    row, column = _squares_with_centre_in(boundary, lattice)
    held_row, held_column = lattice.row_column(x[inside], y[inside])
    cells = square_cells(lattice, np.concatenate([row, held_row]), np.concatenate([column, held_column]))
    return StudyArea(cells, "boundary", np.where(inside, place(cells, x, y), -1))


def footprint(lattice: Lattice, x: Floats, y: Floats) -> StudyArea:
    """Squares that hold an event, and the gaps among them that no circle of 1,500 m fits in."""
    held_squares = squares_holding(lattice, x, y)
    assert held_squares.row is not None
    assert held_squares.column is not None
    row, column = held_squares.row, held_squares.column
    reach = max(1, round(GAP / lattice.size))
    # Towns far apart are drawn one by one: a picture of all the land between them would not fit in memory.
    town = _towns(row, column, 2 * reach + 2)
    closed = [_closed(row[town == each], column[town == each], reach) for each in range(town.max() + 1)]
    rows, columns = (np.concatenate(each) for each in zip(*closed, strict=True))
    cells = square_cells(lattice, rows, columns)
    return StudyArea(cells, "footprint", place(cells, x, y))


def _towns(row: Ints, column: Ints, apart: int) -> Ints:
    """The number of the town of each square; squares of two towns are more than so many rows or columns apart."""
    blocks, block = np.unique(np.column_stack([row // apart, column // apart]), axis=0, return_inverse=True)
    pairs = cKDTree(blocks).query_pairs(1.5, output_type="ndarray")  # a block and the eight around it
    ones = np.ones(len(pairs))
    linked = sparse.coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(len(blocks), len(blocks)))
    return np.asarray(csgraph.connected_components(linked, directed=False)[1][block.ravel()], dtype=np.int64)


def _closed(row: Ints, column: Ints, reach: int) -> tuple[Ints, Ints]:
    """The squares of one town and the gaps among them."""
    shift = 2 * reach + 2
    shape = (int(np.ptp(row)) + 1 + 2 * shift, int(np.ptp(column)) + 1 + 2 * shift)
    image = np.zeros(shape, dtype=np.bool_)
    image[row - row.min() + shift, column - column.min() + shift] = True
    grown = ndimage.distance_transform_edt(~image) <= reach
    closed = (ndimage.distance_transform_edt(grown) > reach) | image
    rows, columns = np.nonzero(ndimage.binary_fill_holes(closed))
    return rows - shift + int(row.min()), columns - shift + int(column.min())


def held(lattice: Lattice, x: Floats, y: Floats) -> StudyArea:
    """Squares that hold an event of any kind."""
    cells = squares_holding(lattice, x, y)
    return StudyArea(cells, "held", place(cells, x, y))


def with_number(area: StudyArea, number: int) -> StudyArea:
    """The same with as many empty cells as make up a number; UserError when there are more already."""
    empty = number - len(area.cells)
    if empty < 0:
        raise UserError(
            f"The card says the area has {number:,} cells, but {len(area.cells):,} hold an event. "
            "Leave `cells` (or `square_kilometres`) out, or give the outline of the area."
        )
    return replace(area, rule="number", empty=empty)


def _squares_with_centre_in(boundary: shapely.Geometry, lattice: Lattice) -> tuple[Ints, Ints]:
    corners = shapely.get_coordinates(shapely.envelope(boundary))
    row, column = lattice.row_column(corners[:, 0], corners[:, 1])
    down, across = np.meshgrid(
        np.arange(row.min() - 1, row.max() + 2), np.arange(column.min() - 1, column.max() + 2), indexing="ij"
    )
    rows, columns = down.ravel(), across.ravel()
    inside: NDArray[np.bool_] = shapely.contains_xy(boundary, *lattice.centres(rows, columns))
    return rows[inside], columns[inside]
