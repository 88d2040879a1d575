"""A file with fewer or more rows than its card expects waits for a person, and nothing of it is lost."""

from pathlib import Path

import pytest
from tests.support.small_force import (
    CARD,
    SOURCE,
    committed,
    crime,
    crimes_file,
    people_file,
    person,
    small_workspace,
    write_card,
)

from ninefold.actions.figures.read_quality import all_sources
from ninefold.actions.ingesting.ingest import ingest
from ninefold.actions.workspace import Workspace

FEW = CARD.replace("{min = 0, max = 100000}", "{min = 3, max = 5}")


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return small_workspace(tmp_path / "workspace", card=FEW)


def test_too_many_rows_and_too_few_wait_while_the_others_are_taken(space: Workspace, tmp_path: Path) -> None:
    sent = [crimes_file(tmp_path, name, map(crime, range(n))) for name, n in (("a", 2), ("b", 4), ("c", 6))]
    done = ingest(space, source=SOURCE, paths=sent, by="tester")
    assert (done.rows_in, done.loaded, [file.name for file in done.waiting]) == (
        4,
        4,
        ["a-crimes.csv", "c-crimes.csv"],
    )
    for words in ("2 rows", "expects 3 to 5", "--accept-counts", "`expected_rows`"):
        assert words in done.waiting[0].reason
    assert all(path.exists() for path in sent)


def test_a_person_who_accepts_the_counts_has_the_files_taken(space: Workspace, tmp_path: Path) -> None:
    path = crimes_file(tmp_path, "a", map(crime, range(6)))
    ingest(space, source=SOURCE, paths=[path], by="tester")
    assert not space.store.state().files
    done = ingest(space, source=SOURCE, paths=[path], by="tester", accept_counts=True)
    assert (done.loaded, done.waiting) == (6, ())
    assert committed(space.root, "event", "record_id").num_rows == 6


def test_a_card_that_expects_more_takes_the_file_that_waited(space: Workspace, tmp_path: Path) -> None:
    path = crimes_file(tmp_path, "a", map(crime, range(6)))
    ingest(space, source=SOURCE, paths=[path], by="tester")
    write_card(space.root, CARD)
    mended = small_workspace(space.root)
    assert ingest(mended, source=SOURCE, paths=[path], by="tester").loaded == 6


def test_a_waiting_file_is_told_once_on_the_quality_page_until_it_is_taken(
    space: Workspace, tmp_path: Path
) -> None:
    path = crimes_file(tmp_path, "a", map(crime, range(6)))
    for _ in range(2):
        ingest(space, source=SOURCE, paths=[path], by="tester")
    assert [each.file for each in told(space)] == ["a-crimes.csv"]
    ingest(space, source=SOURCE, paths=[path], by="tester", accept_counts=True)
    assert told(space) == ()


def told(space: Workspace):
    """The files not taken, as the quality page tells them."""
    return all_sources(space, space.store.state())[0].refused


def test_rows_that_cannot_be_read_count_as_rows_sent(space: Workspace, tmp_path: Path) -> None:
    path = people_file(tmp_path, "a", map(person, range(5)))
    path.write_text(path.read_text() + "a,row,cut,short\n")
    done = ingest(space, source=SOURCE, paths=[path], by="tester")
    assert [file.layout for file in done.waiting] == ["people"]
