"""The forecast follows the calendar and the level, adds up, and its limits hold what they say."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from tests.unit.measures.demand.made_up import FIRST, WEEK, days, history

from ninefold.measures.demand import level as levelling
from ninefold.measures.demand.calendar import Event
from ninefold.measures.demand.model import forecast
from ninefold.measures.demand.periods import EPOCH


def _day(number: int) -> date:
    return date.fromordinal(FIRST + number + EPOCH)


def test_the_week_and_the_year_are_found_again() -> None:
    known = days(1200)

    told = forecast(known, 28)

    day = told.periods.first
    truth = 80 * WEEK[(day + 3) % 7] * (1 + 0.15 * np.sin(2 * np.pi * day / 365.25))
    assert np.abs(told.mean[:, 0] / truth - 1).mean() < 0.05


def test_parts_add_up_to_the_whole_and_nothing_is_below_nought() -> None:
    told = forecast(days(500, (0.05, 3.0, 40.0)), 60)
    seen = told.prediction()

    assert np.allclose(told.mean[:, 1:].sum(axis=1), told.mean[:, 0])
    assert min(told.mean.min(), seen.low.min(), seen.quantiles.min()) >= 0
    assert (seen.low <= seen.high).all()
    assert (np.diff(seen.quantiles, axis=2) >= 0).all()


def test_parts_that_never_had_any_are_forecast_to_have_none() -> None:
    counts = np.zeros((400, 3))
    counts[:, 1] = 5

    told = forecast(history(counts), 14)

    assert np.allclose(told.mean[:, [1, 3]], 0, atol=1e-6)
    assert np.isfinite(told.mean).all()
    assert np.allclose(told.mean[:, 0], 5, rtol=0.02)


def test_where_nothing_was_ever_counted_nothing_is_expected() -> None:
    told = forecast(history(np.zeros((200, 2))), 7)

    assert np.abs(told.mean).max() < 1e-6


def test_limits_hold_nine_in_ten() -> None:
    whole = days(1800, (8.0, 30.0, 90.0), seed=5)
    held = []
    for origin in range(1800 - 28 * 8, 1800, 28):
        told = forecast(whole.upto(origin), 28).prediction()
        came = whole.counts[origin : origin + 28]
        held.append((came >= told.low) & (came <= told.high))

    assert 0.86 < np.mean(held) < 0.95


def test_a_holiday_of_the_past_is_expected_again() -> None:
    """Christmas brings half as many in three years running; the fourth is forecast lower."""
    whole = days(1452, (100.0,), region="england-wales")  # to 22 December 2020
    for number in range(1452):
        if (_day(number).month, _day(number).day) == (12, 25):
            whole.counts[number] *= 0.5

    told = forecast(whole, 7)

    christmas = (date(2020, 12, 25) - _day(1452)).days
    assert told.mean[christmas, 0] < 0.8 * told.mean[:2, 0].mean()


def test_an_event_of_the_card_is_expected_again() -> None:
    dates = tuple(_day(60 * number) for number in range(1, 22))
    whole = days(1250, (50.0,))
    for each in dates:
        whole.counts[(each - _day(0)).days : (each - _day(0)).days + 1] *= 2

    told = forecast(replace(whole, events=(Event("market", dates),)), 20)

    at = 1260 - 1250
    assert told.mean[at, 0] > 1.5 * told.mean[at - 7, 0]


def test_days_that_are_missing_are_not_taken_for_nought() -> None:
    whole = days(800, (50.0,))
    whole.counts[700:760] = np.nan

    told = forecast(whole, 14)

    assert 35 < told.mean[:, 0].mean() < 65


def test_hours_add_up_to_their_days() -> None:
    chance = np.random.default_rng(2)
    shape = 1 + np.sin(np.arange(24) / 24 * 2 * np.pi)
    counts = chance.poisson(np.tile(shape, 200)[:, None] * np.array([1.0, 4.0])).astype(float)

    told = forecast(history(counts, "hour"), 48)

    assert told.mean.shape == (48, 3)
    assert np.allclose(told.mean[:, 1:].sum(axis=1), told.mean[:, 0])
    assert told.mean[6, 0] > 3 * told.mean[18, 0]
    assert told.mean[:24, 0].sum() == pytest.approx(120, rel=0.1)


@pytest.mark.parametrize(("step", "known", "ahead"), [("week", 160, 8), ("month", 60, 48)])
def test_weeks_and_months_are_forecast_alike(step: str, known: int, ahead: int) -> None:
    chance = np.random.default_rng(3)
    told = forecast(history(chance.poisson(300.0, (known, 1)).astype(float), step), ahead)

    assert np.allclose(told.mean, 300, rtol=0.1)
    assert (told.spread[-1] >= told.spread[0]).all()


def test_what_comes_later_changes_no_forecast() -> None:
    whole = days(900)
    other = replace(whole, counts=whole.counts.copy())
    other.counts[600:] *= 3

    assert np.array_equal(forecast(whole.upto(600), 28).mean, forecast(other.upto(600), 28).mean)


def test_after_a_fall_the_level_follows_and_the_limits_are_wider() -> None:
    whole = days(1300, (300.0,))
    fallen = replace(whole, counts=whole.counts.copy())
    fallen.counts[1270:] = np.round(fallen.counts[1270:] * 0.6)

    before, after = forecast(whole, 7), forecast(fallen, 7)

    assert before.shock is None
    assert after.shock is not None
    assert not after.shock.rose
    assert after.mean.mean() == pytest.approx(0.6 * before.mean.mean(), rel=0.07)
    assert after.spread.mean() > before.spread.mean()


def test_the_memory_that_served_a_series_weighs_most() -> None:
    """A steady series is remembered long, one whose level wanders is followed."""
    chance = np.random.default_rng(4)
    steady = chance.poisson(200.0, 1000).astype(float)
    wandering = np.round(200 * np.exp(np.cumsum(chance.normal(0, 0.06, 1000))))
    counts, factors = np.stack([steady, wandering], axis=1), np.ones((1000, 2))

    logs = levelling.remembered(counts, factors, "day")
    worth = levelling.weights(logs, counts, factors, 700, 7)

    long, short = levelling.MEMORIES.index((0.005,)), levelling.MEMORIES.index((0.05,))
    assert worth.sum(axis=0) == pytest.approx([1.0, 1.0])
    assert worth[long, 0] > worth[short, 0]
    assert worth[short, 1] > worth[long, 1]
    assert levelling.newest(counts, factors, "day") == pytest.approx(logs[:, -1])


def test_what_is_not_known_is_passed_over_by_every_memory() -> None:
    counts = np.full((300, 1), 40.0)
    counts[100:200] = np.nan

    newest = levelling.newest(counts, np.ones((300, 1)), "day")

    assert np.exp(newest) == pytest.approx(np.full(newest.shape, 40.0))
