"""Groups of records that are one person, from weighed pairs: no chain of likenesses makes two people one.

Two groups join when the *mean* weight over all pairs between them says so. A pair that no rule brought
together counts a little against, a contradiction (sex, date of birth, a person's judgement) counts in full;
so one bridge between two dense groups, or a long thin chain, does not hold. The best join is made first,
inside each connected component alone: what happens elsewhere never changes a component's groups.
"""

import heapq
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from ninefold.link.joining import LARGEST, Components, joined
from ninefold.link.model import Joining

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
NEVER = -1e9  # the weight of a pair that a person said are two people


def component_of(count: int, left: Ints, right: Ints) -> Ints:
    """The number of the connected component each of `count` records is in."""
    joined = coo_matrix((np.ones(len(left), np.int8), (left, right)), shape=(count, count))
    found: Ints = connected_components(joined, directed=False)[1].astype(np.int64)
    return found


def groups_of(count: int, left: Ints, right: Ints, weight: Floats, joining: Joining) -> Ints:
    """A label for each of `count` records: records with one label are one person.

    Weights are in bits; pairs stand in an order that does not depend on other components.
    """
    clipped = np.where(weight <= NEVER / 2, NEVER, np.clip(weight, -joining.most, joining.most))
    joins = clipped >= joining.join_at
    component = component_of(count, left[joins], right[joins])
    inside = component[left] == component[right]
    left, right, clipped = left[inside], right[inside], clipped[inside]
    size = np.bincount(component, minlength=count)
    at = component[left]
    agreeing = np.bincount(at, weights=clipped >= joining.join_at, minlength=count)
    whole = agreeing == size * (size - 1) / 2  # every pair agrees: nothing to weigh up
    label = component.copy()
    suspect = np.flatnonzero(~whole[at])
    if len(suspect):
        _split(label, left[suspect], right[suspect], clipped[suspect], at[suspect], joining)
    return label


def _split(label: Ints, left: Ints, right: Ints, weight: Floats, component: Ints, joining: Joining) -> None:
    """Give the records of suspect components labels of their groups, in place; new labels are beyond the old."""
    records, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    _, number, size = np.unique(label[records], return_inverse=True, return_counts=True)
    order = np.argsort(number, kind="stable")
    starts = np.r_[0, np.cumsum(size)[:-1]]
    within = np.empty(len(records), np.int64)
    within[order] = np.arange(len(records)) - np.repeat(starts, size)
    at, half = number[places[: len(left)]], len(left)
    pairs = Components(size, at, within[places[:half]], within[places[half:]], weight)
    free = int(label.max()) + 1
    label[records[order]] = free + np.repeat(starts, size) + _groups_within(pairs, joining)


def _groups_within(pairs: Components, joining: Joining) -> Ints:
    """The groups of all components: the small ones at once, a large one, which is thinly joined, by itself."""
    large = np.flatnonzero(pairs.size > LARGEST if joining.not_compared < joining.join_at else pairs.size > 0)
    small = np.setdiff1d(np.arange(len(pairs.size)), large)
    found = np.zeros(int(pairs.size.sum()), np.int64)
    starts = np.r_[0, np.cumsum(pairs.size)]
    inside = np.repeat(np.isin(np.arange(len(pairs.size)), small), pairs.size)
    found[inside] = joined(pairs.only(small), joining)
    by_component = np.argsort(pairs.component, kind="stable")
    bounds = np.searchsorted(pairs.component[by_component], np.arange(len(pairs.size) + 1))
    for each in large.tolist():
        rows = by_component[bounds[each] : bounds[each + 1]]
        found[starts[each] : starts[each + 1]] = agglomerated(
            int(pairs.size[each]), pairs.left[rows].tolist(), pairs.right[rows].tolist(),
            pairs.weight[rows].tolist(), joining,
        )  # fmt: skip
    return found


def agglomerated(
    count: int, left: Sequence[int], right: Sequence[int], weight: Sequence[float], joining: Joining
) -> list[int]:
    """Groups of one component: the two groups with the highest mean weight join, while it is high enough."""
    missing, line = joining.not_compared, joining.join_at
    beside: list[dict[int, float]] = [{} for _ in range(count)]
    for a, b, bits in zip(left, right, weight, strict=True):
        beside[a][b] = beside[b][a] = bits - missing
    size, version, group = [1] * count, [0] * count, list(range(count))
    heap = [
        (-(extra + missing), a, b, 0, 0)
        for a in range(count)
        for b, extra in beside[a].items()
        if a < b and extra + missing >= line
    ]
    heapq.heapify(heap)
    while heap:
        _, a, b, version_a, version_b = heapq.heappop(heap)
        if version[a] != version_a or version[b] != version_b:
            continue
        _merge(a, b, beside)
        size[a] += size[b]
        group[b] = a
        version[a] += 1
        version[b] = -1
        for other, extra in beside[a].items():
            mean = extra / (size[a] * size[other]) + missing
            if mean >= line:
                first, second = (a, other) if a < other else (other, a)
                heapq.heappush(heap, (-mean, first, second, version[first], version[second]))
    return [_root(group, record) for record in range(count)]


def _merge(a: int, b: int, beside: list[dict[int, float]]) -> None:
    """Let group a take over what group b has beside it."""
    mine = beside[a]
    del mine[b]
    for other, extra in beside[b].items():
        if other != a:
            theirs = beside[other]
            del theirs[b]
            mine[other] = theirs[a] = mine.get(other, 0.0) + extra
    beside[b] = {}


def _root(group: list[int], record: int) -> int:
    while group[record] != record:
        record = group[record]
    return record
