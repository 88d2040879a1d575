"""Which person of before each cluster goes on being: the one-to-one choice that keeps most records."""

import numpy as np
import numpy.typing as npt

from ninefold.link.components import component_of

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Overlaps that hang together, above which the exact choice would take too long. So many do only when
# nearly everything changed, as under another model.
LARGEST_TANGLE = 5_000
SMALLEST_TANGLE = 5  # up to here every choice is tried
_AT_ONCE = 500  # overlaps matched together: the time of one matching grows with the square of its size


def most_kept(person: Ints, cluster: Ints, records: Ints) -> Bools:
    """True for the overlaps chosen: each person and each cluster at most once, the sum of records greatest.

    Rows are distinct (person, cluster) pairs. Of equal choices the one is taken that keeps the lower
    person numbers, which were given first, and then the earlier clusters. Nearly all overlaps are alone or
    form a star (a plain merge or split), which are settled at once, as are those of a few, of which every choice
    is tried; the rest are a weighted matching.
    """
    kept = np.zeros(len(records), bool)
    if not len(records):
        return kept
    many_clusters, many_persons = _repeated(person), _repeated(cluster)
    tangled = _tangled(person, cluster, many_clusters & many_persons)
    clear = np.flatnonzero(~tangled)
    kept[clear[_best_of_stars(person[clear], cluster[clear], records[clear])]] = True
    rest = np.flatnonzero(tangled)
    group = _groups(person[rest], cluster[rest])
    size = np.bincount(group, minlength=1)[group]
    is_small, is_large = size <= SMALLEST_TANGLE, size > LARGEST_TANGLE
    small, large = rest[is_small], rest[is_large]
    kept[small[_tried(person[small], cluster[small], records[small], group[is_small])]] = True
    if len(large):
        kept[large[_greatest_first(person[large], cluster[large], records[large])]] = True
    between = ~is_small & ~is_large
    for part in _in_parts(rest[between], group[between]):
        kept[part[_matched(person[part], cluster[part], records[part])]] = True
    return kept


def _in_parts(overlaps: Ints, group: Ints) -> list[Ints]:
    """The overlaps in parts of some hundreds, with every group whole in one part."""
    if not len(overlaps):
        return []
    by_group = np.argsort(group, kind="stable")
    begins = np.flatnonzero(np.r_[True, np.diff(group[by_group]) > 0])
    cuts = begins[np.flatnonzero(np.diff(begins // _AT_ONCE) > 0) + 1]
    return np.split(overlaps[by_group], cuts)


def _repeated(values: Ints) -> Bools:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray(counts[inverse] > 1, bool)


def _tangled(person: Ints, cluster: Ints, both: Bools) -> Bools:
    """Overlaps connected to one whose person has other clusters and whose cluster has other persons."""
    if not both.any():
        return both
    group = _groups(person, cluster)
    return np.asarray(np.isin(group, group[both]), bool)


def _groups(person: Ints, cluster: Ints) -> Ints:
    """A number for each overlap: the same for those connected by a person or a cluster."""
    persons, rows = np.unique(person, return_inverse=True)
    clusters, columns = np.unique(cluster, return_inverse=True)
    return component_of(len(persons) + len(clusters), rows, columns + len(persons))[rows]


def _best_of_stars(person: Ints, cluster: Ints, records: Ints) -> Ints:
    """One overlap of each star: that with most records, then the lower person, then the earlier cluster."""
    # In a star all overlaps share a person or all share a cluster, so each of the two picks thins one kind.
    order = np.lexsort((cluster, person, -records))
    order = order[np.sort(np.unique(cluster[order], return_index=True)[1])]
    return np.asarray(order[np.sort(np.unique(person[order], return_index=True)[1])], np.int64)


def _tried(person: Ints, cluster: Ints, records: Ints, group: Ints) -> Ints:
    """The overlaps of the best choice in each small group, of all choices there are."""
    if not len(group):
        return np.zeros(0, np.int64)
    rows, columns = (np.unique(each, return_inverse=True)[1] for each in (person, cluster))
    value = _with_preference(group, rows, columns, records)
    by_group = np.argsort(group, kind="stable")
    size = np.bincount(group)[group[by_group]]
    chosen = []
    for count in np.unique(size).tolist():
        some = by_group[size == count].reshape(-1, count)
        choices = (np.arange(1 << count)[:, None] >> np.arange(count)) & 1
        same = (rows[some][:, :, None] == rows[some][:, None]) | (
            columns[some][:, :, None] == columns[some][:, None]
        )
        taken_twice = np.einsum("ci,gij,cj->gc", choices, same, choices) > choices.sum(axis=1)
        best = np.where(taken_twice, -1.0, value[some] @ choices.T).argmax(axis=1)
        chosen.append(some[choices[best] == 1])
    return np.concatenate(chosen)


def _matched(person: Ints, cluster: Ints, records: Ints) -> Ints:
    """The overlaps of a maximum-weight matching (Jonker and Volgenant, sparse)."""
    from scipy.sparse import coo_array  # slow to import, and few runs have such a tangle
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    persons, rows = np.unique(person, return_inverse=True)
    clusters, columns = np.unique(cluster, return_inverse=True)
    value = _with_preference(_groups(person, cluster), rows, columns, records)
    # Every person may stay without a cluster: a column of its own that is worth nothing. Costs must not
    # be zero, and the dearest is the one that keeps nothing.
    nothing = value.max() + 1
    stay = np.arange(len(persons))
    graph = coo_array(
        (
            np.concatenate([nothing - value, np.full(len(stay), nothing)]),
            (np.concatenate([rows, stay]), np.concatenate([columns, len(clusters) + stay])),
        ),
        shape=(len(persons), len(clusters) + len(persons)),
    ).tocsr()
    chosen_rows, chosen_columns = min_weight_full_bipartite_matching(graph)
    width = len(clusters) + len(persons)
    return np.flatnonzero(np.isin(rows * width + columns, chosen_rows * width + chosen_columns))


def _greatest_first(person: Ints, cluster: Ints, records: Ints) -> Ints:
    """The overlaps got by taking the greatest that is still free, again and again; all that no other beats at once."""
    place = np.empty(len(records), np.int64)
    place[np.lexsort((cluster, person, -records))] = np.arange(len(records))
    rows = np.unique(person, return_inverse=True)[1]
    columns = np.unique(cluster, return_inverse=True)[1]
    left, chosen = np.arange(len(records)), []
    while len(left):
        best = place[left] == np.minimum(_least(place, rows, left), _least(place, columns, left))
        chosen.append(left[best])
        taken = np.isin(rows[left], rows[left[best]]) | np.isin(columns[left], columns[left[best]])
        left = left[~taken]
    return np.concatenate(chosen)


def _least(place: Ints, of: Ints, left: Ints) -> Ints:
    """For each overlap left, the best place among those left that share the same person (or cluster)."""
    least = np.full(of.max() + 1, len(place), np.int64)
    np.minimum.at(least, of[left], place[left])
    return least[of[left]]


def _with_preference(group: Ints, rows: Ints, columns: Ints, records: Ints) -> npt.NDArray[np.float64]:
    """Records, plus less than one record in all for the order in which equal choices are preferred."""
    sizes = np.bincount(group)[group].astype(np.float64)
    person, cluster = _rank_in(group, rows), _rank_in(group, columns)
    # What is left equal by the order alone, two persons exchanging two clusters, goes to the lower with the earlier.
    age = person * sizes + cluster + (person - cluster) ** 2 / (sizes**3 + 1)
    # a choice takes at most `sizes` overlaps, each of which is preferred by less than 1 / sizes
    preference = (sizes * (sizes + 1) - age) / (sizes * (sizes + 1) * (sizes + 1))
    return np.asarray(records + preference, np.float64)


def _rank_in(group: Ints, value: Ints) -> npt.NDArray[np.float64]:
    """The place of each value among the distinct values of its group, from 0."""
    width = value.max() + 1
    key = group * width + value
    distinct, inverse = np.unique(key, return_inverse=True)
    first = np.searchsorted(distinct, (distinct // width) * width)
    rank = np.arange(len(distinct)) - first
    return np.asarray(rank[inverse], np.float64)
