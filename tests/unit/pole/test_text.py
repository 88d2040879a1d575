"""Names, modus operandi and ages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.refusal import Refusal
from ninefold.pole.text import (
    parse_age,
    parse_given_name,
    parse_middle_names,
    parse_mo,
    parse_name,
    parse_surname,
)


@pytest.mark.parametrize(
    "name", ["Ada", "O'Brien-Quill", "Zoë", "Łukasz", "Ngozi Adá", "محمد", "D'Arcy", "van der Quill"]
)
def test_names_of_any_alphabet_keep_their_case_and_accents(name):
    assert parse_surname(name) == name
    assert parse_middle_names(f"  {name}\t") == name


def test_one_name_typed_with_two_kinds_of_accent_is_one_name():
    assert parse_name("Zoe\u0308") == parse_name("Zo\u00eb")


def test_double_spaces_become_one():
    assert parse_given_name("Mary   Ann") == "Mary Ann"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "DS_031.empty"),
        ("Q" * 36, "DS_031.length"),
        ("Ada\x00", "DS_031.characters"),
        ("N/K 2", "DS_031.letters"),
        ("-", "DS_031.letters"),
        ("Mr Ada", "DS_031.title"),
        ("DR. Ada", "DS_031.title"),
    ],
)
def test_what_is_not_a_given_name_is_refused_by_its_rule(text, rule):
    with pytest.raises(Refusal) as told:
        parse_given_name(text)
    assert told.value.rule == rule


def test_a_modus_operandi_is_20_to_300_characters():
    assert parse_mo("x" * 20) == "x" * 20
    assert parse_mo("x" * 300) == "x" * 300
    with pytest.raises(Refusal, match=r"DS_088\.short"):
        parse_mo("x" * 19 + "   ")
    with pytest.raises(Refusal, match=r"DS_088\.long"):
        parse_mo("x" * 301)


def test_an_age_is_a_whole_number_of_years_to_120():
    assert [parse_age(text) for text in ("0", " 34 ", "120", "007")] == [0, 34, 120, 7]
    for text, rule in (("121", "range"), ("-1", "format"), ("34.5", "format"), ("adult", "format")):
        with pytest.raises(Refusal, match=rf"DS_120\.{rule}"):
            parse_age(text)


@given(st.text())
def test_any_text_is_taken_or_refused_and_taken_text_is_taken_again(text):
    for parse in (parse_name, parse_given_name, parse_surname, parse_middle_names, parse_mo):
        try:
            parsed = parse(text)
        except Refusal:
            continue
        assert parse(parsed) == parsed
        assert len(parsed) <= 300
