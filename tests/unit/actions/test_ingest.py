"""Every row of every file is loaded, set aside, or known as a duplicate, once and for good."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.small_force import (
    CARD,
    SOURCE,
    THEN,
    Row,
    as_known,
    committed,
    crime,
    crimes_file,
    people_file,
    person,
    small_workspace,
    zone_rows,
)

from ninefold.actions.ingesting.ingest import IngestOutcome, ingest
from ninefold.actions.workspace import Workspace
from ninefold.engine.lock import writer_lock
from ninefold.errors import Busy


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return small_workspace(tmp_path / "workspace")


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    return tmp_path / "sent"


def take(space: Workspace, *paths: Path, group_rows: int = 1_000_000) -> IngestOutcome:
    """Ingest, and check what must hold whatever was in the files."""
    done = ingest(space, source=SOURCE, paths=paths, by="tester", group_rows=group_rows)
    assert done.rows_in == done.loaded + done.quarantined + done.duplicates
    return done


def test_rows_in_are_loaded_quarantined_or_duplicates(space: Workspace, sent: Path) -> None:
    rows = [*map(crime, range(10)), crime(20, Longitude="999"), crime(21, Type="Sorcery")]
    done = take(space, crimes_file(sent, "a", rows), crimes_file(sent, "b", rows[:4]))
    assert (done.rows_in, done.loaded, done.quarantined, done.duplicates) == (16, 10, 2, 4)
    assert committed(space.root, "event", "record_id").num_rows == 10
    assert sorted(zone_rows(space.root, "quarantine", "rows")["reasons"].to_pylist()) == [
        "Longitude:DS_015.range",
        "Type:types.unknown",
    ]


def test_the_same_file_again_changes_nothing_but_is_told(space: Workspace, sent: Path) -> None:
    path = crimes_file(sent, "a", map(crime, range(5)))
    take(space, path)
    before = space.store.state().files
    done = take(space, path)
    assert (done.loaded, done.duplicates, done.files[0].status) == (0, 5, "duplicate")
    assert space.store.state().files == before


def test_the_same_bytes_under_another_name_are_known(space: Workspace, sent: Path) -> None:
    path = crimes_file(sent, "a", map(crime, range(5)))
    take(space, path)
    done = take(space, Path(shutil.copy(path, sent / "renamed-crimes.csv")))
    assert (done.loaded, done.duplicates) == (0, 5)
    assert "a-crimes.csv" in done.files[0].reason


def test_the_same_file_twice_in_one_command_is_taken_once(space: Workspace, sent: Path) -> None:
    path = crimes_file(sent, "a", map(crime, range(5)))
    done = take(space, path, Path(shutil.copy(path, sent / "b-crimes.csv")))
    assert (done.rows_in, done.loaded, done.duplicates) == (10, 5, 5)


def test_the_same_rows_in_another_order_are_known(space: Workspace, sent: Path) -> None:
    rows = [*map(crime, range(6)), crime(3)]
    take(space, crimes_file(sent, "a", rows))
    done = take(space, crimes_file(sent, "b", rows[::-1]))
    assert (done.loaded, done.duplicates) == (0, 7)


def test_equal_rows_of_one_file_are_kept_where_the_card_says_so(space: Workspace, sent: Path) -> None:
    done = take(space, crimes_file(sent, "a", [crime(1), crime(1), crime(1)]))
    assert (done.loaded, done.duplicates) == (3, 0)
    assert len(set(committed(space.root, "event", "record_id")["record_id"].to_pylist())) == 3


def test_equal_rows_of_one_file_are_skipped_otherwise(space: Workspace, sent: Path) -> None:
    done = take(space, people_file(sent, "a", [person(1), person(1), person(1, Phone="0131 496 0123")]))
    assert (done.loaded, done.duplicates) == (2, 1)
    current = as_known(space, "person", THEN)
    assert current.num_rows == 1
    assert current["phone"].to_pylist() != [None]


def test_a_file_with_a_header_and_no_rows_is_taken_as_empty(space: Workspace, sent: Path) -> None:
    done = take(space, crimes_file(sent, "a", []))
    assert (done.rows_in, done.files[0].status) == (0, "loaded")


@pytest.mark.parametrize("group_rows", [1, 25, 1000])
def test_it_does_not_matter_how_files_are_grouped(space: Workspace, sent: Path, group_rows: int) -> None:
    paths = [crimes_file(sent, f"{n}", map(crime, range(n * 10, n * 10 + 15))) for n in range(3)]
    done = take(space, *paths, group_rows=group_rows)
    assert (done.rows_in, done.loaded, done.duplicates) == (45, 35, 10)
    assert committed(space.root, "event", "record_id").num_rows == 35


def test_a_month_sent_again_with_a_correction_supersedes_and_forgets_nothing(
    tmp_path: Path, sent: Path
) -> None:
    now = [THEN]
    space = small_workspace(tmp_path / "workspace", clock=lambda: now[0])
    take(space, crimes_file(sent, "a", map(crime, range(5))))
    now[0] = THEN + timedelta(days=30)
    done = take(space, crimes_file(sent, "b", [*map(crime, range(4)), crime(4, Type="Drugs")]))
    assert (done.loaded, done.duplicates) == (1, 4)
    before, after = as_known(space, "event", THEN), as_known(space, "event", now[0])
    assert before.num_rows == after.num_rows == 5
    assert before["category"].to_pylist().count("drugs") == 1
    assert after["category"].to_pylist().count("drugs") == 2
    assert before["record_id"].to_pylist() == after["record_id"].to_pylist()


def test_a_value_that_changes_and_changes_back_ends_as_it_began(tmp_path: Path, sent: Path) -> None:
    now = [THEN]
    space = small_workspace(tmp_path / "workspace", clock=lambda: now[0])
    for day, kind in enumerate(("Burglary", "Robbery", "Burglary")):
        now[0] = THEN + timedelta(days=day)
        take(space, crimes_file(sent, f"{day}", [crime(1, Type=kind), crime(50 + day)]))
    seen = []
    for day in range(3):
        known = as_known(space, "event", THEN + timedelta(days=day))
        seen.append({r["reference"]: r["category"] for r in known.to_pylist()}["NM/000001"])
    assert seen == ["burglary", "robbery", "burglary"]


def test_a_source_stops_at_changed_columns_and_says_what_changed(space: Workspace, sent: Path) -> None:
    good = crimes_file(sent, "a", map(crime, range(3)))
    drifted = crimes_file(sent, "b", map(crime, range(3, 6)))
    drifted.write_text(drifted.read_text().replace("Longitude", "Long").replace("Note", "Notes"))
    later = crimes_file(sent, "c", map(crime, range(6, 9)))
    done = take(space, good, drifted, later)
    assert [f.status for f in done.files if f.name != good.name] == ["refused", "waiting"]
    assert done.loaded == 3
    reason = done.refused[0].reason
    assert all(word in reason for word in ("'Longitude'", "'Long'", "'Notes'"))
    assert done.refused[0].name == "b-crimes.csv"


def test_other_sources_go_on_when_one_has_stopped(tmp_path: Path, sent: Path) -> None:
    space = small_workspace(tmp_path / "workspace")
    other = tmp_path / "workspace" / "sources" / "southmoor"
    other.mkdir()
    (other / "card.toml").write_text(CARD.replace('name = "northmoor"', 'name = "southmoor"'))
    space = small_workspace(tmp_path / "workspace")
    drifted = crimes_file(sent, "a", map(crime, range(3)))
    drifted.write_text(drifted.read_text().replace("Note", "Notes"))
    assert take(space, drifted).loaded == 0
    done = ingest(space, source="southmoor", paths=[crimes_file(sent, "b", [crime(1)])], by="tester")
    assert done.loaded == 1


def test_a_file_refused_once_is_taken_when_it_comes_mended(space: Workspace, sent: Path) -> None:
    path = crimes_file(sent, "a", map(crime, range(3)))
    whole = path.read_text()
    path.write_text(whole.replace("Note", "Notes"))
    assert take(space, path).loaded == 0
    path.write_text(whole)
    assert take(space, path).loaded == 3


def test_a_message_about_a_refused_file_holds_no_value_from_it(space: Workspace, sent: Path) -> None:
    path = crimes_file(sent, "a", [crime(1, Note="Zebediah")])
    path.write_text(path.read_text().replace("Note", "Notes"))
    assert "Zebediah" not in take(space, path).files[0].reason


def test_nobody_else_writes_while_a_writer_does(space: Workspace, sent: Path) -> None:
    path = crimes_file(sent, "a", [crime(1)])
    with writer_lock(space.root), pytest.raises(Busy):
        take(space, path)
    assert take(space, path).loaded == 1


def test_every_load_leaves_its_run_and_its_audit_event(space: Workspace, sent: Path) -> None:
    take(space, crimes_file(sent, "a", [crime(1)]))
    commit = space.store.get(1).commit
    assert commit.run["run"] == "northmoor-00000001"
    assert commit.run["inputs"] == [commit.ledger[0].file]
    assert commit.events[0]["by"] == "tester"


def rows_with_twins() -> list[Row]:
    """Rows that repeat within one file."""
    return [crime(1), crime(1), crime(2)]


def test_a_lost_cache_of_keys_is_made_again_and_knows_the_same(space: Workspace, sent: Path) -> None:
    bad = crime(9, Longitude="999")
    take(
        space, crimes_file(sent, "a", [*rows_with_twins(), bad]), crimes_file(sent, "b", [crime(2, Note="x")])
    )
    take(space, people_file(sent, "a", [person(1), person(1, Phone="0131 496 0123")]))
    shutil.rmtree(space.root / "cache")
    done = take(
        space,
        crimes_file(sent, "c", [*rows_with_twins(), crime(1), crime(3)]),
        people_file(sent, "c", [person(1, Phone="0131 496 0123"), person(2)]),
    )
    # known: both twins of 1 and the newest of person 1; not known: a third 1, 2 as it was first, 3, person 2
    assert (done.rows_in, done.loaded, done.duplicates) == (7, 4, 3)


def test_a_cache_of_another_time_is_not_believed(space: Workspace, sent: Path) -> None:
    take(space, crimes_file(sent, "a", [crime(1)]))
    take(space, crimes_file(sent, "b", [crime(2)]))
    newest = space.root / "snapshots" / "00000002.json"
    newest.unlink()  # a backup of before the second load was put back, beside the cache of after it
    done = take(space, crimes_file(sent, "c", [crime(1), crime(2)]))
    assert (done.loaded, done.duplicates) == (1, 1)
