"""Pairs near in place and time are counted as pointpats counts them, and day 0 at one place stands apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.errors import CountOutOfRange
from ninefold.measures.patterns import near_repeat
from ninefold.measures.patterns.near_repeat import SAME_PLACE, near_repeats


def _town(events: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.random(events) * 3000, random.random(events) * 3000, random.integers(0, 200, events)


def test_counts_worked_out_by_hand_are_met() -> None:
    # Two at one door on one day, one next door the day after, one far away.
    x, y, day = np.array([0.0, 0.0, 50.0, 9000.0]), np.zeros(4), np.array([10, 10, 11, 11])

    found = near_repeats(x, y, day, permutations=9)

    assert found.band(0, 0).observed == 1  # same place, day 0
    assert found.band(1, 1).observed == 2  # to 100 m, day 1
    assert sum(band.observed for band in found.bands) == 3
    assert (found.audit.duplicates, found.audit.same_place_same_day) == (1, 1)


def test_same_place_and_day_0_stand_apart() -> None:
    found = near_repeats(*_town(50), permutations=9)

    first = found.band(0, 0)
    assert (first.near, first.far, first.first_day, first.last_day) == (0.0, SAME_PLACE, 0, 0)
    assert found.band(1, 1).first_day == 1


def test_counts_equal_those_of_pointpats() -> None:
    pointpats = pytest.importorskip("pointpats")
    x, y, day = _town(120)

    for metres, delay in ((200.0, 14), (500.0, 3)):
        theirs = pointpats.Knox(
            np.column_stack([x, y]), day[:, None].astype(float), delta=metres, tau=delay, permutations=0
        )
        ours = near_repeats(x, y, day, distances=(metres,), delays=(delay,), permutations=0)
        assert ours.bands[0].observed == int(theirs.statistic_)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 60), st.integers(0, 10_000))
def test_bands_add_up_to_all_pairs_counted_one_by_one(events: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    x, y = random.integers(0, 5, (2, events)) * 60.0
    day = random.integers(0, 20, events)

    found = near_repeats(x, y, day, permutations=0)

    apart = np.hypot(x[:, None] - x, y[:, None] - y)[np.triu_indices(events, 1)]
    days = np.abs(day[:, None] - day)[np.triu_indices(events, 1)]
    for band in found.bands:
        near = (apart > band.near) | (band.near == 0)
        wanted = near & (apart <= band.far) & (days >= band.first_day) & (days <= band.last_day)
        assert band.observed == wanted.sum()


def test_the_expected_count_is_the_mean_of_the_shuffles() -> None:
    x, y, day = _town(150)
    pairs = near_repeat.near_pairs(x, y, (300.0,))
    shuffled = near_repeat._shuffled_counts(pairs, near_repeat._from_nought(day), (14,), 999, 1, None)

    expected = near_repeats(x, y, day, distances=(300.0,), delays=(14,), permutations=0).bands[0].expected

    assert shuffled.mean() == pytest.approx(expected, rel=0.05)


def test_events_that_repeat_next_door_are_found_and_others_are_not() -> None:
    x, y, day = _town(300)
    near_x, near_y = np.concatenate([x, x + 60]), np.concatenate([y, y])
    near_day = np.concatenate([day, day + 4])

    planted = near_repeats(near_x, near_y, near_day, permutations=199).band(1, 2)
    nothing = near_repeats(x, y, day, permutations=199).band(1, 2)

    assert planted.p == pytest.approx(1 / 200)
    assert planted.low is not None
    assert planted.low > 1
    assert nothing.p > 0.01


def test_the_same_seed_gives_the_same_p_and_fewer_events_than_two_give_nothing() -> None:
    town = _town(80)

    assert near_repeats(*town, permutations=49) == near_repeats(*town, permutations=49)
    alone = near_repeats(*(each[:1] for each in town), permutations=9)
    assert {band.observed for band in alone.bands} == {0}
    assert {band.ratio for band in alone.bands} == {None}


def test_more_pairs_than_fit_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near_repeat, "MOST_PAIRS", 10)

    with pytest.raises(CountOutOfRange, match="shorter period"):
        near_repeats(*_town(100), permutations=9)


def test_progress_ends_at_the_whole() -> None:
    told: list[float] = []

    near_repeats(*_town(40), permutations=300, progress=told.append)

    assert told[-1] == 1.0
    assert told == sorted(told)
