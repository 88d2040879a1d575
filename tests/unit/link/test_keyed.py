"""Things linked by keys: what they share adds up, what differs takes off, and judgements come first."""

import pyarrow as pa
import pytest
from tests.support.linked_workspace import PEOPLE

from ninefold.link.keyed import KeyedThing
from ninefold.link.things import (
    address_words,
    addresses,
    house_number,
    looks_like,
    organisation_words,
    vehicles,
)


def clustered(
    thing: KeyedThing,
    pairs: list[tuple[str, str, float]],
    ids: str,
    apart: tuple[str, str] | None = None,
    together: tuple[str, str] | None = None,
) -> list[str]:
    """The cluster of each record, given pairs with their weights."""
    table = pa.table(
        {
            "left_id": pa.array([left for left, _, _ in pairs], pa.string()),
            "right_id": pa.array([right for _, right, _ in pairs], pa.string()),
            "weight": pa.array([weight for _, _, weight in pairs], pa.float64()),
            "probability": pa.array([0.9 for _ in pairs], pa.float64()),
        }
    )
    links = [
        pa.table(
            {
                "left_id": pa.array([p[0]] if p else [], pa.string()),
                "right_id": pa.array([p[1]] if p else [], pa.string()),
            }
        )
        for p in (together, apart)
    ]
    found: list[str] = thing.cluster(table, pa.table({"record_id": list(ids)}), *links)["cluster"].to_pylist()
    return found


def test_records_hang_together_by_strong_pairs_only() -> None:
    assert clustered(PEOPLE, [("a", "b", 3.0), ("b", "c", -1.0)], "abcd") == ["a", "a", "c", "d"]


def test_the_weaker_join_gives_way_when_two_must_be_apart() -> None:
    pairs = [("a", "b", 9.0), ("b", "c", 1.0)]
    assert clustered(PEOPLE, pairs, "abc", apart=("a", "c")) == ["a", "a", "c"]


def test_what_people_judged_the_same_is_joined_without_any_score() -> None:
    assert clustered(PEOPLE, [], "ab", together=("a", "b")) == ["a", "a"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 High St.", "12, High Street"),
        ("Flat 3 9 Mill Ln", "flat 3, 9 Mill Lane"),
        ("HIGH ROAD 7", "7 High Rd"),
    ],
)
def test_an_address_is_known_however_it_is_written(one: str, other: str) -> None:
    assert address_words(one) == address_words(other)
    assert sorted(house_number(one) or "") == sorted(house_number(other) or "")


def test_next_door_is_another_address() -> None:
    assert address_words("12 High Street") != address_words("14 High Street")
    rules = {rule.column: rule for rule in addresses().rules}
    assert rules["postcode"].same - rules["house"].different < addresses().threshold


def test_a_mark_that_only_looks_alike_is_put_forward_and_not_joined() -> None:
    thing = vehicles()
    look = next(rule.same for rule in thing.rules if rule.column == "look")
    assert looks_like("AB12OIZ") == looks_like("A8120I2")
    assert thing.unsure_from <= look < thing.threshold


def test_an_organisation_is_known_without_its_legal_form() -> None:
    assert organisation_words("The Corner Shop Ltd") == organisation_words("Corner Shop Limited")
