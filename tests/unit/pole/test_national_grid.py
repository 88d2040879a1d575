"""The British National Grid."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.national_grid import GridPoint, parse_grid_reference, to_grid, to_wgs84
from ninefold.pole.refusal import Refusal
from ninefold.pole.where import Point, metres_between

# Where there is land in the grid, more or less; far out to sea the projection is not meant to be used.
EASTINGS = st.floats(80_000, 655_000)
NORTHINGS = st.floats(5_000, 1_219_000)


def test_the_survey_guides_worked_point_is_found():
    """Caister water tower, TG 51409 13177: 52.65798 N, 1.71605 E in WGS84, within 5 metres."""
    place = parse_grid_reference("TG 51409 13177")
    assert place == GridPoint(651_409, 313_177)
    assert metres_between(to_wgs84(place), Point(52.657977, 1.716038)) < 5


@given(EASTINGS, NORTHINGS)
def test_there_and_back_is_within_a_centimetre(easting, northing):
    back = to_grid(to_wgs84(GridPoint(easting, northing)))
    assert back.easting == pytest.approx(easting, abs=0.01)
    assert back.northing == pytest.approx(northing, abs=0.01)


@pytest.mark.parametrize(
    ("text", "easting", "northing"),
    [
        ("TQ 300 804", 530_000, 180_400),
        ("sv 00", 0, 0),
        ("NN 16600 71200", 216_600, 771_200),
        ("HP 62 15", 462_000, 1_215_000),
    ],
)
def test_a_reference_names_the_corner_of_its_square(text, easting, northing):
    assert parse_grid_reference(text) == GridPoint(easting, northing)


@pytest.mark.parametrize("text", ["TQ 300 80", "TI 300 804", "ZZ 300 804", "TQ", "TQ 123456 123456", ""])
def test_what_is_not_a_reference_is_refused(text):
    with pytest.raises(Refusal, match="grid"):
        parse_grid_reference(text)


def test_places_outside_the_grid_are_refused():
    for latitude, longitude in ((48.85, 2.35), (-33.9, 151.2), (53.35, -8.7)):
        with pytest.raises(Refusal, match=r"grid\.range"):
            to_grid(Point(latitude, longitude))
    with pytest.raises(Refusal, match=r"grid\.range"):
        GridPoint(float("nan"), 0)


@given(st.one_of(st.text(), st.text("HNOSTQ0123456789 ", max_size=14)))
def test_any_text_is_a_reference_or_is_refused(text):
    with suppress(Refusal):
        assert 0 <= parse_grid_reference(text).easting < 700_000
