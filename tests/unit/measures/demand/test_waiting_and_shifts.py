"""Queues beside Erlang's formulas, and shifts that cover what is needed."""

from math import exp, factorial, inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.errors import UserError
from ninefold.measures.demand.shifts import covered
from ninefold.measures.demand.staffing import Work, needs, service
from ninefold.measures.demand.waiting import (
    impatient,
    servers_needed,
    share_waiting,
    simulate,
    wait_beyond,
    waiting,
)


def test_erlang_c_is_the_textbook_sum() -> None:
    """Eight erlangs and ten servers, by factorials."""
    top = 8**10 / factorial(10) * 10 / 2
    assert share_waiting(8, 10) == pytest.approx(top / (sum(8**n / factorial(n) for n in range(10)) + top))


def test_one_server_waits_as_m_m_1_does() -> None:
    """Ten an hour, four minutes each: two thirds busy; W = ρ/(μ−λ) = (2/3)/5 hours."""
    found = waiting(10, 4 / 60, 1)

    assert found.mean == pytest.approx(2 / 3 / 5)
    assert wait_beyond(10, 4 / 60, 1, 0.1) == pytest.approx(2 / 3 * exp(-0.5))


def test_who_cannot_keep_up_waits_for_ever() -> None:
    assert waiting(10, 1.0, 10).p90 == inf


@settings(max_examples=50, deadline=None)
@given(st.floats(0.1, 300), st.floats(0.02, 2.0), st.floats(0.0, 1.0))
def test_the_servers_needed_suffice_and_one_fewer_does_not(
    arrivals: float, handling: float, wait: float
) -> None:
    found = servers_needed(arrivals, handling, wait=wait, within=0.9)

    assert wait_beyond(arrivals, handling, found, wait) <= 0.1
    assert wait_beyond(arrivals, handling, found - 1, wait) > 0.1


def test_callers_of_great_patience_wait_as_erlang_c_says() -> None:
    assert impatient(16, 0.5, 10, 1e5).share_waiting == pytest.approx(share_waiting(8, 10), rel=1e-3)


def test_callers_who_give_up_are_lost_as_the_balance_of_flow_says() -> None:
    """What comes is served or lost: with three times too few servers about two thirds are lost."""
    assert impatient(30, 1.0, 10, 0.2).share_lost == pytest.approx(2 / 3, abs=0.01)


def test_simulated_waits_are_those_of_the_exact_queue() -> None:
    waits = simulate(np.full(8000, 16.0), 0.5, np.full(8000, 10), seed=3).waits

    assert np.quantile(waits, 0.9) == pytest.approx(waiting(16, 0.5, 10).p90, rel=0.1)


def test_who_calls_before_the_shift_comes_waits_for_it() -> None:
    """Nobody is there for the first hour; a call in it waits until the hour is over."""
    found = simulate(np.array([5.0, 0.0, 0.0]), 0.01, np.array([0, 2, 2]), seed=1)

    assert len(found.called) > 0
    assert (found.called + found.waits >= 1.0).all()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=24, max_size=24))
def test_shifts_cover_every_hour(need: list[int]) -> None:
    found = covered(need, lengths=(8, 10))

    assert found.missing.sum() == 0
    assert (found.there >= np.array(need)).all()
    assert found.paid_hours >= found.needed_hours


def test_a_level_need_is_covered_without_waste() -> None:
    found = covered([6] * 24, starts=(6, 14, 22))

    assert found.paid_hours == 144
    assert {(shift.starts, shift.people) for shift in found.shifts} == {(6, 6), (14, 6), (22, 6)}
    assert found.people == 26  # 144 × 7 hours a week, 40 hours each


def test_a_shift_that_leaves_no_rest_is_refused() -> None:
    with pytest.raises(UserError, match="left to rest"):
        covered([1] * 24, lengths=(14,))


def test_more_calls_need_more_people_and_none_need_nobody() -> None:
    found = needs(np.array([0.0, 4.0]), np.array([0.0, 8.0]), Work(minutes=30, each=2))

    assert (found[0].people, found[0].people_high) == (0, 0)
    assert found[1].people_high > found[1].people >= 6


def test_a_week_with_crews_to_spare_keeps_its_target_and_one_short_of_them_does_not() -> None:
    calls, work = np.full(168, 16.0), Work(minutes=30, each=2, wait_minutes=10)

    plenty = service(calls, np.full(168, 24), work)
    short = service(calls, np.full(168, 24), work, fewer=3)

    assert plenty.within >= 0.9
    assert short.within < plenty.within
    assert short.p90_minutes > plenty.p90_minutes


def test_a_simulated_week_of_level_hours_waits_as_the_formula_says() -> None:
    found = service(np.full(168, 16.0), np.full(168, 10), Work(minutes=30))

    assert found.p90_minutes == pytest.approx(60 * waiting(16, 0.5, 10).p90, rel=0.15)


def test_the_share_that_gives_up_is_told_only_where_somebody_does() -> None:
    calls = np.full(168, 30.0)

    assert service(calls, np.full(168, 40), Work(minutes=60)).gives_up is None
    assert service(calls, np.full(168, 10), Work(minutes=60, patience_minutes=12)).gives_up == pytest.approx(
        2 / 3, abs=0.01
    )


def test_the_most_people_there_are_bounds_the_hours_they_can_work() -> None:
    """Ten people of 36 hours, a quarter of them away, give 270 hours a week."""
    found = covered([6] * 168, lengths=(9,), most_people=10, weekly_hours=36, away=0.25)

    assert 0 < found.paid_hours <= 270
    assert found.missing.sum() > 0


def test_a_week_of_very_many_calls_is_told_by_formula() -> None:
    calls, work = np.full(168, 40_000.0), Work(minutes=5)

    found = service(calls, np.full(168, 3_400), work)

    assert found.within == pytest.approx(1.0, abs=0.01)
    assert np.isnan(found.p90_minutes)
