"""The scan finds a planted cluster where and when it is, is silent over nothing, and its p allows for the search."""

import numpy as np
import pytest

from ninefold.errors import CountOutOfRange
from ninefold.measures.patterns.scan import discs, scan_permutation, scan_poisson, windows

SIDE, DAYS = 8, 20
ROW, COLUMN = np.divmod(np.arange(SIDE * SIDE), SIDE)
X, Y = COLUMN * 500.0, ROW * 500.0
ZONES = discs(X, Y, (1.0, 500.0, 1000.0), np.ones(SIDE * SIDE))


def _events(seed: int, planted: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    place, day = random.integers(0, SIDE * SIDE, 300), random.integers(0, DAYS, 300)
    return (
        np.concatenate([place, np.full(planted, 9)]),
        np.concatenate([day, random.integers(DAYS - 3, DAYS, planted)]),
    )


def test_a_planted_cluster_is_found_in_its_place_and_days() -> None:
    found = scan_permutation(*_events(1, planted=15), ZONES, windows(DAYS, 5), days=DAYS, permutations=99)

    top = found.clusters[0]
    assert top.p == 0.01
    assert np.hypot(top.x - X[9], top.y - Y[9]) <= 500
    assert top.first_day >= DAYS - 5
    assert top.observed > 2 * top.expected


def test_nothing_planted_is_seldom_called() -> None:
    ps = [
        scan_permutation(
            *_events(seed), ZONES, windows(DAYS, 5, still_going=True), days=DAYS, permutations=19
        )
        .clusters[0]
        .p
        for seed in range(25)
    ]

    assert np.mean(np.array(ps) <= 0.05) <= 0.16
    assert 0.25 < np.mean(ps) < 0.75


def test_the_ratio_is_that_of_the_formula() -> None:
    counts, expected = np.full((64, 1), 2.0), np.ones((64, 1))
    counts[9] = 12

    top = scan_poisson(counts, expected, ZONES, windows(1, 1), permutations=9).clusters[0]

    total = counts.sum()
    mean = total / 64
    by_hand = 12 * np.log(12 / mean) + (total - 12) * np.log((total - 12) / (total - mean))
    assert (top.observed, top.places) == (12, 1)
    assert top.ratio == pytest.approx(by_hand)


def test_clusters_told_share_no_place() -> None:
    found = scan_permutation(*_events(2, planted=10), ZONES, windows(DAYS, 5), days=DAYS, permutations=9)

    assert len(found.clusters) > 1
    for one in found.clusters:
        for other in found.clusters:
            apart = np.hypot(one.x - other.x, one.y - other.y)
            assert one is other or apart > max(one.radius, other.radius)


def test_no_two_discs_hold_the_same_places_and_none_holds_more_than_half() -> None:
    held = [tuple(ZONES.holds[[i]].indices) for i in range(len(ZONES.radius))]

    assert len(set(held)) == len(held)
    assert max(len(each) for each in held) <= SIDE * SIDE / 2


def test_windows_that_still_go_on_all_reach_the_last_day() -> None:
    runs = windows(30, 7, still_going=True)

    assert set(runs.end) == {30}
    assert sorted(runs.end - runs.first) == [1, 2, 3, 4, 5, 6, 7]


def test_nothing_to_search_is_refused_with_what_to_do() -> None:
    none = discs(X[:2], Y[:2], (1e6,), np.ones(2))

    with pytest.raises(CountOutOfRange, match="smaller radii"):
        scan_permutation(np.array([0, 1]), np.array([0, 1]), none, windows(2, 1), days=2)
