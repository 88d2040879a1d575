"""Postcodes, UPRNs and area codes."""

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.identifiers import (
    parse_area_code,
    parse_lsoa,
    parse_msoa,
    parse_postcode,
    parse_uprn,
)
from ninefold.pole.refusal import Refusal

OUTWARD = st.from_regex(
    r"\A[A-PR-UWYZ]([A-HK-Y][0-9]?[0-9]|[0-9][0-9]?|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRVWXY])\Z"
)
INWARD = st.from_regex(r"\A[0-9][ABD-HJLNP-UW-Z]{2}\Z")
TRAFFORD = Path(__file__).resolve().parents[5] / "shared/data/geography/postcodes_trafford.csv.gz"


def rule_of(parse, text):
    with pytest.raises(Refusal) as told:
        parse(text)
    return told.value.rule


@given(OUTWARD, INWARD, st.sampled_from(["", " ", "  ", "\t"]))
def test_a_postcode_holds_however_it_is_spaced(outward, inward, gap):
    assert parse_postcode(f"{outward}{gap}{inward}".lower()) == f"{outward} {inward}"


@pytest.mark.parametrize(
    "text",
    ["M1 1AA", "M60 1NW", "CR2 6XH", "DN55 1PT", "W1A 1HQ", "EC1A 1BB", "GIR 0AA", "ZE1 0AA", "IP1 1AA"],
)
def test_every_shape_in_use_holds_and_places_the_printed_rule_would_lose(text):
    """Shetland and Ipswich start with letters the dictionary's printed rule bars."""
    assert parse_postcode(text) == text


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Q1 1AA", "DS_010.position"),
        ("V1 1AA", "DS_010.position"),
        ("X1 1AA", "DS_010.position"),
        ("AI1 1AA", "DS_010.position"),
        ("AJ1 1AA", "DS_010.position"),
        ("AZ1 1AA", "DS_010.position"),
        ("AAA 1AA", "DS_010.format"),
        ("SW1A 1A", "DS_010.format"),
        ("SW1A", "DS_010.format"),
        ("SW1A IAA", "DS_010.format"),
        ("SWIA 1AA", "DS_010.format"),
        ("AA111 1AA", "DS_010.format"),
        ("NFA", "DS_010.format"),
    ],
)
def test_what_cannot_be_a_postcode_is_refused_by_its_rule(text, rule):
    assert rule_of(parse_postcode, text) == rule


@given(OUTWARD, st.integers(0, 9), st.sampled_from("CIKMOV"), st.sampled_from("ABD"), st.booleans())
def test_letters_that_never_stand_in_the_last_two_places_are_refused(outward, digit, bad, good, is_last):
    inward = f"{digit}{good}{bad}" if is_last else f"{digit}{bad}{good}"
    assert rule_of(parse_postcode, f"{outward} {inward}") == "DS_010.inward"


@pytest.mark.skipif(not TRAFFORD.exists(), reason="the postcode file of Trafford is not here")
def test_every_true_postcode_of_one_borough_holds():
    with gzip.open(TRAFFORD, "rt") as file:
        postcodes = [row["postcode"] for row in csv.DictReader(file)]
    assert len(postcodes) > 1000
    assert [parse_postcode(postcode) for postcode in postcodes] == postcodes


@given(st.integers(1, 10**12 - 1))
def test_a_uprn_meets_itself_with_and_without_its_zeros(number):
    assert parse_uprn(str(number)) == parse_uprn(f"{number:012d}") == f"{number:012d}"


def test_a_uprn_of_zeros_or_thirteen_digits_is_refused():
    assert rule_of(parse_uprn, "000000000000") == "DS_011.zero"
    assert rule_of(parse_uprn, "1" * 13) == "DS_011.format"
    assert rule_of(parse_uprn, "12345.0") == "DS_011.format"


def test_layers_of_areas_are_told_apart():
    for lower in ("E01031349", "W01000001", "S01006506", "N20000001", "95AA01S1"):
        assert parse_lsoa(lower) == parse_area_code(lower) == lower
        assert rule_of(parse_msoa, lower) == "area.msoa"
    for middle in ("E02006534", "W02000001", "S02001236", "N21000001"):
        assert parse_msoa(middle) == middle
        assert rule_of(parse_lsoa, middle) == "area.lsoa"
    assert parse_area_code("e07000223") == "E07000223"
    assert rule_of(parse_area_code, "E0100001") == "area.format"
