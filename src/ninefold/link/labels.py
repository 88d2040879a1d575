"""Names for groups of records that are the same in every run: the smallest record id of the group."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc


def smallest_ids(ids: pa.Array, label: npt.NDArray[np.int64]) -> pa.Array:
    """For each record, the smallest id that has its label."""
    rank = np.empty(len(ids), np.int64)
    order = pc.array_sort_indices(ids).to_numpy()
    rank[order] = np.arange(len(ids))
    lowest = np.full(int(label.max(initial=-1)) + 1, len(ids), np.int64)
    np.minimum.at(lowest, label, rank)
    return ids.take(pa.array(order[lowest[label]]))
