"""Registration marks of vehicles."""

import pytest

from ninefold.pole.identifiers import VrmForm, parse_vrm, vrm_form
from ninefold.pole.refusal import Refusal


@pytest.mark.parametrize(
    ("text", "mark", "form"),
    [
        ("ab51 abc", "AB51ABC", VrmForm.CURRENT),
        ("A123 BCD", "A123BCD", VrmForm.PREFIX),
        ("Q456-ABC", "Q456ABC", VrmForm.PREFIX),
        ("ABC 123D", "ABC123D", VrmForm.SUFFIX),
        ("ABC 123", "ABC123", VrmForm.DATELESS),
        ("123 ABC", "123ABC", VrmForm.DATELESS),
        ("AB 1234", "AB1234", VrmForm.DATELESS),
        ("A 1", "A1", VrmForm.DATELESS),
        ("AIA 1234", "AIA1234", VrmForm.NORTHERN_IRELAND),
        ("BXZ 4321", "BXZ4321", VrmForm.NORTHERN_IRELAND),
        ("IA 12", "IA12", VrmForm.NORTHERN_IRELAND),
        ("1234 BZ", "1234BZ", VrmForm.NORTHERN_IRELAND),
    ],
)
def test_each_form_of_mark_is_known(text, mark, form):
    assert parse_vrm(text) == mark
    assert vrm_form(mark) is form


@pytest.mark.parametrize(
    "text",
    [
        "AQ51ABC",
        "AB51AIC",
        "AB5 1ABCD",
        "ABCD 123",
        "12345 ABC",
        "A0123BCD",
        "UNKNOWN",
        "ABC0",
        "WVWZZZ1JZ3W386752",
    ],
)
def test_what_no_uk_plate_reads_is_refused(text):
    with pytest.raises(Refusal, match=r"VRM\.format"):
        parse_vrm(text)


def test_the_letter_o_is_not_taken_for_a_zero():
    with pytest.raises(Refusal):
        parse_vrm("ABO1 ABC")
    assert parse_vrm("AB01 ABC") == "AB01ABC"
