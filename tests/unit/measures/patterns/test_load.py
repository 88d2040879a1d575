"""A forecast's load by kind of area stands beside the share of victims, with an interval."""

import numpy as np
import pytest

from ninefold.errors import SettingMissing
from ninefold.measures.patterns.load import fifths, load_by_group

NAMES = ["least deprived", "most deprived"]


def _rounds(sent: tuple[float, float], hurt: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(1)
    return random.poisson(sent, (52, 2)).astype(float), random.poisson(hurt, (52, 2)).astype(float)


def test_a_group_that_gets_more_boxes_than_victims_is_named() -> None:
    boxes, victims = _rounds((10.0, 40.0), (25.0, 25.0))

    least, most = load_by_group(np.array([0, 1]), NAMES, boxes, victims, np.array([100.0, 300.0]))

    assert most.boxes_share == pytest.approx(0.8, abs=0.02)
    assert most.low is not None
    assert most.low > 1
    assert "more patrol" in most.sentence
    assert "less patrol" in least.sentence
    assert most.residents_share == 0.75


def test_a_load_in_proportion_is_called_so() -> None:
    loads = load_by_group(np.array([0, 1]), NAMES, *_rounds((20.0, 30.0), (20.0, 30.0)))

    assert all("in proportion" in each.sentence for each in loads)


def test_a_group_without_victims_has_no_ratio_and_areas_of_no_group_are_left_out() -> None:
    boxes, victims = np.array([[5.0, 5.0, 90.0]]), np.array([[8.0, 0.0, 90.0]])

    first, second = load_by_group(np.array([0, 1, -1]), NAMES, boxes, victims)

    assert (first.boxes_share, second.ratio) == (0.5, None)
    with pytest.raises(SettingMissing):
        load_by_group(np.array([0, 1]), NAMES, boxes, victims)


def test_fifths_hold_a_fifth_each_and_areas_without_a_value_none() -> None:
    value = np.append(np.arange(100.0), np.nan)

    group = fifths(value)

    assert np.bincount(group[:100]).tolist() == [20] * 5
    assert group[100] == -1
    by_residents = fifths(value, np.append(np.arange(100.0, 0, -1), 1.0))
    assert (by_residents == 0).sum() < (by_residents == 4).sum()
