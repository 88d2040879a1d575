"""Degrees become metres and come back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.measures.places.plane import Plane, local_plane
from ninefold.measures.places.projected import known_projection

EARTH = 6_371_000.0


@given(st.floats(-179, 179), st.floats(-80, 80), st.floats(-0.4, 0.4), st.floats(-0.4, 0.4))
def test_there_and_back_again_is_the_same_place(lon: float, lat: float, east: float, north: float) -> None:
    plane = Plane(lon, lat)

    back = plane.backward(*plane.forward(lon + east, lat + north))

    assert np.allclose(back, (lon + east, lat + north), atol=1e-7)


def test_a_kilometre_near_the_middle_is_a_kilometre() -> None:
    """One thousandth of a degree of latitude at 52° N is 111.27 m on the ellipsoid."""
    plane = Plane(-1.5, 52.0)

    x, y = plane.forward([-1.5, -1.5 + 0.01], [52.01, 52.0])

    assert y[0] == pytest.approx(1112.7, abs=0.3)
    assert x[1] == pytest.approx(686.8, abs=0.3)


def test_a_wild_point_does_not_move_the_plane() -> None:
    plane = local_plane([-75.1, -75.2, -75.15, 120.0], [40.0, 40.1, 40.05, -30.0])

    assert abs(plane.longitude + 75.125) < 0.1


def test_utm_gives_the_known_easting_and_northing_of_a_known_place() -> None:
    """The CN Tower: 17T 630084 4833438 (Wikipedia's example of UTM)."""
    zone = known_projection(32617)
    assert zone is not None

    x, y = zone.forward([-79.387139], [43.642567])

    assert abs(x[0] - 630_084) < 2
    assert abs(y[0] - 4_833_438) < 2
    assert np.allclose(zone.backward(x, y), ([-79.387139], [43.642567]), atol=1e-6)
