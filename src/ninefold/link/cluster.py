"""From scored pairs to people: one row for every nominal, and what the linkage is unsure of, left apart."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.link.components import component_of
from ninefold.link.grouping import NEVER, Floats, Ints, groups_of
from ninefold.link.model import Joining, Model

CLUSTERS = pa.schema(
    [("record_id", pa.string()), ("cluster", pa.string()), ("unsure", pa.string()), ("weakest", pa.float64())]
)
WEAKLY_JOINED = "joined on little evidence"
LEFT_APART = "left apart, though it may be the same person as another"


@dataclass(frozen=True)
class _Graph:
    """Pairs by the numbers of their records; numbers follow the order of the record ids' first use."""

    ids: pa.Array
    left: Ints
    right: Ints
    weight: Floats


def cluster(
    pairs: pa.Table,
    nominals: pa.Table,
    model: Model,
    *,
    must_link: pa.Table | None = None,
    cannot_link: pa.Table | None = None,
) -> pa.Table:
    """Who is who: record_id, cluster (its smallest record id), unsure (why, in words), weakest (probability).

    What people judged overrides scores.
    """
    graph = _graph(pairs, nominals, -model.joining.most, cannot_link)
    count = len(graph.ids)
    label, held = _labels(graph, count, _places(must_link, graph.ids), model.joining)
    return _told(graph, label, held, model)


def components(pairs: pa.Table, record_ids: pa.Array, must_link: pa.Table | None = None) -> pa.Table:
    """The connected component of each record: clusters never reach beyond one."""
    left, right = _places(pairs, record_ids)
    more = _places(must_link, record_ids)
    found = component_of(len(record_ids), np.r_[left, more[0]], np.r_[right, more[1]])
    return pa.table({"record_id": record_ids, "component": pa.array(found)})


def _graph(pairs: pa.Table, nominals: pa.Table, against: float, cannot_link: pa.Table | None) -> _Graph:
    ids = _whole(nominals["record_id"])
    left, right = _places(pairs, ids)
    weight = pairs["weight"].to_numpy().astype(np.float64)
    if "apart" in pairs.column_names:
        guarded = pairs["apart"].to_numpy(zero_copy_only=False).astype(np.bool_)
        weight = np.where(guarded, np.minimum(weight, against), weight)
    apart = _places(cannot_link, ids)
    if len(apart[0]):
        judged = set(zip(*(side.tolist() for side in _ordered(*apart)), strict=True))
        low, high = _ordered(left, right)
        free = np.array(
            [pair not in judged for pair in zip(low.tolist(), high.tolist(), strict=True)], np.bool_
        )
        left, right, weight = left[free], right[free], weight[free]
        left, right = np.r_[left, apart[0]], np.r_[right, apart[1]]
        weight = np.r_[weight, np.full(len(apart[0]), NEVER)]
    return _Graph(ids, left, right, weight)


def _ordered(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    return np.minimum(left, right), np.maximum(left, right)


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _places(pairs: pa.Table | None, ids: pa.Array) -> tuple[Ints, Ints]:
    """Where the two records of each pair stand among the ids; pairs of a record that is not there are left out."""
    if pairs is None or not len(pairs):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    sides = _looked_up([_whole(pairs[side]) for side in ("left_id", "right_id")], ids)
    if not any(side.null_count for side in sides):
        return sides[0].to_numpy().astype(np.int64), sides[1].to_numpy().astype(np.int64)
    known = pc.and_(sides[0].is_valid(), sides[1].is_valid())
    left, right = (side.filter(known).to_numpy().astype(np.int64) for side in sides)
    return left, right


def _looked_up(sides: list[pa.Array], ids: pa.Array) -> list[pa.Array]:
    """The place of every id among the ids; coded sides share a dictionary, which is looked up once."""
    if not all(pa.types.is_dictionary(side.type) for side in sides):
        return [pc.index_in(side, value_set=ids) for side in sides]
    values = sides[0].dictionary
    if values.equals(ids):
        return [side.indices for side in sides]
    place = pc.index_in(values, value_set=ids)
    return [place.take(side.indices) for side in sides]


def _labels(
    graph: _Graph, count: int, must: tuple[Ints, Ints], joining: Joining
) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """A label for each record, and which records a person's judgement holds together."""
    if not len(must[0]):
        label = groups_of(count, graph.left, graph.right, graph.weight, joining)
        return label, np.zeros(count, np.bool_)
    one = component_of(count, *must)
    left, right, weight = _contracted(one[graph.left], one[graph.right], graph.weight)
    label = groups_of(int(one.max()) + 1, left, right, weight, joining)[one]
    return label, np.bincount(one)[one] > 1


def _contracted(left: Ints, right: Ints, weight: Floats) -> tuple[Ints, Ints, Floats]:
    """Pairs between groups that people made, each with the mean of its pairs' weights."""
    apart = left != right
    low, high = _ordered(left[apart], right[apart])
    width = np.int64(high.max() + 1 if len(high) else 1)
    key, inverse = np.unique(low * width + high, return_inverse=True)
    total = np.bincount(inverse, weights=weight[apart], minlength=len(key))
    return key // width, key % width, total / np.maximum(1, np.bincount(inverse, minlength=len(key)))


# ── what is told of clusters ──


def _told(graph: _Graph, label: Ints, held: npt.NDArray[np.bool_], model: Model) -> pa.Table:
    joining, count = model.joining, len(label)
    _, label = np.unique(label, return_inverse=True)
    size = np.bincount(label)
    bits = np.where(graph.weight <= NEVER / 2, NEVER, np.clip(graph.weight, -joining.most, joining.most))
    same = label[graph.left] == label[graph.right]
    mean = _mean_weights(graph, bits, same, size[label], joining)
    weak = (size[label] > 1) & (mean < joining.join_at + joining.unsure_within) & ~held
    crossing = _near_misses(graph, bits, ~same, label, size, joining)
    apart = np.zeros(count, np.bool_)
    apart[graph.left[crossing]] = apart[graph.right[crossing]] = True
    weakest = np.full(len(size), np.inf)
    np.minimum.at(weakest, label, mean)
    unsure = np.where(weak, 1, np.where(apart, 2, 0))
    reasons = pa.array([None, WEAKLY_JOINED, LEFT_APART], pa.string()).take(pa.array(unsure))
    alone = size[label] == 1
    return pa.table(
        {
            "record_id": graph.ids,
            "cluster": _named(graph.ids, label, size),
            "unsure": reasons,
            "weakest": pa.array(_probability(weakest[label], model), mask=alone),
        },
        schema=CLUSTERS,
    )


def _probability(bits: Floats, model: Model) -> Floats:
    told = model.calibration.slope * bits + model.calibration.shift
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(told, -500.0, 500.0))))


def _mean_weights(
    graph: _Graph, bits: Floats, same: npt.NDArray[np.bool_], size: Ints, joining: Joining
) -> Floats:
    """For each record the mean weight of its pairs within its cluster."""
    count = len(size)
    extra = np.where(same, bits - joining.not_compared, 0.0)
    total = np.bincount(graph.left, weights=extra, minlength=count)
    total += np.bincount(graph.right, weights=extra, minlength=count)
    return np.where(size > 1, total / np.maximum(1, size - 1) + joining.not_compared, joining.most)


def _near_misses(
    graph: _Graph, bits: Floats, crossing: npt.NDArray[np.bool_], label: Ints, size: Ints, joining: Joining
) -> Ints:
    """The best pair between each two clusters that almost joined."""
    rows = np.flatnonzero(crossing & (bits >= joining.join_at))
    if not len(rows):
        return rows
    every = np.flatnonzero(crossing & (bits > NEVER / 2))
    low, high = _ordered(label[graph.left[every]], label[graph.right[every]])
    key = low * np.int64(len(size)) + high
    keys, inverse = np.unique(key, return_inverse=True)
    total = np.bincount(inverse, weights=bits[every] - joining.not_compared, minlength=len(keys))
    first, second = keys // len(size), keys % len(size)
    mean = total / (size[first] * size[second]) + joining.not_compared
    near = mean >= joining.join_at - joining.unsure_within
    chosen = near[inverse] & (bits[every] >= joining.join_at)
    best = np.lexsort((every, -bits[every], inverse))
    best = best[chosen[best]]
    _, once = np.unique(inverse[best], return_index=True)
    found: Ints = every[best[once]].astype(np.int64)
    return found


def _named(ids: pa.Array, label: Ints, size: Ints) -> pa.Array:
    """The smallest record id of each record's cluster."""
    rows = np.flatnonzero(size[label] > 1)
    if not len(rows):
        return ids
    inside = ids.take(pa.array(rows))
    order = rows[pc.sort_indices(inside).to_numpy()]
    labels, once = np.unique(label[order], return_index=True)
    first = np.full(len(size), -1, np.int64)
    first[labels] = order[once]
    place = np.where(size[label] > 1, first[label], np.arange(len(label)))
    return ids.take(pa.array(place))
