"""Ethnicity and gender codes."""

import pytest

from ninefold.pole.codes import (
    GENDER,
    GENDER_OF_THE_STANDARD,
    Ethnicity,
    EthnicityEdition,
    observed_group,
    parse_ethnicity,
    parse_ethnicity_18_1,
    parse_ethnicity_observed,
)
from ninefold.pole.refusal import Refusal


def test_chinese_moved_between_the_older_and_newer_list_and_the_move_is_flagged():
    older = parse_ethnicity("O1")
    assert older == Ethnicity("A4", EthnicityEdition.OF_16_1)
    assert parse_ethnicity("A4") == Ethnicity("A4", EthnicityEdition.OF_18_1)
    assert parse_ethnicity("Chinese or other ethnic group - Chinese (O1)") == older
    assert older.group == "asian"


def test_roma_is_taken_and_flagged_as_wider_than_the_list():
    assert parse_ethnicity("w4").edition is EthnicityEdition.WITH_ROMA
    assert parse_ethnicity("w4").group == "white"


def test_labels_of_both_editions_give_one_code():
    new = "Black/African/Caribbean/Black British - Any other Black/African/Caribbean background"
    old = "Black or Black British - Any other Black ethnic background (B9)"
    assert parse_ethnicity_18_1(new) == parse_ethnicity_18_1(old) == "B9"
    assert parse_ethnicity(old).edition is EthnicityEdition.OF_16_1


def test_not_stated_is_no_ethnic_group():
    assert parse_ethnicity("Other ethnic group - Not stated").group == "not-stated"
    assert parse_ethnicity("Not Stated (NS)").code == "NS"


def test_what_an_officer_saw_is_kept_as_coarse_as_it_was_written():
    """A file that says White does not say north or south, and must not be made to."""
    assert parse_ethnicity_observed("White") == "white"
    assert parse_ethnicity_observed("IC1") == "1"
    assert parse_ethnicity_observed("2") == "2"
    assert {observed_group(code) for code in ("white", "1", "2")} == {"White"}
    assert observed_group("other") == observed_group("6") == "Other"


def test_seven_is_mixed_but_ic7_is_not_known():
    assert parse_ethnicity_observed("7") == "7"
    assert parse_ethnicity_observed("IC7") == "0"
    assert observed_group("0") == "Unknown"
    with pytest.raises(Refusal):
        observed_group("IC7")


def test_a_gender_the_standard_lacks_is_kept_and_can_be_told():
    assert GENDER.parse("Other") == "other"
    assert "other" not in GENDER_OF_THE_STANDARD
    assert len(GENDER_OF_THE_STANDARD) == 8
    assert GENDER.parse("f") == "female"
    assert GENDER.parse("Non Binary") == GENDER.parse("non-binary") == "non-binary"
