"""Hold-backs are matched and drawn by lot; the interval holds a planted effect; what moved next door is seen."""

import numpy as np
import pytest

from ninefold.errors import CountOutOfRange, SettingMissing
from ninefold.measures.patterns.holdback import (
    Design,
    Dose,
    dose_summary,
    effect,
    matched,
    rings,
    spillover,
)


def _world(seed: int, pairs: int = 25, planted: float = 1.0) -> tuple[np.ndarray, ...]:
    """Counts of treated and held-back places before and after; places differ and drift apart by more than chance."""
    random = np.random.default_rng(seed)
    mean = random.gamma(4.0, 10.0, pairs)
    rates = [mean * random.lognormal(0, 0.1, pairs) for _ in range(4)]
    rates[1] = rates[1] * planted
    return tuple(random.poisson(rate).astype(float) for rate in rates)


def test_a_planted_fall_lies_in_the_interval_nearly_always() -> None:
    told = [effect(*_world(seed, planted=0.85)) for seed in range(300)]

    assert np.mean([each.low <= 0.85 <= each.high for each in told]) >= 0.92
    assert np.median([each.ratio for each in told]) == pytest.approx(0.85, abs=0.02)


def test_an_effect_is_worked_out_as_by_hand() -> None:
    told = effect(*(np.full(6, value) for value in (10.0, 6.0, 10.0, 8.0)))

    assert told.ratio == pytest.approx((6 / 10) / (8 / 10))
    assert told.avoided == pytest.approx(6 * 8 - 36)
    assert told.low == pytest.approx(told.high)
    assert "-25 %" in told.sentence


def test_pairs_are_alike_apart_and_drawn_by_the_seed() -> None:
    random = np.random.default_rng(1)
    before, x, y = random.gamma(2, 20, 400), *(random.random((2, 400)) * 10_000)

    design = matched(before, x, y, pairs=20, apart=500, seed=3)

    chosen = np.concatenate([design.treated, design.held_back])
    apart = np.hypot(x[chosen][:, None] - x[chosen], y[chosen][:, None] - y[chosen])
    assert apart[np.triu_indices(40, 1)].min() > 500
    assert np.median(np.abs(before[design.treated] - before[design.held_back])) < 2
    assert design.balance == pytest.approx(0.5, abs=0.05)
    again = matched(before, x, y, pairs=20, apart=500, seed=3)
    assert (again.treated == design.treated).all()
    assert (matched(before, x, y, pairs=20, apart=500, seed=4).treated != design.treated).any()


def test_too_few_places_or_pairs_are_refused() -> None:
    with pytest.raises(CountOutOfRange, match="smaller distance"):
        matched(np.ones(50), np.zeros(50), np.zeros(50), pairs=10, apart=100, seed=1)
    with pytest.raises(SettingMissing, match="pairs"):
        effect(*(np.ones(3) for _ in range(4)))
    with pytest.raises(CountOutOfRange, match="longer periods"):
        effect(np.ones(8), np.zeros(8), np.ones(8), np.ones(8))


def test_a_dose_that_leaks_into_held_back_places_is_told() -> None:
    design = Design(np.array([0, 2]), np.array([1, 3]), 0.5, 1)

    dose = dose_summary(design, [Dose(0, 1, 15.0), Dose(0, 2, 15.0), Dose(3, 1, 20.0), Dose(9, 1, 5.0)])

    assert (dose.treated_minutes, dose.held_back_minutes, dose.treated_places_without) == (30.0, 20.0, 1)


def test_an_event_lies_in_the_ring_of_its_nearest_place_or_in_none() -> None:
    x = np.array([0.0, 150.0, 400.0, 990.0])

    ring = rings(x, np.zeros(4), np.array([0.0, 1000.0]), np.zeros(2), 100.0, 300.0)

    assert ring.tolist() == [-1, 0, -1, -1]


def test_crime_that_moved_next_door_takes_from_the_gain() -> None:
    inside = effect(*_world(1, pairs=40, planted=0.7))
    moved = spillover(inside, effect(*_world(2, pairs=40, planted=1.4)))
    spread = spillover(inside, effect(*_world(2, pairs=40, planted=0.7)))

    assert "moved there" in moved.sentence
    assert "spread" in spread.sentence
    assert moved.net < inside.avoided < spread.net
    assert moved.quotient is not None
    assert moved.quotient < 0
    assert moved.net_low < moved.net < moved.net_high
