"""People and crimes sent in files of their own are linked by the crime's reference, in whatever order they come."""

from pathlib import Path

import pytest
from tests.support.declared import made_card
from tests.support.linked_force import CARD, SOURCE, crimes_file, linked_workspace, parties_file
from tests.support.small_force import committed, zone_rows

from ninefold.actions.figures.assess import assess
from ninefold.actions.ingesting.ingest import ingest
from ninefold.actions.workspace import Workspace
from ninefold.contracts.cards import SourceCard
from ninefold.errors import CardInvalid

COLUMNS = ("from_id", "to_id", "to_table", "reason", "row")


def take(space: Workspace, path: Path) -> None:
    """Ingest one file of which every row is loaded."""
    done = ingest(space, source=SOURCE, paths=[path], by="tester")
    assert done.rows_in == done.loaded > 0


def ids(space: Workspace, table: str) -> dict[str, str]:
    """Record ids by reference."""
    rows = committed(space.root, table, "reference", "record_id").to_pylist()
    return {row["reference"]: row["record_id"] for row in rows}


def links(space: Workspace) -> set[tuple[str, str, str]]:
    """Links as from, reason and to."""
    rows = committed(space.root, "link", *COLUMNS).to_pylist()
    assert {row["to_table"] for row in rows} == {"event"}
    return {(row["from_id"], row["reason"], row["to_id"]) for row in rows}


@pytest.mark.parametrize("people_first", [True, False])
def test_a_person_is_linked_to_the_crime_whichever_came_first(tmp_path: Path, people_first: bool) -> None:
    space = linked_workspace(tmp_path / "workspace")
    sent = [parties_file(tmp_path, "C1,V,N1,Madeup", "C1,S,N2,Invented"), crimes_file(tmp_path, "C1", "C2")]
    for path in sent if people_first else sent[::-1]:
        take(space, path)
    crime, person = ids(space, "event")["C1"], ids(space, "person")
    assert links(space) == {(person["N1"], "victim", crime), (person["N2"], "knownSuspect", crime)}


def test_spaces_about_a_reference_do_not_make_another_crime(tmp_path: Path) -> None:
    space = linked_workspace(tmp_path / "workspace")
    take(space, parties_file(tmp_path, " C1 ,V,N1,Madeup"))
    take(space, crimes_file(tmp_path, "C1  "))
    assert {to for _, _, to in links(space)} == set(ids(space, "event").values())


def test_a_person_of_no_crime_is_a_person_without_a_link(tmp_path: Path) -> None:
    space = linked_workspace(tmp_path / "workspace")
    take(space, parties_file(tmp_path, ",V,N1,Madeup", "C1,V,N2,Invented"))
    assert len(ids(space, "person")) == 2
    assert len(links(space)) == 1


def test_a_role_is_asked_for_only_where_a_crime_is_named(tmp_path: Path) -> None:
    space = linked_workspace(tmp_path / "workspace")
    path = parties_file(tmp_path, ",,N1,Madeup", "C1,,N2,Invented")
    done = ingest(space, source=SOURCE, paths=[path], by="tester")
    assert (done.loaded, done.quarantined) == (1, 1)
    assert zone_rows(space.root, "quarantine", "rows")["reasons"].to_pylist() == ["Role:required"]


def test_a_link_to_a_crime_that_never_came_is_counted_until_it_comes(tmp_path: Path) -> None:
    """Integrity says two of three, and three of three once the crime is there."""
    space = linked_workspace(tmp_path / "workspace")
    take(space, crimes_file(tmp_path, "C1"))
    take(space, parties_file(tmp_path, "C1,V,N1,Madeup", "C1,S,N2,Invented", "C9,V,N3,Absent"))
    assert integrity(space) == {
        "link between records held": (2, 3),
        "person linked to an event": (2, 3),
    }
    take(space, crimes_file(tmp_path / "later", "C9"))
    assert integrity(space)["link between records held"] == (3, 3)


def integrity(space: Workspace) -> dict[str, tuple[int, int]]:
    """The newest figures of the dimension."""
    assess(space, by="tester")
    rows = zone_rows(space.root, "quality", "assessments").to_pylist()
    newest = max(row["load"] for row in rows)
    found = [row for row in rows if (row["dimension"], row["load"]) == ("integrity", newest)]
    return {row["column"]: (row["good"], row["total"]) for row in found}


def card(folder: Path, old: str, new: str) -> SourceCard:
    """The card with one thing changed."""
    assert old in CARD
    return made_card(folder / "madeup", CARD.replace(old, new))


def test_the_layout_need_not_be_named_where_only_one_makes_such_a_record(tmp_path: Path) -> None:
    layout = card(tmp_path, '{layout = "crimes", label', '{table = "event", label').layout("parties")
    [end] = layout.links[0].elsewhere
    assert (end.table, end.namespace, end.key) == ("event", "crime", ("Crime",))
    assert "Crime" in layout.required_columns


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('label = "crime", key = ["Crime"]}', 'label = "crimes", key = ["Crime"]}', "no layout of this card"),
        ('key = ["Crime"]}', 'key = ["Crime", "Role"]}', "1 columns"),
        ('key = ["Crime"]}', "key = []}", "by its key"),
        ('key = ["Crime"]}', 'column = "Crime"}', "by its key"),
        ('key = ["Ref"]\nnamespace = "crime"\n', "", "no key, so only its own row"),
        ('from = "party"', 'from = {label = "crime", key = ["Crime"]}', "neither end"),
        ('label = "party"', 'label = "crime"', "no record of this layout"),
        (
            'to = {layout = "crimes", label = "crime"',
            'to = {key_of = "crimes", label = "crime"',
            "by its key",
        ),
    ],
)
def test_a_slip_in_such_a_link_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(CardInvalid, match=told):
        card(tmp_path, old, new)


def test_records_of_one_label_with_other_ids_want_their_layout_named(tmp_path: Path) -> None:
    twice = CARD.replace('label = "party"', 'label = "crime"').replace('from = "party"', 'from = "crime"')
    with pytest.raises(CardInvalid, match="`layout` as well"):
        made_card(tmp_path / "a", twice.replace('{layout = "crimes", label', "{label"))
    assert made_card(tmp_path / "b", twice).layout("parties").links[0].elsewhere[0].table == "event"
