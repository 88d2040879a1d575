"""The limits of a share that was counted."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def wilson(
    events: NDArray[np.floating[Any]], n: NDArray[np.integer[Any]], z: float = 1.96
) -> tuple[Floats, Floats]:
    """Wilson's limits of a share (JASA 22, 1927): `events` out of `n`, at 95 % unless `z` says otherwise."""
    share, spread = events / n, z**2 / n
    middle = (share + spread / 2) / (1 + spread)
    reach = z * np.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return np.clip(middle - reach, 0, 1), np.clip(middle + reach, 0, 1)
