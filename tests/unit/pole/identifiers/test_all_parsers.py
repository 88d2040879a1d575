"""Promises that every parser of an identifier keeps, on any text at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.identifiers import PARSERS
from ninefold.pole.refusal import Refusal

# Text made of the marks identifiers are made of, which gets further into the rules than any text would,
# and a few that turn into plain letters or digits when they are capitalised or counted as digits.
NEARLY = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcz/+-@. ſıß٣５\n\x00\ud800", max_size=24)


def what_is_said_of(kind, text):
    try:
        PARSERS[kind](text)
    except Refusal as refusal:
        return f"{refusal} {refusal!r}"
    return ""


GOOD = {
    "area_code": "E01031349",
    "asn": "1101ZD0100000448754K",
    "collar": "0472",
    "crime_reference": "52/0001234/19",
    "cro": "000123/45B",
    "driving_licence": "MORGA657054SM9IJ",
    "email": "ada.quill@example.org",
    "ho_classification": "008/06",
    "lsoa": "W01000001",
    "msoa": "E02006534",
    "nino": "AB123456C",
    "offence_code": "TH68001A",
    "passport": "123456789",
    "phone": "+442079460018",
    "pnc_id": "1990/0000570N",
    "postcode": "SW1A 1AA",
    "uprn": "000000012345",
    "vrm": "AB51ABC",
}


@pytest.mark.parametrize("kind", sorted(PARSERS))
def test_a_normal_form_is_given_back_unchanged(kind):
    assert PARSERS[kind](GOOD[kind]) == GOOD[kind]


@pytest.mark.parametrize("kind", sorted(PARSERS))
def test_spaces_round_it_and_small_letters_make_no_difference(kind):
    assert PARSERS[kind](f" \t{GOOD[kind].lower()}\u00a0\n") == GOOD[kind]


@pytest.mark.parametrize("kind", sorted(PARSERS))
@given(text=st.one_of(st.text(), NEARLY))
def test_any_text_is_parsed_for_good_or_refused(kind, text):
    """No other error than a refusal, and what is parsed parses to itself."""
    try:
        parsed = PARSERS[kind](text)
    except Refusal:
        return
    assert PARSERS[kind](parsed) == parsed
    assert parsed.isascii()
    assert parsed.isprintable()


@pytest.mark.parametrize("kind", sorted(PARSERS))
@given(text=st.text("QXZ0987", min_size=7, max_size=12))
def test_a_refusal_never_repeats_the_value(kind, text):
    assert text not in what_is_said_of(kind, text)


@pytest.mark.parametrize("kind", sorted(PARSERS))
@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u3000"])
def test_nothing_is_refused_as_empty(kind, blank):
    with pytest.raises(Refusal) as told:
        PARSERS[kind](blank)
    assert told.value.rule.endswith(".empty")


@pytest.mark.parametrize("kind", sorted(PARSERS))
def test_a_very_long_field_is_refused_before_it_is_read(kind):
    with pytest.raises(Refusal) as told:
        PARSERS[kind](GOOD[kind] * 1000)
    assert told.value.rule.endswith(".length")


@pytest.mark.parametrize("kind", sorted(PARSERS))
def test_look_alike_letters_and_digits_of_other_alphabets_are_refused(kind):
    """A full-width 5 counts as a digit in many languages' rules, and a long s capitalises to S."""
    for stranger in ("５", "ſ", "\u0410"):
        with pytest.raises(Refusal) as told:
            PARSERS[kind](stranger + GOOD[kind][1:])
        assert told.value.rule.endswith(".characters")
