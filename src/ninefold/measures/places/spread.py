"""How a count in a cell is spread over the cells around it, by a Gaussian kernel.

Over squares the kernel is integrated exactly, for an event anywhere in its square; over other units it is taken
at their centres and weighed by their size. Between street segments that join, distance goes along the streets, and
where a street divides the kernel does too: the equal-split kernel of Okabe, Satoh and Sugihara (International Journal
of Geographical Information Science 23, 2009), along the shortest way alone. What would fall outside the study area
is given back to the cells inside, so an event always counts as one.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree
from scipy.special import erf

from ninefold.measures.places.events import Floats, Ints
from ninefold.measures.places.grid import Cells
from ninefold.measures.places.streets import Streets

REACH = 4.0  # bandwidths; less than 0.01 % of the weight lies beyond
ALONG = 3.0  # bandwidths along streets, of whose weight less than 0.3 % lies beyond
_LEAST = 1e-6

Numbers = NDArray[np.signedinteger[Any]]


@dataclass(frozen=True)
class Kernel:
    """A Gaussian kernel of one bandwidth in metres over some cells; a bandwidth of nought leaves counts be."""

    cells: Cells
    bandwidth: float

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """The share of an event in each row's cell that each column's cell is given; rows sum to one."""
        if self.bandwidth <= 0:
            return sparse.csr_array(sparse.identity(len(self.cells), format="csr"))
        if self.cells.lattice is not None:
            return _rows_to_one(_over_squares(self.cells, self.bandwidth))
        if self.cells.streets is not None:
            return _rows_to_one(_over_streets(self.cells, self.cells.streets, self.bandwidth))
        return _rows_to_one(_over_centres(self.cells, self.bandwidth))

    def sums(self, amounts: Floats, at: Ints) -> Floats:
        """Amounts (kinds by events) of events in the cells `at`, summed and spread: kinds by cells.

        Only rows of cells that hold an event are touched, so a week's events cost a millisecond.
        """
        touched, where = np.unique(at, return_inverse=True)
        gathered = np.stack([np.bincount(where, weights=row, minlength=len(touched)) for row in amounts])
        if self.bandwidth <= 0:
            held = np.zeros((len(amounts), len(self.cells)))
            held[:, touched] = gathered
            return held
        return np.asarray((self.matrix[touched].T @ gathered.T).T, dtype=np.float64)


def _over_squares(cells: Cells, bandwidth: float) -> sparse.csr_array:
    assert cells.lattice is not None
    assert cells.row is not None
    assert cells.column is not None
    size = cells.lattice.size
    steps = np.arange(-int(np.ceil(REACH * bandwidth / size)), int(np.ceil(REACH * bandwidth / size)) + 1)
    side = _shares(steps, size, bandwidth)
    rows, columns, weights = [], [], []
    for up, tall in zip(steps, side, strict=True):
        for across, wide in zip(steps, side, strict=True):
            if tall * wide < _LEAST:
                continue
            found = cells.raster.at(cells.row + up, cells.column + across)
            inside = np.flatnonzero(found >= 0)
            rows.append(inside)
            columns.append(found[inside])
            weights.append(np.full(len(inside), tall * wide))
    entries = (np.concatenate(weights), (np.concatenate(rows), np.concatenate(columns)))
    return sparse.csr_array(entries, shape=(len(cells), len(cells)))


def _shares(steps: Ints, size: float, bandwidth: float) -> Floats:
    """The share of a kernel in each square so many steps along one side, the event being anywhere in its own."""
    places = (np.arange(20) + 0.5) / 20 * size
    edges = np.append(steps, steps[-1] + 1) * size
    below = erf((edges[None, :] - places[:, None]) / (bandwidth * np.sqrt(2))) / 2
    return np.asarray(np.diff(below, axis=1).mean(axis=0), dtype=np.float64)


def _over_centres(cells: Cells, bandwidth: float) -> sparse.csr_array:
    centres = np.column_stack([cells.x, cells.y])
    pairs = cKDTree(centres).query_pairs(REACH * bandwidth, output_type="ndarray")
    start, end = np.concatenate([pairs, pairs[:, ::-1]]).T
    apart = np.linalg.norm(centres[start] - centres[end], axis=1)
    return _weighed(cells, start, end, _gaussian(apart, bandwidth))


def _over_streets(cells: Cells, streets: Streets, bandwidth: float) -> sparse.csr_array:
    """Along the streets; from a segment that joins no other through the air, or it would stand alone."""
    ways = streets.ways(ALONG * bandwidth)
    kernel = _gaussian(ways.metres.astype(np.float64), bandwidth) * ways.kept
    along = _weighed(cells, ways.start, ways.end, kernel)
    joined = streets.joins_another
    if joined.all():
        return along
    through_air = sparse.diags_array((~joined).astype(np.float64)) @ _over_centres(cells, bandwidth)
    return sparse.csr_array(sparse.diags_array(joined.astype(np.float64)) @ along + through_air)


def _gaussian(metres: Floats, bandwidth: float) -> Floats:
    return np.asarray(np.exp(-((metres / bandwidth) ** 2) / 2), dtype=np.float64)


def _weighed(cells: Cells, start: Numbers, end: Numbers, kernel: Floats) -> sparse.csr_array:
    """The kernel between cells times the size of the cell it falls on, and each cell's own size on itself."""
    around = (kernel * cells.area[end], (start, end))
    size = (len(cells), len(cells))
    return sparse.csr_array(sparse.csr_array(around, shape=size) + sparse.diags_array(cells.area))


def _rows_to_one(weights: sparse.csr_array) -> sparse.csr_array:
    total = np.asarray(weights.sum(axis=1), dtype=np.float64).ravel()
    scale = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
    return sparse.csr_array(sparse.diags_array(scale) @ weights)
