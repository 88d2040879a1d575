"""Groups of records: what joins, and what does not however long the chain."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ninefold.link.grouping import NEVER, groups_of
from ninefold.link.model import Joining

JOINING = Joining(join_at=-0.5, not_compared=-2.0, most=8.0)


def groups(count: int, *pairs: tuple[int, int, float]) -> list[set[int]]:
    left, right, weight = (np.array(side) for side in zip(*pairs, strict=True))
    label = groups_of(
        count, left.astype(np.int64), right.astype(np.int64), weight.astype(np.float64), JOINING
    )
    return sorted(({int(i) for i in np.flatnonzero(label == each)} for each in set(label.tolist())), key=min)


def test_a_chain_of_likenesses_does_not_make_one_person() -> None:
    chain = [(0, 1, 3.0), (1, 2, 3.0), (2, 3, 3.0), (3, 4, 3.0)]
    assert len(groups(5, *chain)) > 1


def test_one_bridge_does_not_hold_two_dense_groups_together() -> None:
    dense = [(a, b, 8.0) for a in range(3) for b in range(a + 1, 3)]
    dense += [(a + 3, b + 3, 8.0) for a in range(3) for b in range(a + 1, 3)]
    assert groups(6, *dense, (2, 3, 8.0)) == [{0, 1, 2}, {3, 4, 5}]


def test_a_contradiction_counts_against_a_likeness() -> None:
    assert groups(3, (0, 1, 6.0), (1, 2, 2.0), (0, 2, -8.0)) == [{0, 1}, {2}]


def test_a_persons_judgement_keeps_two_apart_whatever_the_scores() -> None:
    assert groups(2, (0, 1, NEVER)) == [{0}, {1}]


def test_records_that_all_agree_are_one() -> None:
    assert groups(4, *[(a, b, 2.0) for a in range(4) for b in range(a + 1, 4)]) == [{0, 1, 2, 3}]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(-9, 9)), min_size=1, max_size=20))
def test_what_happens_elsewhere_never_changes_a_components_groups(drawn: list[tuple[int, int, int]]) -> None:
    pairs = {(min(a, b), max(a, b)): float(w) for a, b, w in drawn if a != b} or {(0, 1): 1.0}
    alone = groups(6, *[(a, b, w) for (a, b), w in sorted(pairs.items())])
    beside = groups(9, *[(a, b, w) for (a, b), w in sorted(pairs.items())], (6, 7, 5.0), (7, 8, 5.0))
    assert [group for group in beside if max(group) < 6] == alone
