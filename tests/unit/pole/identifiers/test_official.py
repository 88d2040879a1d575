"""National Insurance numbers, passports and driving licences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.identifiers import parse_driving_licence, parse_nino, parse_passport
from ninefold.pole.refusal import Refusal


def rule_of(parse, text):
    with pytest.raises(Refusal) as told:
        parse(text)
    return told.value.rule


@given(
    st.sampled_from("ABCEGHJKLMNOPRSTWXYZ"),
    st.sampled_from("ABCEGHJKLMNPRSTWXYZ"),
    st.integers(0, 999_999),
    st.sampled_from(["A", "B", "C", "D", ""]),
)
def test_a_national_insurance_number_holds_however_it_is_spaced(first, second, digits, suffix):
    number = f"{first}{second}{digits:06d}{suffix}"
    spaced = f"{number[:2]} {number[2:4]} {number[4:6]} {number[6:8]} {number[8:]}"
    if first + second in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}:
        assert rule_of(parse_nino, spaced) == "DS_060.prefix"
    else:
        assert parse_nino(spaced) == number


@pytest.mark.parametrize(
    "text",
    [
        "DA123456A",
        "FA123456A",
        "VA123456A",
        "IA123456A",
        "QA123456A",
        "UA123456A",
        "AO123456A",
        "QQ123456C",
        "AV123456A",
        "TN010203",
    ],
)
def test_letters_that_are_never_given_are_refused(text):
    assert rule_of(parse_nino, text) == "DS_060.prefix"


@pytest.mark.parametrize("text", ["AB123456E", "AB12345C", "A1234567C", "AB1234567"])
def test_what_is_not_the_shape_of_a_national_insurance_number_is_refused(text):
    assert rule_of(parse_nino, text) == "DS_060.format"


@pytest.mark.parametrize("text", ["A123456", "123456A", "012345678"])
def test_the_three_forms_of_a_passport_number_hold(text):
    assert parse_passport(text) == text


@pytest.mark.parametrize("text", ["12345678", "1234567890", "AB12345", "A12345B"])
def test_other_forms_of_a_passport_number_are_refused(text):
    assert rule_of(parse_passport, text) == "DS_056.format"


@given(st.integers(1, 12), st.booleans(), st.integers(1, 31))
def test_every_month_of_men_and_women_holds(month, is_woman, day):
    number = f"QUILL6{month + 50 * is_woman:02d}{day:02d}4AB9IJ"
    assert parse_driving_licence(number) == number


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("MORGA617054SM9IJ", "DS_061.month"),
        ("MORGA600054SM9IJ", "DS_061.month"),
        ("MORGA650054SM9IJ", "DS_061.month"),
        ("MORGA663054SM9IJ", "DS_061.month"),
        ("MORGA621054SM9IJ", "DS_061.month"),
        ("MORGA657004SM9IJ", "DS_061.day"),
        ("MORGA657324SM9IJ", "DS_061.day"),
        ("9ORGA657054SM9IJ", "DS_061.surname"),
        ("MO9GA657054SM9IJ", "DS_061.surname"),
        ("MORGA657054SM9I", "DS_061.format"),
        ("MORGA657054SM9I1", "DS_061.format"),
    ],
)
def test_a_driver_number_that_cannot_be_is_refused_by_its_rule(text, rule):
    assert rule_of(parse_driving_licence, text) == rule


def test_a_short_surname_is_filled_with_nines():
    assert parse_driving_licence("LEE99 657054 SM9IJ") == "LEE99657054SM9IJ"
