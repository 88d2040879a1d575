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

from ninefold.link.components import component_of
from ninefold.link.joining import LARGEST, Components, joined
from ninefold.link.model import Joining

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
NEVER = -1e9  # the weight of a pair that a person said are two people


def groups_of(count: int, left: Ints, right: Ints, weight: Floats, joining: Joining) -> Ints:
    """A label for each of `count` records: records with one label are one person.

    Weights are in bits; pairs stand in an order that does not depend on other components.
    """
    clipped = np.where(weight <= NEVER / 2, NEVER, np.clip(weight, -joining.most, joining.most))
    label, suspect = _components(count, left, right, clipped >= joining.join_at)
    if len(suspect):
        records, first, pairs = _laid_out(label, left[suspect], right[suspect], clipped[suspect])
        label[records] = count + first + _groups_within(pairs, joining)
    return label


def _components(count: int, left: Ints, right: Ints, joins: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """The component of each record, and the pairs within those where not every two records agree."""
    component = component_of(count, left[joins], right[joins])
    size = np.bincount(component, minlength=count)
    at = component[left]
    agreeing = np.bincount(at[joins], minlength=count)
    whole = agreeing == size * (size - 1) / 2  # every pair agrees: nothing to weigh up
    return component, np.flatnonzero((at == component[right]) & ~whole[at])


def _laid_out(label: Ints, left: Ints, right: Ints, weight: Floats) -> tuple[Ints, Ints, Components]:
    """The records of suspect components, one component after the other, where each begins, and the pairs by places."""
    inside = np.zeros(len(label), np.bool_)
    inside[left] = inside[right] = True
    records = np.flatnonzero(inside)
    number, within = np.empty(len(label), np.int64), np.empty(len(label), np.int64)
    _, number[records], size = np.unique(label[records], return_inverse=True, return_counts=True)
    records = records[np.argsort(number[records], kind="stable")]
    first = np.repeat(np.r_[0, np.cumsum(size)[:-1]], size)
    within[records] = np.arange(len(records)) - first
    return records, first, Components(size, number[left], within[left], within[right], weight)


def _groups_within(pairs: Components, joining: Joining) -> Ints:
    """The groups of all components: the small ones at once, a large one, which is thinly joined, by itself."""
    large = np.flatnonzero(pairs.size > LARGEST if joining.not_compared < joining.join_at else pairs.size > 0)
    if not len(large):
        return joined(pairs, joining)
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
