"""Latitudes, longitudes and points."""

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.refusal import Refusal
from ninefold.pole.where import (
    Point,
    metres_between,
    parse_latitude,
    parse_longitude,
    parse_point,
    point_from,
)

LATITUDES = st.floats(-90, 90)
LONGITUDES = st.floats(-180, 180)


@given(LATITUDES, LONGITUDES)
def test_decimal_degrees_hold(latitude, longitude):
    assert parse_latitude(f"{latitude:.15f}") == pytest.approx(latitude, abs=1e-12)
    assert parse_longitude(f"{longitude:+.15f}") == pytest.approx(longitude, abs=1e-12)


@given(st.floats(-90, 90).filter(lambda value: abs(value) > 1e-3), LONGITUDES)
def test_a_point_goes_to_iso_text_and_back(latitude, longitude):
    point = Point(latitude, longitude)
    again = parse_point(str(point))
    assert again.latitude == pytest.approx(latitude, abs=1e-6)
    assert again.longitude == pytest.approx(longitude, abs=1e-6)
    assert parse_point(str(again)) == again


def test_degrees_minutes_and_seconds_are_told_from_decimal_degrees():
    """51 degrees 30 minutes 26 seconds is 51.507222 degrees."""
    assert parse_latitude("+513026") == pytest.approx(51.507222, abs=1e-6)
    assert parse_latitude("+5130.5") == pytest.approx(51.508333, abs=1e-6)
    assert parse_longitude("-0000740") == pytest.approx(-0.127778, abs=1e-6)
    assert parse_point("+513026-0000740/") == parse_point("+513026-0000740")


@pytest.mark.parametrize(
    ("parse", "text", "rule"),
    [
        (parse_latitude, "90.0001", "DS_014.range"),
        (parse_longitude, "-180.5", "DS_015.range"),
        (parse_latitude, "+516026", "DS_014.range"),
        (parse_latitude, "513026", "DS_014.format"),
        (parse_latitude, "nan", "DS_014.format"),
        (parse_latitude, "inf", "DS_014.format"),
        (parse_latitude, "5e1", "DS_014.format"),
        (parse_latitude, "51,5", "DS_014.format"),
        (parse_longitude, "1_0", "DS_015.format"),
        (parse_longitude, "", "DS_015.empty"),
        (parse_point, "51.5-000.1/", "DS_014.format"),
    ],
)
def test_what_is_no_coordinate_is_refused_by_its_rule(parse, text, rule):
    with pytest.raises(Refusal) as told:
        parse(text)
    assert told.value.rule == rule


def test_two_zeros_are_not_a_place():
    with pytest.raises(Refusal, match=r"DS_014\.null"):
        point_from("0", "0.000")


def test_swapped_coordinates_fall_outside_the_country():
    assert point_from("51.5", "-0.12").is_in_united_kingdom
    assert point_from("60.15", "-1.15").is_in_united_kingdom
    assert not point_from("-0.12", "51.5").is_in_united_kingdom


def test_a_snapped_point_says_so():
    assert point_from("51.5", "-0.12", is_snapped=True).is_snapped
    assert not point_from("51.5", "-0.12").is_snapped


def test_one_degree_of_latitude_is_about_111_kilometres():
    assert metres_between(Point(51, -1), Point(52, -1)) == pytest.approx(111_195, abs=5)


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_distance_is_the_same_both_ways_and_at_most_half_the_earth(a, b, c, d):
    if (a, b) != (0, 0) and (c, d) != (0, 0):
        one, other = Point(a, b), Point(c, d)
        assert metres_between(one, other) == pytest.approx(metres_between(other, one))
        assert 0 <= metres_between(one, other) <= math.pi * 6_371_008.8 + 1


@given(st.one_of(st.text(), st.text("0123456789+-./", max_size=20)))
def test_any_text_is_a_coordinate_or_is_refused(text):
    for parse, limit in ((parse_latitude, 90), (parse_longitude, 180)):
        with suppress(Refusal):
            assert abs(parse(text)) <= limit
