"""Chance can be asked again, and gives the same answer."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ninefold.region.chance import Chance, cumulative

KEYS = st.lists(st.integers(min_value=0, max_value=2**50), min_size=1, max_size=20)


@given(seed=st.integers(0, 2**31), keys=KEYS)
def test_a_draw_depends_only_on_seed_topic_and_key(seed: int, keys: list[int]):
    together = Chance(seed).share("age", keys)
    apart = [Chance(seed).share("age", key)[0] for key in keys]
    assert together.tolist() == apart


@given(keys=KEYS)
def test_shares_lie_in_their_range_and_topics_do_not_follow_one_another(keys: list[int]):
    first, second = Chance(9).share("age", keys), Chance(9).share("sex", keys)
    assert ((first >= 0) & (first < 1)).all()
    assert (first != second).any()


def test_shares_are_spread_evenly():
    counts = np.histogram(Chance(9).share("any", np.arange(100_000)), bins=10)[0]
    assert abs(counts - 10_000).max() < 500


def test_a_pick_follows_its_weights():
    picked = Chance(9).pick("colour", cumulative([8, 1, 1]), np.arange(50_000))
    assert abs((picked == 0).mean() - 0.8) < 0.01
