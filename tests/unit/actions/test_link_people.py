"""Linking as a step: nothing new does nothing, a little that is new touches a little, and ids stay."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.linked_workspace import PEOPLE, a_workspace, add, events, groups, person, who_is_who, zone

from ninefold.actions.linking.judge_link import judge, withdraw
from ninefold.actions.linking.link_people import LinkOutcome, link_people
from ninefold.actions.workspace import Workspace
from ninefold.errors import NotFound, NotInThisState, NotPermitted, UserError


def link(workspace: Workspace, **options: Any) -> LinkOutcome:
    return link_people(workspace, by="a tester", thing=PEOPLE, **options)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Five records of three people: a1 and b1 share a PNC ID, b2 and c1 a telephone, d1 is alone."""
    made = a_workspace(tmp_path)
    add(
        made,
        [
            person("a1", pnc_id="1"),
            person("b1", pnc_id="1"),
            person("b2", phone="7"),
            person("c1", phone="7"),
            person("d1", phone="9"),
        ],
    )
    return made


def test_records_that_speak_of_one_person_become_one(workspace: Workspace) -> None:
    outcome = link(workspace)
    assert groups(workspace) == {frozenset({"a1", "b1"}), frozenset({"b2", "c1"}), frozenset({"d1"})}
    assert (outcome.mode, outcome.records, outcome.persons, outcome.events) == ("whole", 5, 3, {"made": 3})


def test_a_second_run_on_the_same_records_writes_nothing(workspace: Workspace) -> None:
    first = link(workspace)
    again = link(workspace)
    assert again.nothing_new
    assert (again.persons, again.snapshot) == (3, first.snapshot)
    assert workspace.store.head() == int(first.snapshot)


def test_a_new_record_touches_only_the_people_it_meets(workspace: Workspace) -> None:
    link(workspace)
    before = who_is_who(workspace)
    add(workspace, [person("e1", phone="9")])
    outcome = link(workspace)
    after = who_is_who(workspace)
    assert (outcome.mode, outcome.read_records, outcome.touched_records) == ("change", 1, 2)
    assert after == before | {"e1": before["d1"]}


def test_what_came_since_everything_was_linked_is_met_as_well(workspace: Workspace) -> None:
    link(workspace)
    add(workspace, [person("e1", phone="8")])
    link(workspace)
    add(workspace, [person("f1", phone="8")])
    outcome = link(workspace)
    assert (outcome.mode, outcome.read_records, outcome.touched_records) == ("change", 1, 2)
    assert frozenset({"e1", "f1"}) in groups(workspace)


def test_under_other_rules_everything_is_linked_anew(workspace: Workspace) -> None:
    """What was kept to find whom a new record meets speaks of the rules of then."""
    link(workspace)
    add(workspace, [person("e1", phone="9")])
    fewer = replace(PEOPLE, rules=PEOPLE.rules[:2])
    assert link_people(workspace, by="a tester", thing=fewer).mode == "whole"


def test_a_record_that_brings_two_people_together_is_told_as_a_merge(workspace: Workspace) -> None:
    link(workspace)
    before = who_is_who(workspace)
    add(workspace, [person("e1", phone="7", pnc_id="1")])
    link(workspace)
    told = events(workspace)[-1]
    assert (told["event"], told["cause"]) == ("merged", "new records")
    assert {told["person_id"], told["other_id"]} == {before["a1"], before["c1"]}
    assert len(set(who_is_who(workspace).values())) == 2


def test_a_corrected_record_leaves_the_person_it_was_wrongly_joined_to(workspace: Workspace) -> None:
    link(workspace)
    add(workspace, [person("b1", pnc_id="2")])
    outcome = link(workspace)
    assert frozenset({"a1"}) in groups(workspace)
    assert outcome.events == {"made": 1, "split": 1}
    assert events(workspace)[-1]["cause"] == "corrected records"


def test_a_run_that_was_stopped_leaves_nothing_and_carries_on(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pairs were worked out before the stop and are not worked out again."""
    matched = []

    class Stopped(Exception):
        pass

    def stopping(*_: object) -> None:
        raise Stopped

    real = type(PEOPLE).match
    monkeypatch.setattr(type(PEOPLE), "match", lambda *told: matched.append(1) or real(*told))
    with monkeypatch.context() as stopped:
        stopped.setattr(type(PEOPLE), "cluster", stopping)
        with pytest.raises(Stopped):
            link(workspace)
    assert zone(workspace).last_run is None
    link(workspace)
    assert len(groups(workspace)) == 3
    assert matched == [1]


def test_a_judgement_joins_in_the_next_run_and_withdrawing_it_parts_again(workspace: Workspace) -> None:
    link(workspace)
    before = who_is_who(workspace)
    made = judge(
        workspace,
        left=before["a1"],
        right=before["d1"],
        answer="same",
        reason="Custody photograph.",
        by="Ann Reed",
    )
    link(workspace)
    assert frozenset({"a1", "b1", "d1"}) in groups(workspace)
    assert events(workspace)[-1]["decisions"] == [made.decision]
    assert events(workspace)[-1]["cause"] == "judgement"
    withdraw(workspace, decision=made.decision, reason="Wrong photograph.", by="Ann Reed")
    link(workspace)
    assert frozenset({"a1", "b1"}) in groups(workspace)
    assert {row["event"] for row in events(workspace)[-2:]} == {"made", "split"}


def test_people_judged_different_are_kept_apart_whatever_the_scores_say(workspace: Workspace) -> None:
    link(workspace)
    judge(workspace, left="a1", right="b1", answer="different", reason="Twins.", by="Ann")
    link(workspace)
    assert frozenset({"a1"}) in groups(workspace)
    link(workspace, whole=True)
    assert frozenset({"a1"}) in groups(workspace)


def test_a_mistyped_id_opens_nobody(workspace: Workspace) -> None:
    link(workspace)
    with pytest.raises(NotFound, match="mistyped"):
        judge(workspace, left="P000000001B", right="d1", answer="same", reason="A name.", by="Ann")


def test_whoever_judges_again_takes_back_what_they_said(workspace: Workspace) -> None:
    link(workspace)
    who = who_is_who(workspace)
    first = judge(workspace, left=who["a1"], right=who["d1"], answer="same", reason="A neighbour.", by="Ann")
    second = judge(
        workspace, left=who["a1"], right=who["d1"], answer="different", reason="Cousins.", by="Ann"
    )
    assert second.withdraws == (first.decision,)
    assert second.contradictions == ()
    with pytest.raises(NotInThisState):
        withdraw(workspace, decision=first.decision, reason="Again.", by="Ann")


def test_two_people_who_disagree_are_told_so_at_once(workspace: Workspace) -> None:
    link(workspace)
    who = who_is_who(workspace)
    judge(workspace, left=who["b2"], right=who["d1"], answer="same", reason="One household.", by="Ann")
    second = judge(
        workspace, left=who["b2"], right=who["d1"], answer="different", reason="Brothers.", by="Bob"
    )
    assert "Ann judged records the same which Bob judged different" in second.contradictions[0].why
    outcome = link(workspace)
    assert outcome.contradictions == 1 or outcome.nothing_new
    assert len(groups(workspace)) == 3


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"answer": "perhaps", "reason": "A guess."}, UserError),
        ({"answer": "same", "reason": " "}, UserError),
        ({"answer": "same", "reason": "A name.", "by": " "}, NotPermitted),
    ],
)
def test_a_judgement_needs_an_answer_a_reason_and_a_name(
    workspace: Workspace, told: dict[str, str], wrong: type[UserError]
) -> None:
    link(workspace)
    who = who_is_who(workspace)
    with pytest.raises(wrong):
        judge(workspace, left=who["a1"], right=who["d1"], **({"by": "Ann"} | told))


RECORDS = st.lists(
    st.builds(
        lambda record, pnc, phone, postcode: person(record, pnc_id=pnc, phone=phone, postcode=postcode),
        st.sampled_from([f"{force}{n}" for force in "abc" for n in range(4)]),
        st.sampled_from([None, "1", "2", "3"]),
        st.sampled_from([None, "7", "8"]),
        st.sampled_from([None, "x", "y"]),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda each: each["record_id"],
)


@settings(max_examples=8, deadline=None)
@given(st.lists(RECORDS, min_size=2, max_size=4), st.sampled_from(["same", "different", None]))
def test_little_by_little_is_the_same_as_all_at_once(
    loads: list[list[dict[str, Any]]], answer: str | None
) -> None:
    """Records come and are corrected in several loads; linking after each equals linking all at the end."""
    with TemporaryDirectory() as folder:
        one, other = (a_workspace(Path(folder) / name) for name in ("one", "other"))
        past: dict[str, set[str]] = {}
        for number, people in enumerate(loads):
            for each in (one, other):
                add(each, people)
                if number == 0:
                    link(each)
                    _judge(each, answer, sorted(row["record_id"] for row in people))
            link(one)
            for record, held in who_is_who(one).items():
                past.setdefault(held, set()).add(record)
        link(other, whole=True)
        assert groups(one) == groups(other)
        assert past.keys() >= set(who_is_who(one).values())
        assert {each for records in past.values() for each in records} == set(who_is_who(one))
        one.close()
        other.close()


def _judge(workspace: Workspace, answer: str | None, records: list[str]) -> None:
    """Judge the first record against the last."""
    if answer and len(records) > 1:
        judge(workspace, left=records[0], right=records[-1], answer=answer, reason="A test.", by="Ann")
