"""The 44 entities and their mandatory parts."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.catalogue import (
    ENTITIES,
    PROTECTED_ATTRIBUTES,
    Kind,
    entity,
    four_plus_one,
    is_protected,
    missing_parts,
)
from ninefold.pole.refusal import Refusal

ADA = {
    "given_name": "Ada",
    "surname": "Quill",
    "born": "1990-04-02",
    "age_low": 34,
    "gender": "female",
    "phone": "+447700900123",
}
CRIME = {
    "ho_class": "008/06",
    "category": "burglary",
    "outcome": "18",
    "status": "open",
    "occurred": "2024-05-03T10:00:00Z",
    "summary": "Rear window forced while the house was empty",
    "reported": "2024-05-03",
    "postcode": "SW1A 1AA",
    "details": {"hate_crime": "n/a", "recording_officer": "PC0472", "supervising_officer": "PS0011"},
}


def names(code, present):
    return [part for missing in missing_parts(code, present) for part in missing.parts]


def test_there_are_twenty_people_thirteen_objects_five_places_and_six_events():
    assert Counter(each.kind for each in ENTITIES.values()) == {
        Kind.PERSON: 20,
        Kind.OBJECT: 13,
        Kind.LOCATION: 5,
        Kind.EVENT: 6,
    }
    letters = {Kind.PERSON: "P", Kind.OBJECT: "O", Kind.LOCATION: "L", Kind.EVENT: "E"}
    assert all(code.startswith(letters[each.kind]) for code, each in ENTITIES.items())
    with pytest.raises(Refusal, match=r"entity\.list"):
        entity("P_021")


def test_a_victim_with_the_five_parts_and_an_age_is_complete():
    assert missing_parts("P_004", ADA) == []


@pytest.mark.parametrize("part", ["given_name", "surname", "born", "age_low", "gender", "phone"])
def test_each_part_of_a_victim_is_missed_when_it_is_gone(part):
    found = missing_parts("P_004", {**ADA, part: "  "})
    assert len(found) == 1
    assert found[0].needed == 1


@pytest.mark.parametrize("contact", ["address", "postcode", "uprn", "phone", "email"])
def test_any_one_contact_will_do(contact):
    person = {**ADA, "phone": None, contact: "given"}
    assert missing_parts("P_005", person) == []


def test_a_pnc_id_is_a_contact_for_an_offender_only():
    person = {**ADA, "phone": None, "pnc_id": "1990/0000570N"}
    assert missing_parts("P_001", person) == []
    assert len(missing_parts("P_002", person)) == 1
    assert four_plus_one(person, is_offender=True).holds
    assert four_plus_one(person).missing == ("contact",)


def test_an_unknown_suspect_needs_four_of_the_physical_set():
    seen = {"gender": "male", "details": {"build": "slim", "hair": "dark"}}
    (missing,) = missing_parts("P_003", seen)
    assert (missing.needed, missing.found) == (4, 3)
    seen["details"]["eye_left"] = "blue"
    assert missing_parts("P_003", seen) == []


def test_two_eyes_are_one_part_of_the_physical_set():
    seen = {"gender": "male", "details": {"eye_left": "blue", "eye_right": "blue", "hair": "dark"}}
    assert missing_parts("P_007", seen)[0].found == 3


def test_a_missing_person_needs_both_the_five_and_four_of_the_physical_set():
    assert [each.needed for each in missing_parts("P_014", ADA)] == [4]
    seen = {**ADA, "details": {"build": "slim", "hair": "dark", "complexion": "pale"}}
    assert missing_parts("P_014", seen) == []


def test_a_child_needs_a_home_address_and_a_guardian_and_a_phone_is_not_enough():
    assert names("P_009", ADA) == ["home address", "parent or guardian", "relationship to parent or guardian"]


def test_a_crime_in_order_is_complete():
    assert missing_parts("E_001", CRIME) == []


def test_a_crime_needs_one_kind_of_location_and_any_one_will_do():
    placeless = {**CRIME, "postcode": None}
    assert names("E_001", placeless) == ["postcode", "geometric location", "area"]
    for column, value in (("latitude", 51.5), ("area", "E01031349"), ("postcode", "SW1A 1AA")):
        assert missing_parts("E_001", {**placeless, column: value}) == []


def test_a_crime_needs_its_offender_only_once_it_is_resolved():
    resolved = {**CRIME, "status": "Resolved"}
    assert names("E_001", resolved) == ["offender"]
    assert names("E_001", {**resolved, "offender": False}) == ["offender"]
    assert missing_parts("E_001", {**resolved, "offender": True}) == []


def test_a_hate_crime_needs_the_correct_checks():
    hate = {**CRIME, "details": {**CRIME["details"], "hate_crime": "race"}}
    assert names("E_001", hate) == ["correct checks"]


def test_a_modus_operandi_under_20_characters_is_missing():
    assert names("E_001", {**CRIME, "summary": "Window forced"}) == ["modus operandi"]


def test_an_answer_of_no_is_an_answer():
    abuse = {"victim": True, "suspect": True, "area": "E01031349"}
    answers = {"repeat_victim": False, "repeat_offender": False, "children_present": False}
    assert missing_parts("E_005", {**abuse, "details": answers}) == []
    assert len(missing_parts("E_005", abuse)) == 3


def test_not_a_number_is_not_a_place():
    assert names("L_003", {"latitude": float("nan"), "longitude": -0.1}) == ["geometric location"]


def test_an_empty_person_has_nothing_and_must_not_be_made():
    assert four_plus_one({}).has_nothing
    assert four_plus_one({}).missing == ("given name", "surname", "date of birth", "gender", "contact")
    assert four_plus_one(ADA).holds


@pytest.mark.parametrize("code", sorted(ENTITIES))
def test_an_empty_record_lacks_everything_due_and_says_so_without_a_value(code):
    missing = missing_parts(code, {})
    due = [need for need in ENTITIES[code].needs if need.when is None]
    assert len(missing) == len(due)
    assert all(each.entity in str(each) and each.found == 0 for each in missing)


@pytest.mark.parametrize("code", sorted(ENTITIES))
@given(data=st.data())
def test_adding_a_part_never_makes_more_parts_missing(code, data):
    """Unless the part sets a condition: a status or a hate crime brings requirements of its own."""
    columns = sorted({c for need in ENTITIES[code].needs for part in need.of for c in part.columns})
    columns = [column for column in columns if column not in ("status", "hate_crime")]
    some = data.draw(st.sets(st.sampled_from(columns or ["x"])))
    more = some | data.draw(st.sets(st.sampled_from(columns or ["x"])))
    full = "a value that is long enough"
    before = missing_parts(code, dict.fromkeys(some, full))
    after = missing_parts(code, dict.fromkeys(more, full))
    assert {each.parts for each in after} <= {each.parts for each in before}


def test_protected_attributes_are_known_by_column():
    assert len(PROTECTED_ATTRIBUTES) == 9
    for column in ("born", "age_low", "gender", "ethnicity_observed", "details.hate_crime", "place_of_birth"):
        assert is_protected(column)
    assert not is_protected("category")
