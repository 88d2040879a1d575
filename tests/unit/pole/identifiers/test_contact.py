"""Telephone numbers and email addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.identifiers import parse_email, parse_phone
from ninefold.pole.refusal import Refusal


@pytest.mark.parametrize(
    "text",
    [
        "020 7946 0018",
        "(020) 7946-0018",
        "+44 20 7946 0018",
        "+44 (0)20 7946 0018",
        "0044 20 7946 0018",
        "020.7946.0018",
    ],
)
def test_one_number_written_six_ways_is_one_number(text):
    assert parse_phone(text) == "+442079460018"


@given(st.integers(0, 999_999_999))
def test_a_mobile_number_goes_from_national_to_international(number):
    assert parse_phone(f"07{number:09d}") == f"+447{number:09d}"


def test_numbers_of_other_countries_stay_as_they_are():
    assert parse_phone("+354 555 0123") == "+3545550123"
    assert parse_phone("+353 1 555 0123") == "+35315550123"
    assert parse_phone("00 33 1 99 00 12 34") == "+33199001234"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("7700900123", "DS_053.format"),  # the spreadsheet ate the zero; a guess could join strangers
        ("999", "DS_053.format"),
        ("077009001", "DS_053.format"),
        ("07700 900123 ext 4", "DS_053.format"),
        ("00000000000", "DS_053.format"),
        ("04000 000000", "DS_053.united_kingdom"),
        ("+44 7700", "DS_053.format"),
        ("+44 7700 90", "DS_053.united_kingdom"),
        ("+29 0123 456", "DS_053.length"),
        ("+1234567890123456", "DS_053.format"),
        ("call after 6", "DS_053.format"),
    ],
)
def test_what_cannot_be_dialled_is_refused(text, rule):
    with pytest.raises(Refusal) as told:
        parse_phone(text)
    assert told.value.rule == rule


def test_an_email_address_is_kept_in_small_letters():
    assert parse_email(" Ada.Quill+court@Example.ORG ") == "ada.quill+court@example.org"


@pytest.mark.parametrize(
    "text",
    [
        "ada.quill",
        "ada quill@example.org",
        "@example.org",
        "ada@localhost",
        "ada@@example.org",
        "ada..quill@example.org",
        ".ada@example.org",
        "ada@-example.org",
        "ada@example.org.",
        "none@none",
        "a@example.org; b@example.org",
        "x" * 65 + "@example.org",
    ],
)
def test_what_is_not_one_email_address_is_refused(text):
    with pytest.raises(Refusal, match="DS_054"):
        parse_email(text)
