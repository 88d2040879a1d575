"""Metres or feet: guessed where only one can be meant, and never where both can."""

import numpy as np
import pytest

from ninefold.measures.places.grid_units import likely_units

WIDE = np.linspace(-20_000, 20_000, 200)


@pytest.mark.parametrize(
    ("east", "north"),
    [
        (2_700_000, 240_000),
        (985_000, 200_000),
        (7_660_000, 680_000),
        (6_450_000, 1_850_000),
        (3_120_000, 13_840_000),
    ],
    ids=["Philadelphia", "New York", "Portland", "Los Angeles", "Houston"],
)
def test_a_state_plane_in_feet_is_known_by_its_numbers(east: float, north: float) -> None:
    assert likely_units(east + WIDE, north + WIDE) == "feet"


@pytest.mark.parametrize(
    ("east", "north"),
    [(530_000, 180_000), (486_000, 4_424_000), (630_000, 4_834_000), (652_000, 6_862_000), (2_000, 3_000)],
    ids=["London", "Philadelphia, UTM", "Toronto, UTM", "Paris", "a plane of one's own"],
)
def test_common_grids_in_metres_stay_metres(east: float, north: float) -> None:
    assert likely_units(east + WIDE, north + WIDE) == "metres"


def test_numbers_of_both_kinds_of_grid_are_not_guessed() -> None:
    """Zürich in metres; a county of Missouri in feet has the like."""
    assert likely_units(2_683_000 + WIDE, 1_248_000 + WIDE) == "either"


def test_a_few_wild_points_change_nothing() -> None:
    x, y = np.append(530_000 + WIDE, 9e9), np.append(180_000 + WIDE, -9e9)

    assert likely_units(x, y) == "metres"
