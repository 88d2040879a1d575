"""Connected components: which records hang together by pairs, whatever the pairs say.

In NumPy alone, since a run that touches a few records would wait longer for SciPy's graphs to be imported
than for all else that it works out.
"""

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def component_of(count: int, left: Ints, right: Ints) -> Ints:
    """The number of the component each of `count` records is in; components are numbered by their first record.

    Every round hangs each component on the smallest it is joined to, and then looks up where that hangs.
    """
    # of 32 bits, for the pairs of a million records are many
    root = np.arange(count, dtype=np.int32)
    left, right = left.astype(np.int32), right.astype(np.int32)
    while len(left):
        one, other = root.take(left), root.take(right)
        apart = np.flatnonzero(one != other)
        # one after the other, so that no more than needed is held at once
        left = left.take(apart)
        right = right.take(apart)
        one = one.take(apart)
        other = other.take(apart)
        np.minimum.at(root, np.maximum(one, other), np.minimum(one, other))
        _look_up(root)
    number: Ints = np.cumsum(root == np.arange(count)) - 1
    return number.take(root)


def _look_up(root: npt.NDArray[np.int32]) -> None:
    """Let every record point to where its component ends, in place."""
    while True:
        further = root.take(root)
        if np.array_equal(further, root):
            return
        root[:] = further
