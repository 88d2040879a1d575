"""How good a linkage is against the truth: over pairs, over clusters, over records (B-cubed), and by group."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Score:
    """Precision, recall and their harmonic mean, each from 0 to 1; None where there is nothing to divide by."""

    precision: float | None
    recall: float | None
    f1: float | None

    @staticmethod
    def of(right: float, given: float, true: float) -> "Score":
        """The score of so many right ones among so many given and so many true."""
        precision = right / given if given else None
        recall = right / true if true else None
        return Score(precision, recall, _harmonic(precision, recall))


def _harmonic(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True)
class Measures:
    """A linkage held against the truth.

    `pairwise` counts pairs of records in one cluster; `clusters` counts clusters that are a person exactly;
    `b_cubed` is the mean over records.
    """

    records: int
    people: int
    found: int
    pairwise: Score
    clusters: Score
    b_cubed: Score
    largest: int
    largest_true: int


@dataclass(frozen=True)
class GroupMeasures:
    """The measures of one group's records: of a pair both records may be in it, or one."""

    group: str
    records: int
    pairwise: Score
    b_cubed: Score


def measured(clusters: pa.Table, truth: pa.Table) -> Measures:
    """The measures of clusters (record_id, cluster) against the truth (record_id, person).

    Records without a truth are left out.
    """
    given, true, _ = _aligned(clusters, truth)
    overlap, _, sizes, people = _overlaps(given, true)
    exact = int(np.sum((overlap.records == sizes[overlap.given]) & (overlap.records == people[overlap.true])))
    each = overlap.records[overlap.of]
    precision = float(np.mean(each / sizes[given])) if len(given) else None
    recall = float(np.mean(each / people[true])) if len(given) else None
    return Measures(
        len(given),
        len(people),
        len(sizes),
        Score.of(_pairs(overlap.records), _pairs(sizes), _pairs(people)),
        Score.of(exact, len(sizes), len(people)),
        Score(precision, recall, _harmonic(precision, recall)),
        int(sizes.max(initial=0)),
        int(people.max(initial=0)),
    )


def pairwise(clusters: pa.Table, truth: pa.Table) -> Score:
    """Precision, recall and F1 over pairs of records that share a cluster."""
    return measured(clusters, truth).pairwise


def b_cubed(clusters: pa.Table, truth: pa.Table) -> Score:
    """The same as the mean over records (Bagga and Baldwin, 1998)."""
    return measured(clusters, truth).b_cubed


def by_group(clusters: pa.Table, truth: pa.Table, groups: pa.Table) -> tuple[GroupMeasures, ...]:
    """The measures of each group of records (record_id, group), in the order of the groups' names.

    A record's share of right and wrong pairs is counted for its own group, so that a pair across two
    groups counts half for each.
    """
    given, true, kept = _aligned(clusters, truth)
    overlap, _, sizes, people = _overlaps(given, true)
    each = overlap.records[overlap.of]
    place = pc.index_in(kept, value_set=groups["record_id"].combine_chunks())
    names = groups["group"].combine_chunks().take(place).fill_null("not known").to_numpy(zero_copy_only=False)
    found = []
    for name in sorted(set(names.tolist())):
        inside = names == name
        right, own, all_true = each[inside], sizes[given[inside]], people[true[inside]]
        precision, recall = float(np.mean(right / own)), float(np.mean(right / all_true))
        pair = Score.of(float(np.sum(right - 1)), float(np.sum(own - 1)), float(np.sum(all_true - 1)))
        cubed = Score(precision, recall, _harmonic(precision, recall))
        found.append(GroupMeasures(str(name), int(inside.sum()), pair, cubed))
    return tuple(found)


def pair_score(pairs: pa.Table, truth: pa.Table, *, at: float) -> Score:
    """The score of single pairs with at least a weight, before clustering; all true pairs count for recall."""
    people = numbered(truth["person"].combine_chunks())
    right, weight = _right(pairs, truth)
    kept = weight >= at
    return Score.of(float(np.sum(right & kept)), float(np.sum(kept)), _pairs(np.bincount(people)))


def _right(pairs: pa.Table, truth: pa.Table) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    ids, people = truth["record_id"].combine_chunks(), numbered(truth["person"].combine_chunks())
    left, right = (
        people[pc.index_in(pairs[side].combine_chunks(), value_set=ids).to_numpy()]
        for side in ("left_id", "right_id")
    )
    return left == right, pairs["weight"].to_numpy()


def best_pair_score(pairs: pa.Table, truth: pa.Table) -> tuple[float, Score]:
    """The weight at which single pairs score best, and the score there."""
    right, weight = _right(pairs, truth)
    return best_score(weight, right, _pairs(np.bincount(numbered(truth["person"].combine_chunks()))))


def best_score(
    weight: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], true: float
) -> tuple[float, Score]:
    """The weight at which so weighed answers score best, and the score there, of so many true ones."""
    order = np.argsort(-weight, kind="stable")
    hits = np.cumsum(right[order])
    last = np.r_[weight[order][1:] != weight[order][:-1], True] if len(order) else np.zeros(0, np.bool_)
    f1 = np.where(last, 2 * hits / (np.arange(1, len(order) + 1) + true), -1.0)
    if not len(f1):
        return 0.0, Score.of(0, 0, true)
    best = int(np.argmax(f1))
    return float(weight[order][best]), Score.of(float(hits[best]), best + 1.0, true)


# ── counting ──


@dataclass(frozen=True)
class _Overlap:
    """How many records each cluster shares with each person, and which overlap each record is in."""

    given: Ints
    true: Ints
    records: Ints
    of: Ints


def _aligned(clusters: pa.Table, truth: pa.Table) -> tuple[Ints, Ints, pa.Array]:
    ids = truth["record_id"].combine_chunks()
    place = pc.index_in(clusters["record_id"].combine_chunks(), value_set=ids)
    person = truth["person"].combine_chunks().take(place)
    known = person.is_valid()
    given = numbered(clusters["cluster"].combine_chunks().filter(known))
    return given, numbered(person.filter(known)), clusters["record_id"].combine_chunks().filter(known)


def numbered(names: pa.Array) -> Ints:
    """A number for each distinct name, in the order of first use."""
    coded = names.cast(pa.string()).dictionary_encode().indices
    found: Ints = coded.to_numpy(zero_copy_only=False).astype(np.int64)
    return found


def _overlaps(given: Ints, true: Ints) -> tuple[_Overlap, int, Ints, Ints]:
    sizes, people = np.bincount(given), np.bincount(true)
    width = max(1, len(people))
    key, of, records = np.unique(given * width + true, return_inverse=True, return_counts=True)
    overlap = _Overlap(key // width, key % width, records.astype(np.int64), of.astype(np.int64))
    return overlap, width, sizes.astype(np.int64), people.astype(np.int64)


def _pairs(sizes: Ints) -> float:
    return float(np.sum(sizes * (sizes - 1) // 2))
