"""The search box over a workspace: it follows the linking, keeps to the day asked for, and logs every answer."""

from datetime import date, datetime
from pathlib import Path

import pytest
from tests.support.linked_workspace import a_workspace, add

from ninefold.actions.linking.link_people import link_people
from ninefold.actions.linking.linkables import linkable
from ninefold.actions.linking.search_people import SearchBox
from ninefold.actions.workspace import Workspace
from ninefold.errors import NotFound, NotPermitted, UserError
from ninefold.govern import audit_log

EARLY, LATE = datetime(2024, 5, 1), datetime(2025, 2, 1)


def car(record: str, mark: str, known_at: datetime) -> dict[str, object]:
    return {
        "record_id": record,
        "force": f"force-{record[:1]}",
        "kind": "vehicle",
        "value": mark,
        "known_at": known_at,
    }


def link_vehicles(workspace: Workspace) -> None:
    link_people(workspace, by="a tester", thing=linkable("vehicle"))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = a_workspace(tmp_path)
    add(
        made,
        [car("a1", "QX19 ZZA", EARLY), car("b1", "QX19ZZA", LATE), car("c1", "QX21 KLM", LATE)],
        table="object",
    )
    link_vehicles(made)
    return made


def test_a_mark_known_to_two_forces_is_one_answer_that_names_both(workspace: Workspace):
    (found, *_) = SearchBox(workspace).ask("qx19zza", by="a tester")
    assert (found.kind, found.records, sorted(found.forces)) == ("vehicle", 2, ["force-a", "force-b"])


def test_what_was_not_known_on_the_day_asked_for_is_not_found(workspace: Workspace):
    box = SearchBox(workspace)
    assert box.ask("QX21KLM", by="a tester")
    assert box.ask("QX21KLM", by="a tester", as_at=date(2024, 12, 31)) == []


def test_a_record_linked_since_is_found_by_the_same_box(workspace: Workspace):
    box = SearchBox(workspace)
    assert box.ask("QX70 NEW", by="a tester") == []
    add(workspace, [car("d1", "QX70 NEW", LATE)], table="object")
    link_vehicles(workspace)
    assert [each.label for each in box.ask("QX70NEW", by="a tester")] == ["QX70 NEW"]


def test_every_answer_is_logged_with_the_ids_shown_and_without_the_question(workspace: Workspace):
    found = SearchBox(workspace).ask("QX21 KLM", by="an analyst")
    with workspace.operations.reading() as connection:
        last = audit_log.entries(connection)[-1]
    assert (last["by"], last["action"], last["subject"]) == ("an analyst", "consultation", found[0].id)
    assert "KLM" not in str(last)


def test_nobody_searches_without_a_name_or_for_an_unknown_kind(workspace: Workspace):
    with pytest.raises(NotPermitted):
        SearchBox(workspace).ask("QX21", by=" ")
    with pytest.raises(UserError, match="Kinds: person"):
        SearchBox(workspace).ask("QX21", by="a tester", kind="face")


def test_before_anything_is_linked_it_says_what_to_run(tmp_path: Path):
    with pytest.raises(NotFound, match="ninefold link run"):
        SearchBox(a_workspace(tmp_path)).ask("QX21", by="a tester")
