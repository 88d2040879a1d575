"""Reading linked people: an old id leads on, a page says why, and every look is logged before it is answered."""

from pathlib import Path

import pytest
from tests.support.linked_workspace import PEOPLE, a_workspace, add, person, who_is_who

from ninefold.actions.linking import linkables, read_people
from ninefold.actions.linking.judge_link import judge
from ninefold.actions.linking.link_people import link_people
from ninefold.actions.linking.read_people import LinkedPeople
from ninefold.actions.workspace import Workspace
from ninefold.errors import NotFound, NotPermitted
from ninefold.govern import audit_log


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Three people, of whom two turn out to be one when a record comes that is like both."""
    monkeypatch.setitem(linkables.LINKABLE, "person", lambda: PEOPLE)
    assert read_people.linkable is linkables.linkable
    made = a_workspace(tmp_path)
    add(
        made,
        [
            person("a1", pnc_id="1"),
            person("b1", pnc_id="1"),
            person("c1", phone="7"),
            person("d1", phone="9"),
        ],
    )
    link_people(made, by="a tester", thing=PEOPLE)
    return made


def merged(workspace: Workspace) -> tuple[str, str]:
    """The id that went and the id that stayed, after the record came."""
    before = who_is_who(workspace)
    add(workspace, [person("e1", pnc_id="1", phone="7")])
    link_people(workspace, by="a tester", thing=PEOPLE)
    return before["c1"], before["a1"]


def test_an_old_id_leads_to_who_its_records_are_now(workspace: Workspace) -> None:
    gone, stayed = merged(workspace)
    found = LinkedPeople(workspace).lineage(gone, by="Ann")
    assert [(each.person_id, each.records) for each in found.current] == [(stayed, 1)]
    assert [each.event for each in found.history] == ["made", "merged"]
    assert f"{gone} was found to be {stayed}" in found.history[-1].words


def test_an_id_whose_records_were_parted_leads_to_both(workspace: Workspace) -> None:
    before = who_is_who(workspace)
    judge(workspace, left="a1", right="b1", answer="different", reason="Twins.", by="Ann")
    link_people(workspace, by="a tester", thing=PEOPLE)
    found = LinkedPeople(workspace).lineage(before["a1"], by="Ann")
    assert len(found.current) == 2
    assert (found.current[0].person_id, found.current[0].keeps_id) == (before["a1"], True)
    assert found.history[-1].decisions


def test_a_page_tells_forces_records_and_why(workspace: Workspace) -> None:
    gone, stayed = merged(workspace)
    page = LinkedPeople(workspace).explain(gone, by="Ann")
    assert (page["asked"], page["person"]) == (gone, stayed)
    assert page["forces"] == ["force-a", "force-b", "force-c", "force-e"]
    assert any("PNC ID: the same" in text for join in page["joins"] for text in join["for"])


def test_every_look_is_logged_under_a_name(workspace: Workspace) -> None:
    who = who_is_who(workspace)
    LinkedPeople(workspace).explain(who["a1"], by="Ann Reed")
    with workspace.operations.reading() as connection:
        last = audit_log.entries(connection)[-1]
    assert (last["action"], last["by"], last["subject"]) == ("consultation", "Ann Reed", who["a1"])
    with pytest.raises(NotPermitted):
        LinkedPeople(workspace).explain(who["a1"], by="")


def test_no_log_no_answer(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(*_: object, **__: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(audit_log, "write", refusing)
    with pytest.raises(OSError, match="disk"):
        LinkedPeople(workspace).explain(who_is_who(workspace)["a1"], by="Ann")


def test_a_pair_is_explained_whether_or_not_it_was_joined(workspace: Workspace) -> None:
    people = LinkedPeople(workspace)
    assert people.explain_pair("b1", "a1", by="Ann")["same_person"]
    apart = people.explain_pair("a1", "d1", by="Ann")
    assert not apart["same_person"]
    assert apart["for"] == ["No evidence brought these two together, or too little to keep."]


def test_an_id_nobody_ever_had_is_not_found(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        LinkedPeople(workspace).lineage("P000000999K", by="Ann")
