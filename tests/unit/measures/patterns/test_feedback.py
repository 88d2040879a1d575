"""A forecast fed on its own finds drifts from the truth; weighting and exploring hold it; caps and lists are kept."""

import numpy as np
import pytest

from ninefold.errors import SettingMissing
from ninefold.measures.patterns.feedback import Practice, World, capped, exploring, simulate

WORLD = World()


def test_a_forecast_fed_on_finds_ends_far_above_the_truth() -> None:
    fed = simulate(WORLD, Practice(1.0), runs=600)

    assert fed.true_share == pytest.approx(12 / 22)
    assert fed.forecast_share == pytest.approx(0.628, abs=0.02)


@pytest.mark.parametrize(("discovered", "share"), [(0.0, 0.544), (0.6, 0.566)])
def test_the_fewer_finds_the_less_it_drifts(discovered: float, share: float) -> None:
    assert simulate(WORLD, Practice(discovered), runs=300).forecast_share == pytest.approx(share, abs=0.02)


def test_finds_weighted_by_the_chance_of_a_visit_bring_the_truth_back() -> None:
    weighted = simulate(WORLD, Practice(1.0, weighted=True), runs=600)

    assert weighted.forecast_share == pytest.approx(0.545, abs=0.02)


def test_always_the_top_area_gets_all_the_patrol_even_when_nothing_is_found() -> None:
    assert simulate(WORLD, Practice(0.0, "always the top"), runs=100).patrol_share > 0.95
    capped_share = simulate(WORLD, Practice(0.0, "always the top", most=0.6), runs=100).patrol_share
    assert capped_share == pytest.approx(0.6, abs=0.05)


def test_exploring_and_weighting_draw_a_greedy_forecast_towards_the_truth() -> None:
    greedy = simulate(WORLD, Practice(1.0, "always the top"), runs=100)
    explored = simulate(WORLD, Practice(1.0, "always the top", exploration=0.2, weighted=True), runs=100)

    assert greedy.forecast_share > 0.95
    assert abs(explored.forecast_share - 0.545) < 0.06


def test_a_world_of_three_areas_runs_and_a_nonsense_one_is_refused() -> None:
    three = World((5.0, 5.0, 10.0), (20.0, 20.0, 20.0), days=100)

    assert simulate(three, Practice(0.5), runs=50).true_share == 0.25
    with pytest.raises(SettingMissing, match="two areas"):
        simulate(World((1.0,), (1.0,)), Practice())
    with pytest.raises(SettingMissing, match="share"):
        simulate(WORLD, Practice(discovered=1.5))


def test_exploration_replaces_the_end_of_the_list_with_cells_not_on_it() -> None:
    chosen = np.arange(20)

    mixed = exploring(chosen, 100, 0.25, seed=1)

    assert mixed[:15].tolist() == list(range(15))
    assert (mixed[15:] >= 20).all()
    assert len(set(mixed.tolist())) == 20


def test_no_area_holds_more_than_its_cap_and_the_best_come_first() -> None:
    score = np.arange(100, dtype=float)
    area = np.where(score >= 60, 0, np.arange(100) % 4 + 1)

    chosen = capped(score, area, 20, 0.3)

    assert np.bincount(area[chosen]).max() <= 6
    assert chosen[0] == 99
    assert len(chosen) == 20
