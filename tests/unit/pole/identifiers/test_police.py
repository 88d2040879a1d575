"""PNC IDs, CRO numbers, arrest summons numbers, collar numbers and references."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.identifiers import (
    check_letter,
    parse_asn,
    parse_collar,
    parse_crime_reference,
    parse_cro,
    parse_pnc_id,
)
from ninefold.pole.identifiers.check_letters import LETTERS
from ninefold.pole.refusal import Refusal

YEARS = st.integers(1950, 2049)
SERIALS = st.integers(0, 9_999_999)


def rule_of(parse, text):
    with pytest.raises(Refusal) as told:
        parse(text)
    return told.value.rule


def pnc(year, serial):
    return f"{year}/{serial:07d}{check_letter(f'{year % 100:02d}{serial:07d}')}"


def test_the_check_letters_are_23_and_leave_out_those_read_as_digits():
    assert len(set(LETTERS)) == 23
    assert not set(LETTERS) & set("IOS")
    assert (check_letter("23"), check_letter("1"), check_letter("22")) == ("Z", "A", "Y")


def test_the_dictionarys_own_example_fails_its_own_rule():
    """90/570L is printed as an example; worked by hand, 900000570 leaves 13 by 23, which is N."""
    assert 900_000_570 % 23 == 13
    assert rule_of(parse_pnc_id, "90/570L") == "DS_072.check"
    assert parse_pnc_id("90/570N") == "1990/0000570N"


@given(YEARS, SERIALS)
def test_short_and_long_forms_of_a_pnc_id_meet(year, serial):
    long = pnc(year, serial)
    letter = long[-1]
    assert parse_pnc_id(long) == long
    assert len(long) == 13
    assert parse_pnc_id(f"{year % 100:02d}/{serial}{letter}") == long
    assert parse_pnc_id(long.replace("/", "")) == long
    assert parse_pnc_id(f"{year % 100:02d}{serial:07d}{letter}".lower()) == long


@given(YEARS, SERIALS, st.sampled_from([2, 3, 5, 6, 7, 8, 9, 10, 11]), st.integers(1, 9))
def test_one_wrong_digit_in_a_pnc_id_is_always_caught(year, serial, place, change):
    """The century is outside the check; every other single digit is inside it."""
    right = pnc(year, serial)
    wrong = right[:place] + str((int(right[place]) + change) % 10) + right[place + 1 :]
    assert rule_of(parse_pnc_id, wrong) == "DS_072.check"


@given(YEARS, SERIALS, st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_a_wrong_letter_on_a_pnc_id_is_always_caught(year, serial, letter):
    right = pnc(year, serial)
    if letter != right[-1]:
        assert rule_of(parse_pnc_id, right[:-1] + letter) == "DS_072.check"


@given(YEARS, SERIALS, st.integers(5, 10))
def test_two_digits_swapped_in_a_pnc_id_are_caught(year, serial, place):
    right = pnc(year, serial)
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    if swapped != right:
        assert rule_of(parse_pnc_id, swapped) == "DS_072.check"


def test_the_check_letter_cannot_tell_centuries_apart():
    """Known weakness, kept in sight: the rule uses two digits of the year."""
    assert parse_pnc_id("1926/0000001" + check_letter("260000001")).startswith("1926")
    assert parse_pnc_id("2026/0000001" + check_letter("260000001")).startswith("2026")
    assert rule_of(parse_pnc_id, "1826/0000001" + check_letter("260000001")) == "DS_072.year"


@pytest.mark.parametrize("text", ["1990/00000570N", "990/570N", "90-570N", "90/570", "N/A", "90/57ON"])
def test_what_is_not_the_shape_of_a_pnc_id_is_refused(text):
    assert rule_of(parse_pnc_id, text) == "DS_072.format"


@given(st.integers(0, 999_999), st.integers(0, 99), st.integers(0, 5), st.integers(1, 9))
def test_cro_numbers_are_padded_and_one_wrong_digit_is_caught(serial, year, place, change):
    letter = check_letter(f"{year:02d}{serial:06d}")
    right = f"{serial:06d}/{year:02d}{letter}"
    assert parse_cro(f"{serial}/{year:02d}{letter}") == right
    wrong = right[:place] + str((int(right[place]) + change) % 10) + right[place + 1 :]
    assert rule_of(parse_cro, wrong) == "DS_071.check"


@given(st.integers(1, 999_999), st.integers(0, 99))
def test_a_paper_file_cro_keeps_its_serial_as_written(serial, year):
    """Its letter is worked out on the serial unpadded, so padding would make it wrong."""
    text = f"SF{year:02d}/{serial}{check_letter(f'{year:02d}{serial}')}"
    assert parse_cro(text.lower()) == text


def test_a_cro_number_with_a_wrong_letter_is_refused():
    assert rule_of(parse_cro, "000123/45A") == "DS_071.check"
    assert rule_of(parse_cro, "0001234/45L") == "DS_071.format"


def test_an_arrest_summons_number_may_be_written_with_strokes():
    assert parse_asn("11/01ZD/01/448754K") == "1101ZD0100000448754K"
    assert parse_asn("11/01ZD/01/00000448754K") == "1101ZD0100000448754K"


@given(
    st.integers(0, 99),
    st.sampled_from(["", "0", "5"]),
    st.integers(0, 99),
    st.text("ABCDEFGHZ0123456789", min_size=2, max_size=2),
    st.text("ABC012", min_size=2, max_size=2),
    st.integers(0, 10**11 - 1),
    st.integers(1, 9),
)
def test_arrest_summons_numbers_hold_and_one_wrong_digit_is_caught(
    year, region, force, unit, system, sequence, change
):
    digits = f"{force:02d}{system if system.isdigit() else ''}{year:02d}{sequence:011d}"
    head = f"{year:02d}{region}{force:02d}{unit}{system}"
    right = f"{head}{sequence:011d}{check_letter(digits)}"
    assert parse_asn(right) == right
    assert len(right) in (20, 21)
    wrong = f"{head}{sequence:011d}"
    wrong = wrong[:-1] + str((int(wrong[-1]) + change) % 10) + right[-1]
    assert rule_of(parse_asn, wrong) == "DS_073.check"


def test_a_collar_number_keeps_its_zeros():
    assert parse_collar("pc 0472") == "PC0472"
    assert rule_of(parse_collar, "12345678901") == "DS_070.format"
    assert rule_of(parse_collar, "PC-1") == "DS_070.format"


def test_the_long_crime_id_of_published_files_is_kept_small():
    crime_id = "ab12" * 16
    assert parse_crime_reference(crime_id) == crime_id
    assert parse_crime_reference("cr/2019/00412") == "CR/2019/00412"
    assert rule_of(parse_crime_reference, "see notes, page 4") == "reference.format"
