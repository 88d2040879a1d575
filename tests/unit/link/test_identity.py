"""An id survives every later run: the same person keeps it, and no id is ever given twice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.link import overlap
from ninefold.link.identity import ENDED, MADE, MERGED, MOVED, NOBODY, SPLIT, carry_over, events_of
from ninefold.link.overlap import _greatest_first, most_kept

# A clustering: for each of a dozen records the cluster it is in, or NOBODY when it is not there.
CLUSTERING = st.lists(st.integers(NOBODY, 6), min_size=12, max_size=12).map(np.array)


def told(before: list[int], cluster: list[int], next_number: int = 100) -> list[tuple[str, int, int, int]]:
    """The events of one run as tuples."""
    was = np.array(before)
    found = events_of(was, carry_over(was, np.array(cluster), next_number=next_number))
    return list(
        zip(
            found.kind.tolist(),
            found.person.tolist(),
            found.other.tolist(),
            found.records.tolist(),
            strict=True,
        )
    )


def who(before: list[int], cluster: list[int], next_number: int = 100) -> list[int]:
    """Who each record is after one run."""
    found: list[int] = carry_over(
        np.array(before), np.array(cluster), next_number=next_number
    ).person.tolist()
    return found


def test_the_first_run_makes_everyone() -> None:
    assert who([-1, -1, -1], [7, 3, 7], next_number=0) == [0, 1, 0]
    assert told([-1, -1, -1], [7, 3, 7], next_number=0) == [(MADE, 0, -1, 2), (MADE, 1, -1, 1)]


def test_nothing_happens_to_those_whom_nothing_touched() -> None:
    assert who([5, 5, 9], [0, 0, 1]) == [5, 5, 9]
    assert told([5, 5, 9], [0, 0, 1]) == []


def test_the_larger_of_two_keeps_its_id_when_they_are_found_to_be_one() -> None:
    assert who([5, 9, 9], [0, 0, 0]) == [9, 9, 9]
    assert told([5, 9, 9], [0, 0, 0]) == [(MERGED, 5, 9, 1)]


def test_of_two_alike_the_older_id_is_kept() -> None:
    assert who([9, 5], [0, 0]) == [5, 5]


def test_the_larger_part_keeps_the_id_when_one_is_found_to_be_two() -> None:
    assert who([5, 5, 5], [1, 0, 0]) == [100, 5, 5]
    assert told([5, 5, 5], [1, 0, 0]) == [(MADE, 100, -1, 1), (SPLIT, 5, 100, 1)]


def test_a_record_that_changes_hands_between_two_who_stay_is_told() -> None:
    assert told([5, 5, 5, 9, 9], [0, 0, 1, 1, 1]) == [(MOVED, 5, 9, 1)]


def test_a_person_without_any_record_left_has_ended() -> None:
    assert told([5, 5, 9], [-1, -1, 0]) == [(ENDED, 5, -1, 2)]


def test_the_choice_keeps_more_records_than_the_greatest_overlap_first_would() -> None:
    """5 shares most with the first cluster, yet giving it the second keeps four records instead of three."""
    before = [5, 5, 5, 9, 9, 5, 5]
    cluster = [0, 0, 0, 0, 0, 1, 1]
    assert who(before, cluster) == [9, 9, 9, 9, 9, 5, 5]


@given(CLUSTERING, CLUSTERING)
def test_no_other_choice_keeps_more_records(before: "np.ndarray", cluster: "np.ndarray") -> None:
    here = (before >= 0) & (cluster >= 0)
    pairs, records = np.unique(np.stack([before[here], cluster[here]]), axis=1, return_counts=True)
    found = most_kept(pairs[0], pairs[1], records)
    chosen = pairs[:, found]
    assert len(set(chosen[0])) == len(chosen[0])
    assert len(set(chosen[1])) == len(chosen[1])
    assert records[found].sum() == _best(
        dict(zip(map(tuple, pairs.T.tolist()), records.tolist(), strict=True))
    )


def _best(overlap: dict[tuple[int, int], int]) -> int:
    """The most records any one-to-one choice keeps, person by person over the clusters taken so far."""
    best = {frozenset[int](): 0}
    for person in {person for person, _ in overlap}:
        following = dict(best)
        for taken, total in best.items():
            for (other, cluster), records in overlap.items():
                if other == person and cluster not in taken:
                    now = taken | {cluster}
                    following[now] = max(following.get(now, 0), total + records)
        best = following
    return max(best.values())


@given(CLUSTERING, CLUSTERING)
def test_trying_every_choice_comes_to_the_same_as_the_matching(
    before: "np.ndarray", cluster: "np.ndarray"
) -> None:
    here = (before >= 0) & (cluster >= 0)
    pairs, records = np.unique(np.stack([before[here], cluster[here]]), axis=1, return_counts=True)
    tried = most_kept(pairs[0], pairs[1], records)
    with pytest.MonkeyPatch.context() as matched_only:
        matched_only.setattr(overlap, "SMALLEST_TANGLE", 0)
        assert most_kept(pairs[0], pairs[1], records).tolist() == tried.tolist()


@given(CLUSTERING, CLUSTERING)
def test_a_tangle_too_large_for_the_exact_choice_is_settled_greatest_first(
    before: "np.ndarray", cluster: "np.ndarray"
) -> None:
    here = (before >= 0) & (cluster >= 0)
    pairs, records = np.unique(np.stack([before[here], cluster[here]]), axis=1, return_counts=True)
    left = sorted(zip((-records).tolist(), *pairs.tolist(), strict=True))
    wanted = []
    while left:
        wanted.append(left[0])
        left = [each for each in left if each[1] != left[0][1] and each[2] != left[0][2]]
    found = _greatest_first(pairs[0], pairs[1], records) if len(records) else []
    assert sorted(tuple(each) for each in pairs[:, found].T.tolist()) == sorted(each[1:] for each in wanted)


@settings(max_examples=60)
@given(st.lists(CLUSTERING, min_size=1, max_size=6))
def test_any_sequence_of_runs_keeps_ids_unique_and_untouched_people_as_they_were(
    runs: "list[np.ndarray]",
) -> None:
    before, next_number, given_out = np.full(12, NOBODY), 0, set[int]()
    for cluster in runs:
        carried = carry_over(before, cluster, next_number=next_number)
        _one_id_for_each_cluster(carried.person, cluster)
        assert not given_out & set(carried.made.tolist()), "an id is never given twice"
        given_out |= set(carried.made.tolist())
        for person in set(before[before >= 0].tolist()):
            members = before == person
            same = cluster[members][0] >= 0 and np.array_equal(members, cluster == cluster[members][0])
            assert not same or set(carried.person[members].tolist()) == {person}
        before, next_number = carried.person, carried.next_number


def _one_id_for_each_cluster(person: "np.ndarray", cluster: "np.ndarray") -> None:
    here = cluster >= 0
    assert (person[~here] == NOBODY).all()
    pairs = set(zip(person[here].tolist(), cluster[here].tolist(), strict=True))
    assert len(pairs) == len({p for p, _ in pairs}) == len({c for _, c in pairs})


@settings(max_examples=60)
@given(st.lists(CLUSTERING, min_size=2, max_size=6))
def test_every_change_is_told_by_an_event(runs: "list[np.ndarray]") -> None:
    """From the events alone it can be worked out how many records everyone has."""
    before, next_number = np.full(12, NOBODY), 0
    for cluster in runs:
        carried = carry_over(before, cluster, next_number=next_number)
        happened = events_of(before, carried)
        for person in carried.retired.tolist():
            assert (happened.person == person).any()
        for person in carried.made.tolist():
            assert happened.kind[happened.person == person][0] == MADE
        came_and_went = (before >= 0) & (carried.person >= 0) & (before != carried.person)
        changes = np.isin(happened.kind, [MERGED, SPLIT, MOVED])
        assert happened.records[changes].sum() == came_and_went.sum()
        before, next_number = carried.person, carried.next_number


@given(CLUSTERING, CLUSTERING, st.randoms())
def test_what_the_clusters_are_called_makes_no_difference(
    before: "np.ndarray", cluster: "np.ndarray", random: object
) -> None:
    names = list(range(7))
    random.shuffle(names)  # type: ignore[attr-defined]
    renamed = np.where(cluster >= 0, np.array(names)[cluster], NOBODY)
    one, other = (carry_over(before, each, next_number=50) for each in (cluster, renamed))
    assert one.person.tolist() == other.person.tolist()


@pytest.mark.parametrize("size", [1, 40_000])
def test_a_large_run_with_every_kind_of_change_is_carried_over_whole(size: int) -> None:
    random = np.random.default_rng(5)
    before = random.integers(0, size, 2 * size)
    cluster = np.where(random.random(2 * size) < 0.9, before, random.integers(0, size, 2 * size))
    carried = carry_over(before, cluster, next_number=size)
    _one_id_for_each_cluster(carried.person, cluster)
    assert (carried.person == before).mean() >= 0.85 or size == 1
