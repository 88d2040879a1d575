"""People's judgements: in force until withdrawn, and never silently set against each other."""

from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ninefold.link.judgements import DIFFERENT, JUDGEMENT_SCHEMA, SAME, WITHDRAWN, forced, in_force

DAY = datetime(2026, 1, 1)


def judged(*rows: tuple[str, str, str, str] | tuple[str, str, str, str, str]) -> pa.Table:
    """Judgements (decision, answer, left, right[, withdraws]), one a day."""
    made: list[dict[str, Any]] = []
    for number, (decision, answer, left, right, *gone) in enumerate(rows):
        at = DAY + timedelta(days=number)
        told = {"decision": decision, "answer": answer, "left_id": left, "right_id": right, "by": decision}
        made.append(told | {"withdraws": gone[0] if gone else None, "known_at": at, "occurred": at})
    return pa.Table.from_pylist(made, schema=JUDGEMENT_SCHEMA)


def pairs(table: pa.Table) -> set[tuple[str, str]]:
    return {(row["left_id"], row["right_id"]) for row in table.to_pylist()}


def test_a_judgement_is_in_force_until_it_is_withdrawn() -> None:
    all_of_them = judged(("d1", SAME, "a", "b"), ("w1", WITHDRAWN, "a", "b", "d1"))
    assert in_force(all_of_them, DAY)["decision"].to_pylist() == ["d1"]
    assert in_force(all_of_them).num_rows == 0


def test_one_who_judges_again_takes_back_what_was_said_before() -> None:
    all_of_them = judged(("d1", SAME, "a", "b"), ("d2", DIFFERENT, "a", "b", "d1"))
    found = forced(in_force(all_of_them))
    assert (pairs(found.must_link), pairs(found.cannot_link)) == (set(), {("a", "b")})
    assert found.contradictions == ()


def test_two_people_who_disagree_are_reported_and_neither_is_obeyed() -> None:
    found = forced(judged(("Ann", SAME, "a", "b"), ("Bob", DIFFERENT, "a", "b"), ("Cid", SAME, "c", "d")))
    assert pairs(found.must_link) == {("c", "d")}
    assert found.cannot_link.num_rows == 0
    assert found.contradictions[0].decisions == ("Ann", "Bob")
    assert "Ann judged records the same which Bob judged different" in found.contradictions[0].why


def test_a_contradiction_by_way_of_a_third_record_is_found() -> None:
    found = forced(
        judged(
            ("d1", SAME, "a", "b"),
            ("d2", SAME, "b", "c"),
            ("d3", DIFFERENT, "a", "c"),
            ("d4", DIFFERENT, "c", "x"),
        )
    )
    assert found.must_link.num_rows == 0
    assert pairs(found.cannot_link) == {("c", "x")}
    assert found.contradictions[0].records == ("a", "b", "c")


def test_nobody_has_judged_anything() -> None:
    found = forced(judged())
    assert (found.must_link.num_rows, found.cannot_link.num_rows, found.contradictions) == (0, 0, ())


PAIRS = st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda each: each[0] < each[1])


@given(st.lists(st.tuples(st.sampled_from([SAME, DIFFERENT]), PAIRS), max_size=12))
def test_what_is_forced_never_contradicts_itself(said: list[tuple[str, tuple[str, str]]]) -> None:
    found = forced(judged(*[(f"d{n}", answer, *pair) for n, (answer, pair) in enumerate(said)]))
    group = {letter: letter for letter in "abcdef"}
    for left, right in pairs(found.must_link):
        group = {each: group[left] if of == group[right] else of for each, of in group.items()}
    assert not [pair for pair in pairs(found.cannot_link) if group[pair[0]] == group[pair[1]]]
    reported = {decision for each in found.contradictions for decision in each.decisions}
    obeyed = pairs(found.must_link) | pairs(found.cannot_link)
    for number, (_, pair) in enumerate(said):
        assert pair in obeyed or f"d{number}" in reported, "every judgement is obeyed or reported"
