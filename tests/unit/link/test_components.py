"""Which records hang together by pairs."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ninefold.link.components import component_of

COUNT = 12
PAIRS = st.lists(st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1)), max_size=20)


def test_a_chain_hangs_together_and_the_rest_stand_alone() -> None:
    left, right = np.array([4, 1]), np.array([1, 3])
    assert component_of(6, left, right).tolist() == [0, 1, 2, 1, 1, 3]


def test_without_pairs_everyone_stands_alone() -> None:
    none = np.zeros(0, np.int64)
    assert component_of(3, none, none).tolist() == [0, 1, 2]
    assert component_of(0, none, none).tolist() == []


@given(PAIRS)
def test_it_is_what_following_the_pairs_one_by_one_leads_to(pairs: list[tuple[int, int]]) -> None:
    """Numbered by the first record of each component, in whatever order the pairs stand."""
    together = [{record} for record in range(COUNT)]
    for one, other in pairs:
        joined = together[one] | together[other]
        for record in joined:
            together[record] = joined
    firsts = sorted({min(each) for each in together})
    ends = np.array(pairs, np.int64).reshape(-1, 2)
    assert component_of(COUNT, ends[:, 0], ends[:, 1]).tolist() == [
        firsts.index(min(each)) for each in together
    ]
