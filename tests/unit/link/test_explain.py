"""Explanations: every force is on the page, the weakest join is told, and judgements are named."""

from typing import Any

from ninefold.link.explain import joining, pair_page, person_page

WORDS = [("PNC ID: the same", 8.0), ("date of birth: different", -3.5)]


def pair(left: str, right: str, weight: float, probability: float = 0.9) -> dict[str, Any]:
    return {"left_id": left, "right_id": right, "weight": weight, "probability": probability}


def record(name: str, force: str, **told: str) -> dict[str, Any]:
    return {"record_id": name, "force": force, "surname": "Example", **told}


def page(records: list[dict[str, Any]], pairs: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    person = {"person_id": "P000000001A", "forces": sorted({each["force"] for each in records})}
    return person_page(
        person, records, pairs, more.get("others", []), lambda _: WORDS, more.get("judged", {})
    )


def test_a_pair_says_what_speaks_for_it_and_what_against() -> None:
    found = pair_page(pair("a", "b", 4.5), lambda _: WORDS)
    assert found["for"] == ["PNC ID: the same (+8.0)"]
    assert found["against"] == ["date of birth: different (-3.5)"]


def test_every_force_is_on_the_page_even_when_one_has_many_records() -> None:
    records = [record(f"a{n:02}", "ald") for n in range(30)] + [
        record("b", "brk"),
        record("c", "car"),
        record("d", "dun"),
    ]
    pairs = [pair("a00", f"a{n:02}", 5.0) for n in range(1, 30)]
    pairs += [pair("a00", other, 2.0, 0.7) for other in "bcd"]
    found = page(records, pairs)
    assert found["forces"] == ["ald", "brk", "car", "dun"]
    assert {each["force"] for each in found["records"]} == {"ald", "brk", "car", "dun"}
    assert found["further_records"] == {"ald": 24}
    assert {each["right"] for each in found["joins"]} >= {"b", "c", "d"}


def test_the_weakest_join_is_the_weakest_that_is_needed() -> None:
    """a and c are joined by way of b, so the weak pair between them holds nothing."""
    pairs = [pair("a", "b", 9.0, 0.99), pair("b", "c", 3.0, 0.8), pair("a", "c", -1.0, 0.3)]
    found = page([record(name, "ald") for name in "abc"], pairs)
    assert found["weakest_join"]["probability"] == 0.8
    assert "0.800" in found["summary"]


def test_a_judgement_is_told_with_who_and_why() -> None:
    said = {"decision": "J1", "answer": "same", "by": "Ann Reed", "reason": "One photograph."}
    found = page([record("a", "ald"), record("b", "brk")], [], judged={("a", "b"): [said]})
    assert found["joins"][0]["judgements"] == ["Ann Reed judged them same (J1): One photograph."]


def test_who_it_may_also_be_is_named() -> None:
    others = [pair("a", "x", -0.5, 0.4) | {"neighbour": "P000000002B"}]
    assert page([record("a", "ald")], [], others=others)["may_also_be"][0]["person"] == "P000000002B"


def test_as_few_pairs_as_suffice_are_told() -> None:
    pairs = [pair("a", "b", 1.0), pair("a", "c", 1.0), pair("b", "c", 1.0)]
    assert len(joining("abc", pairs, {})) == 2
