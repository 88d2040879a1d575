"""The boosted extra sees no future, keeps its total, and can say why."""

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.measures.places.made_up import town

from ninefold.measures.places.backtest import run
from ninefold.measures.places.boosted import TERMS, Boosted, LearntBoosted
from ninefold.measures.places.surface import LearntSurface, Surface
from ninefold.measures.places.windows import every

pytest.importorskip("lightgbm", reason="LightGBM is not installed: pip install 'ninefold[boosted]'")
TUNING = every(28, first_day=300, count=4)
TEST = every(28, first_day=412, count=4)


def test_boosting_finds_the_corners_and_expects_about_as_many_as_come() -> None:
    judged = run(Boosted(), town(days=530), TUNING, TEST, shares=np.array([0.1]))

    assert judged.scores.hit_rate()[0] > 0.35
    assert judged.scores.expected_over_observed == pytest.approx(1.0, abs=0.2)


def test_a_boosted_forecast_does_not_change_with_what_happens_after_it() -> None:
    history = town(days=530)
    later = history.day >= TEST[0].end_day
    other = replace(history, at=np.where(later, (history.at + 7) % 400, history.at))

    first, second = (run(Boosted(), each, TUNING, TEST[:1], keep=True) for each in (history, other))

    assert first.rates is not None
    assert second.rates is not None
    assert np.array_equal(first.rates, second.rates)


def test_too_short_a_past_is_left_to_the_default_surface() -> None:
    learnt = Boosted().learn(town(days=60), every(7, first_day=40, count=2))

    assert isinstance(learnt, LearntSurface)


def test_every_cell_can_be_told_by_feature_and_the_parts_make_up_its_rate() -> None:
    history = town(days=530).before(412)
    learnt = Boosted().learn(history, TUNING)
    assert isinstance(learnt, LearntBoosted)
    rates = learnt.rates(history, TEST[0])

    reasons = learnt.reasons(history, TEST[0])

    assert reasons.shape == (400, len(TERMS))
    assert np.ptp(np.log(rates) - reasons.sum(axis=1)) == pytest.approx(0, abs=1e-6)
    assert reasons[:, 0:6].std() > 0


def test_learning_leaves_the_surface_ready_for_the_next_window() -> None:
    history = town(days=530).before(412)

    boosted, surface = Boosted().learn(history, TUNING), Surface().learn(history, TUNING)

    assert isinstance(boosted, LearntBoosted)
    assert np.array_equal(boosted.surface.rates(history, TEST[0]), surface.rates(history, TEST[0]))


def test_one_kind_alone_is_enough() -> None:
    history = town(days=530)
    alone = replace(history, company=history.company.taken(slice(0, 0)))

    judged = run(Boosted(), alone, TUNING, TEST, shares=np.array([0.1]))

    assert judged.scores.hit_rate()[0] > 0.35
