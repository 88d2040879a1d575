"""Which cells stand out together with their neighbours: Gi* and local Moran's I, with many tests allowed for.

Methods: Getis and Ord (1992, 1995) with binary weights, the cell itself counted; Anselin (1995) with
row-standardised weights and the moments of conditional randomisation of Sokal, Oden and Thomson (1998);
Benjamini and Hochberg (1995) over all cells. All are analytic: nothing is drawn at random.

Use them to ask whether there is clustering. As a forecast, the ranking by z gains nothing over plain counts.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from ninefold.measures.discoveries import q_values

Floats = NDArray[np.float64]
RATE = 0.05


@dataclass(frozen=True)
class GetisOrd:
    """For each cell: z of Gi*, two-sided p, the false-discovery rate q at which it would be called, and the call.

    `call` is 1 for a hot spot, -1 for a cold one, 0 for neither.
    """

    z: Floats
    p: Floats
    q: Floats
    call: NDArray[np.int64]


@dataclass(frozen=True)
class LocalMoran:
    """For each cell: I, its z under conditional randomisation, two-sided p, q, and the quadrant when called.

    `quadrant` is 1 high among high, 2 low among high, 3 low among low, 4 high among low, 0 when not called.
    A cell without neighbours has I = 0, z = 0, p = 1.
    """

    value: Floats
    z: Floats
    p: Floats
    q: Floats
    quadrant: NDArray[np.int64]


def within(x: Floats, y: Floats, metres: float) -> csr_array:
    """Binary weights: 1 between cells whose centres lie no further apart, 0 on the diagonal."""
    tree = cKDTree(np.column_stack([x, y]))
    pairs = tree.query_pairs(metres, output_type="ndarray")
    row = np.concatenate([pairs[:, 0], pairs[:, 1]])
    column = np.concatenate([pairs[:, 1], pairs[:, 0]])
    return csr_array((np.ones(row.size), (row, column)), shape=(len(x), len(x)))


def getis_ord(counts: Floats, weights: csr_array, *, rate: float = RATE) -> GetisOrd:
    """Gi* of every cell; `weights` are binary without the cell itself, which is added here."""
    values = np.asarray(counts, dtype=np.float64)
    n = values.size
    mean, spread = values.mean() if n else 0.0, values.std() if n else 0.0
    around = weights @ values + values
    sums = _row_sums(weights) + 1.0
    squares = _row_sums(weights.multiply(weights)) + 1.0
    scale = spread * np.sqrt(np.maximum(n * squares - sums**2, 0.0) / max(n - 1, 1))
    z = np.divide(around - mean * sums, scale, out=np.zeros(n), where=scale > 0)
    p, q = _two_sided(z, np.ones(n, dtype=bool))
    return GetisOrd(z, p, q, np.where(q <= rate, np.sign(z), 0).astype(np.int64))


def local_moran(values: Floats, weights: csr_array, *, rate: float = RATE) -> LocalMoran:
    """Local Moran's I of every cell; `weights` are standardised by row here, cells without neighbours left out."""
    raw = np.asarray(values, dtype=np.float64)
    n = raw.size
    total = _row_sums(weights)
    inverse = np.divide(1.0, total, out=np.zeros(n), where=total > 0)
    spread = raw.std() if n else 0.0
    z_values = (raw - raw.mean()) / spread if spread > 0 else np.zeros(n)
    lag = inverse * (weights @ z_values)
    value = z_values * lag * (n - 1) / max(n, 1)
    expected, variance = _conditional_moments(
        z_values, np.sign(total), inverse**2 * _row_sums(weights.multiply(weights))
    )
    z = np.divide(value - expected, np.sqrt(variance), out=np.zeros(n), where=variance > 0)
    p, q = _two_sided(z, total > 0)
    quadrant = np.where(z_values > 0, np.where(lag > 0, 1, 4), np.where(lag > 0, 2, 3))
    return LocalMoran(value, z, p, q, np.where(q <= rate, quadrant, 0).astype(np.int64))


def _conditional_moments(z: Floats, sums: Floats, squares: Floats) -> tuple[Floats, Floats]:
    """Mean and variance of each I when the other values are shuffled (Sokal 1998, A7 and A8); z has variance 1."""
    n = z.size
    if n < 3:
        return np.zeros(n), np.zeros(n)
    expected = -(z**2) * sums / (n - 1)
    variance = z**2 * (n / (n - 2)) * (squares - sums**2 / (n - 1)) * (1.0 - z**2 / (n - 1))
    return expected, np.maximum(variance, 0.0)


def _row_sums(weights: Any) -> Floats:
    return np.asarray(weights.sum(axis=1), dtype=np.float64).reshape(-1)


def _two_sided(z: Floats, tested: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    p = np.where(tested, 2.0 * special.ndtr(-np.abs(z)), 1.0)
    q = np.ones(z.size)
    q[tested] = q_values(p[tested], np.zeros(int(tested.sum()), dtype=np.int64))
    return p, q
