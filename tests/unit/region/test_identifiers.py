"""Invented numbers keep the rules of real ones and belong to nobody."""

import numpy as np
import pytest

from ninefold.pole.identifiers import address, contact, police, vehicle
from ninefold.pole.refusal import Refusal
from ninefold.region import identifiers
from ninefold.region.chance import Chance
from ninefold.region.plan import postcodes

PEOPLE = np.arange(0, 40_000, 37)
ALL = np.ones(len(PEOPLE), dtype=bool)


def test_pnc_ids_have_the_right_check_letter_unless_a_slip_was_planted():
    right = identifiers.pnc_ids(Chance(9), PEOPLE, ALL, ~ALL).to_pylist()
    assert all(str(police.parse_pnc_id(text)) == text for text in right)
    with pytest.raises(Refusal):
        police.parse_pnc_id(identifiers.pnc_ids(Chance(9), PEOPLE, ALL, ALL)[0].as_py())


def test_arrest_numbers_have_the_right_check_letter():
    serials = 2023 * 100_000_000 + PEOPLE
    for force in range(9):
        for text in identifiers.arrest_numbers(serials[:50], force).to_pylist():
            police.parse_asn(text)


@pytest.mark.parametrize("style", ["e164", "national", "spaced"])
def test_phones_are_well_formed_and_in_ranges_nobody_has(style: str):
    hostel = np.where(PEOPLE % 50 == 0, PEOPLE % 1000, -1)
    for text in identifiers.phones(PEOPLE, hostel, style, ALL).to_pylist():
        number = contact.parse_phone(text)
        assert str(number).startswith(("+4410", "+447700900"))


def test_lines_differ_between_people():
    numbers = identifiers.phones(np.arange(40_000), np.full(40_000, -1), "e164", np.ones(40_000, dtype=bool))
    assert len(set(numbers.to_pylist())) == 40_000


def test_vehicle_marks_are_well_formed_and_never_issued():
    for text in identifiers.vehicle_marks(PEOPLE).to_pylist():
        vehicle.parse_vrm(text)
        assert text[0] in "JTU"


def test_postcodes_are_well_formed_differ_by_street_and_are_of_no_post_town():
    texts = postcodes(np.arange(0, 400_000, 11)).to_pylist()
    assert [address.parse_postcode(text) for text in texts[:500]] == texts[:500]
    assert len(set(texts)) == len(texts)
    assert {text[:2] for text in texts} <= {"NF", "NX", "NV"}
