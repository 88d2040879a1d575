"""Nobody is in both halves, and nothing later than its gap is learnt from."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.measures.scoring.splits import Fold, connected, forward_folds, random_folds, straddling

DAY = np.timedelta64(1, "D")


def _dates(days: list[int]) -> np.ndarray:
    return np.datetime64("2015-01-01", "us") + np.array(days) * DAY


def test_rows_are_tied_through_a_shared_household() -> None:
    """Ann and Bob share a house, Bob appears twice: one set of three; Cat is alone."""
    person = np.array(["ann", "bob", "bob", "cat"])
    house = np.array(["1", "1", "", ""])
    sets = connected({"person": person, "house": house}, 4)

    assert len({sets[0], sets[1], sets[2]}) == 1
    assert sets[3] != sets[0]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=40, max_size=120), st.integers(0, 1000))
def test_no_random_fold_parts_a_person_and_each_row_is_judged_once(people: list[int], seed: int) -> None:
    names = np.array([f"p{each}" for each in people])
    outcome = (np.arange(len(people)) % 3 == 0).astype(np.int8)
    folds = random_folds(outcome, connected({"person": names}, len(people)), folds=4, seed=seed)

    assert sorted(row for fold in folds for row in fold.test) == list(range(len(people)))
    assert all(straddling(fold, names) == 0 for fold in folds)


def test_forward_folds_learn_only_from_rows_whose_window_had_closed() -> None:
    days = list(range(0, 3000, 2))
    as_of = _dates(days)
    folds = forward_folds(as_of, gap_days=365, least=50)

    assert len(folds) == 3
    for fold in folds:
        assert as_of[fold.test].min() - as_of[fold.train].max() > 365 * DAY


def test_dates_that_do_not_reach_over_the_gap_give_no_forward_fold() -> None:
    assert forward_folds(_dates(list(range(0, 700))), gap_days=730, least=50) == ()


def test_a_person_judged_later_is_taken_out_of_training() -> None:
    as_of = _dates([number * 10 for number in range(400)] * 2)
    names = np.array([f"p{number % 100}" for number in range(800)])
    folds = forward_folds(as_of, gap_days=100, least=1, sets=connected({"person": names}, 800))

    assert all(straddling(fold, names) == 0 for fold in folds)


def test_years_are_folds_of_their_own() -> None:
    as_of = np.repeat(np.array(["2010", "2011", "2012", "2013"], dtype="datetime64[us]"), 300)
    folds = forward_folds(as_of, gap_days=0, kind="forward_short")

    assert [fold.name for fold in folds] == [f"forward_short-{year}-01-01" for year in (2011, 2012, 2013)]


def test_a_name_on_both_sides_is_counted_and_an_empty_one_is_no_name() -> None:
    fold = Fold("f", "random", np.array([0, 1]), np.array([2, 3]))

    assert straddling(fold, np.array(["a", "", "a", ""])) == 1
