"""Grades of intelligence."""

from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.intelligence import Grade3x5x2, Grade5x5x5, nearest_3x5x2, parse_grade
from ninefold.pole.refusal import Refusal

NEWER = [Grade3x5x2(*parts) for parts in product("123", "ABCDE", "PC")]
OLDER = [Grade5x5x5(*parts) for parts in product("ABCDE", "12345", "12345")]


def test_there_are_30_newer_grades_and_125_older_and_each_reads_back_as_itself():
    assert (len(NEWER), len(OLDER)) == (30, 125)
    for grade in (*NEWER, *OLDER):
        assert parse_grade(str(grade)) == grade
        assert parse_grade(" / ".join(str(grade)).lower()) == grade


def test_every_older_grade_keeps_its_own_form_and_is_flagged_as_lossy():
    for grade in OLDER:
        mapped = nearest_3x5x2(grade)
        assert mapped.native == grade
        assert mapped.is_lossy
        assert mapped.lost


def test_sharing_is_never_made_freer_by_the_map():
    for grade in OLDER:
        assert nearest_3x5x2(grade).nearest.has_conditions is (grade.handling != "1")


def test_untested_is_not_the_same_as_unreliable():
    assert str(nearest_3x5x2(Grade5x5x5("E", "4", "1")).nearest) == "2DP"
    assert str(nearest_3x5x2(Grade5x5x5("D", "5", "5")).nearest) == "3EC"


@pytest.mark.parametrize("text", ["4AP", "1FP", "1AX", "F11", "A61", "1A", "", "AAA"])
def test_what_is_a_grade_of_neither_scheme_is_refused(text):
    with pytest.raises(Refusal, match="grade"):
        parse_grade(text)


def test_a_grade_cannot_be_made_from_wrong_parts():
    with pytest.raises(Refusal, match="3x5x2"):
        Grade3x5x2("9", "A", "P")
    with pytest.raises(Refusal, match="5x5x5"):
        Grade5x5x5("A", "9", "1")


@given(st.text())
def test_any_text_is_a_grade_or_is_refused(text):
    with suppress(Refusal):
        assert parse_grade(text) in (*NEWER, *OLDER)
