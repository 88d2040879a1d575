"""The regression beside the trees leaves the surface be where it learns nothing, and finds what there is."""

import numpy as np
import pytest

from ninefold.measures.places.boosted_features import FEATURES, LEAST_RATE
from ninefold.measures.places.boosted_regression import Regression, fit_regression
from ninefold.measures.places.events import Floats

CHANCE = np.random.default_rng(3)
CELLS = 4000
RATES = np.exp(CHANCE.normal(-4, 1, (CELLS, len(FEATURES))))
FOUND = np.log(RATES + LEAST_RATE).astype(np.float32)
START = np.log(RATES[:, 0])


def fitted(mean: Floats, *, rows: int = CELLS) -> Regression:
    counts = np.random.default_rng(4).poisson(mean).astype(np.float64)
    return fit_regression(FOUND[:rows], START[:rows], counts[:rows], np.ones(rows))


def test_where_the_surface_is_right_it_is_left_as_it_is() -> None:
    added = fitted(300 * np.exp(START)).added(FOUND)

    assert added.std() < 0.05 * START.std()


def test_what_the_surface_does_not_know_is_learnt() -> None:
    missed = 0.6 * np.log(RATES[:, 7])
    added = fitted(100 * np.exp(START + missed)).added(FOUND)

    assert np.corrcoef(added, missed)[0, 1] > 0.9


def test_the_fewer_the_events_the_nearer_it_stays_to_the_surface() -> None:
    truth = np.exp(START + 0.6 * np.log(RATES[:, 7]))

    few, many = (fitted(much * truth).added(FOUND).std() for much in (0.02, 100))

    assert few < 0.3 * many


def test_a_place_busier_than_any_before_is_not_carried_further_than_the_busiest() -> None:
    learnt = fitted(100 * np.exp(START + 0.6 * np.log(RATES[:, 7])))
    busiest, beyond = FOUND.max(axis=0)[None], FOUND.max(axis=0)[None] + 5

    assert learnt.added(beyond) == pytest.approx(learnt.added(busiest))


def test_the_parts_sum_to_the_whole() -> None:
    learnt = fitted(30 * np.exp(START))

    assert learnt.parts(FOUND).sum(axis=1) == pytest.approx(learnt.added(FOUND))


def test_position_and_season_are_left_to_the_trees() -> None:
    parts = fitted(30 * np.exp(START)).parts(FOUND)
    moved = {feature.name for feature, part in zip(FEATURES, parts.T, strict=True) if np.any(part)}

    assert not {"how far east", "how far north", "time of year, summer to winter"} & moved
    assert "days since the last one here" in moved
