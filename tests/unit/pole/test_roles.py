"""Roles of people in events."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.entities import ENTITIES, Kind
from ninefold.pole.refusal import Refusal
from ninefold.pole.roles import OTHER_REASONS, ROLES, category_of, is_link_reason, parse_role
from ninefold.pole.sensitivity import PersonCategory


def test_every_person_entity_is_the_entity_of_a_role():
    people = {code for code, each in ENTITIES.items() if each.kind is Kind.PERSON}
    assert {role.entity for role in ROLES.values()} == people


@pytest.mark.parametrize(
    ("text", "reason", "category"),
    [
        ("victim", "victim", PersonCategory.VICTIM),
        ("suspect", "knownSuspect", PersonCategory.SUSPECT),
        ("Known Suspect", "knownSuspect", PersonCategory.SUSPECT),
        ("known_suspect", "knownSuspect", PersonCategory.SUSPECT),
        ("WITNESS", "witness", PersonCategory.WITNESS),
        ("personReporting", "personReporting", PersonCategory.WITNESS),
        ("searched", "searched", PersonCategory.OTHER),
        ("missing", "missingPerson", PersonCategory.OTHER),
    ],
)
def test_a_role_is_known_by_its_usual_names(text, reason, category):
    assert parse_role(text).reason == reason
    assert category_of(parse_role(text)) is category


def test_a_conviction_counts_for_suspects_and_never_for_victims():
    assert category_of(parse_role("offender"), is_convicted=True) is PersonCategory.CONVICTED
    assert category_of(parse_role("offender")) is PersonCategory.SUSPECT
    assert category_of(parse_role("victim"), is_convicted=True) is PersonCategory.VICTIM


def test_being_searched_does_not_make_a_person_a_suspect():
    assert parse_role("stopped").category is PersonCategory.OTHER


def test_reasons_are_one_word_each_and_stand_on_one_side_only():
    assert not OTHER_REASONS & ROLES.keys()
    assert all(is_link_reason(reason) for reason in (*OTHER_REASONS, *ROLES))
    assert not is_link_reason("home address")


@given(st.text())
def test_any_text_is_a_role_or_is_refused(text):
    with suppress(Refusal):
        assert parse_role(text).reason in ROLES
