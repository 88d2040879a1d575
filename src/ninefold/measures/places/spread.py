"""How a count in a cell is spread over the cells around it, by a Gaussian kernel.

Over squares the kernel is integrated exactly, for an event anywhere in its square; over other units it is taken
at their centres and weighed by their size. What would fall outside the study area is given back to the cells
inside, so an event always counts as one.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree
from scipy.special import erf

from ninefold.measures.places.events import Floats, Ints
from ninefold.measures.places.grid import Cells

REACH = 4.0  # bandwidths; less than 0.01 % of the weight lies beyond
_LEAST = 1e-6


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
    tree = cKDTree(centres)
    pairs = tree.query_pairs(REACH * bandwidth, output_type="ndarray")
    own = np.arange(len(cells))
    rows = np.concatenate([own, pairs[:, 0], pairs[:, 1]])
    columns = np.concatenate([own, pairs[:, 1], pairs[:, 0]])
    apart = np.linalg.norm(centres[rows] - centres[columns], axis=1)
    density = np.exp(-((apart / bandwidth) ** 2) / 2) * cells.area[columns]
    return sparse.csr_array((density, (rows, columns)), shape=(len(cells), len(cells)))


def _rows_to_one(weights: sparse.csr_array) -> sparse.csr_array:
    total = np.asarray(weights.sum(axis=1), dtype=np.float64).ravel()
    scale = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
    return sparse.csr_array(sparse.diags_array(scale) @ weights)
