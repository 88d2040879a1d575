"""Markings, bases and retention."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.refusal import Refusal
from ninefold.pole.sensitivity import (
    MOPI_2006,
    Due,
    Marking,
    most_guarded,
    parse_marking,
    parse_retention_group,
    review_of,
    years_after,
)


def test_official_sensitive_is_inside_official_and_above_it():
    assert Marking.OFFICIAL < Marking.OFFICIAL_SENSITIVE < Marking.SECRET < Marking.TOP_SECRET
    assert Marking.OFFICIAL_SENSITIVE.tier is Marking.OFFICIAL
    assert Marking.SECRET.tier is Marking.SECRET


@pytest.mark.parametrize("marking", list(Marking))
def test_a_marking_goes_to_print_and_back(marking):
    assert parse_marking(str(marking)) is marking
    assert parse_marking(str(marking).lower().replace("-", ": ")) is marking


def test_markings_are_printed_as_the_policy_prints_them():
    assert [str(marking) for marking in Marking] == ["OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET"]


def test_many_official_records_together_stay_official():
    assert most_guarded(*[Marking.OFFICIAL] * 1000) is Marking.OFFICIAL
    assert most_guarded(Marking.OFFICIAL, Marking.SECRET) is Marking.SECRET


@pytest.mark.parametrize("text", ["", "RESTRICTED", "SENSITIVE", "UNOFFICIAL"])
def test_markings_that_are_gone_or_never_were_are_refused(text):
    with pytest.raises(Refusal, match="GSCP"):
        parse_marking(text)


@pytest.mark.parametrize(("group", "year"), [("1", 2024), ("2", 2024), ("3", 2020), ("4", 2020)])
def test_the_first_review_is_one_clear_period_after_the_last_event(group, year):
    assert review_of(group, last_event=date(2014, 5, 3)).on == date(year, 5, 3)


def test_a_review_that_has_passed_moves_on_by_whole_periods():
    assert review_of("3", last_event=date(2004, 5, 3), as_at=date(2016, 5, 2)).on == date(2016, 5, 3)
    assert review_of("3", last_event=date(2004, 5, 3), as_at=date(2016, 5, 3)).on == date(2022, 5, 3)


def test_a_public_protection_record_is_only_reviewed_until_the_person_is_100():
    """Born 1930 and last seen 2014: still reviewed in 2024 at 94, and may be deleted in 2034 at 104."""
    born = date(1930, 1, 1)
    assert review_of("1", last_event=date(2014, 5, 3), born=born).due is Due.REVIEW
    later = review_of("1", last_event=date(2014, 5, 3), born=born, as_at=date(2025, 1, 1))
    assert (later.on, later.due) == (date(2034, 5, 3), Due.REVIEW_OR_DELETE)
    assert review_of("1", last_event=date(2014, 5, 3), as_at=date(2090, 1, 1)).due is Due.REVIEW


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.sampled_from("1234"), st.integers(0, 60))
def test_a_review_is_always_ahead_and_never_within_six_years_of_the_last_event(last_event, group, waited):
    as_at = years_after(last_event, waited)
    review = review_of(group, last_event=last_event, as_at=as_at)
    assert review.on > as_at
    assert review.on >= years_after(last_event, 6)
    assert review.schedule == "MoPI 2006"


def test_a_leap_day_is_not_cut_short():
    assert years_after(date(2016, 2, 29), 6) == date(2022, 3, 1)


def test_the_schedule_says_it_is_not_confirmed():
    assert not MOPI_2006.is_confirmed


def test_a_retention_group_is_read_with_or_without_its_word():
    assert parse_retention_group("MoPI Group 2") == parse_retention_group(" 2 ") == "2"
    with pytest.raises(Refusal, match=r"MoPI\.group"):
        parse_retention_group("5")
