"""Rows set aside flow forward when their card is mended, and every sum stays exact."""

import shutil
from pathlib import Path

import pytest
from tests.support.small_force import (
    CARD,
    SOURCE,
    THEN,
    as_known,
    committed,
    crime,
    crimes_file,
    small_workspace,
)

from ninefold.actions.ingesting.ingest import ingest
from ninefold.actions.ingesting.quarantine import release_quarantine, set_aside, waiting_rows
from ninefold.actions.workspace import Workspace

MENDED = CARD.replace('"Drugs" = "drugs"', '"Drugs" = "drugs"\n"Sorcery" = "other"')


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with five good rows, two of a type its card does not list, and one off the map."""
    root = tmp_path / "workspace"
    rows = [
        *map(crime, range(5)),
        crime(10, Type="Sorcery"),
        crime(11, Type="Sorcery"),
        crime(12, Longitude="999"),
    ]
    ingest(
        small_workspace(root),
        source=SOURCE,
        paths=[crimes_file(tmp_path / "sent", "a", rows)],
        by="tester",
    )
    return root


def sums(space: Workspace) -> tuple[int, int, int, int]:
    """Rows in, loaded, quarantined and duplicates over the whole ledger."""
    ledger = space.store.state().ledger
    names = ("rows_in", "loaded", "quarantined", "duplicates")
    rows_in, loaded, quarantined, duplicates = (sum(getattr(e, n) for e in ledger) for n in names)
    assert rows_in == loaded + quarantined + duplicates
    return rows_in, loaded, quarantined, duplicates


def test_what_stands_in_quarantine_is_told_by_reason(root: Path) -> None:
    told = {s.reason: s.rows for s in set_aside(small_workspace(root))}
    assert told == {"Type:types.unknown": 2, "Longitude:DS_015.range": 1}


def test_rows_flow_forward_once_their_card_is_mended(root: Path) -> None:
    space = small_workspace(root, card=MENDED)
    done = release_quarantine(space, source=SOURCE, by="tester")[0]
    assert (done.tried, done.loaded, done.duplicates, done.still_quarantined) == (3, 2, 0, 1)
    assert sums(space) == (8, 7, 1, 0)
    assert committed(root, "event", "record_id").num_rows == 7
    assert waiting_rows(space, space.store.state(), SOURCE).num_rows == 1
    assert space.store.verify(files=True) == []


def test_a_second_release_moves_nothing(root: Path) -> None:
    space = small_workspace(root, card=MENDED)
    release_quarantine(space, source=SOURCE, by="tester")
    done = release_quarantine(space, source=SOURCE, by="tester")[0]
    assert (done.tried, done.loaded, done.still_quarantined) == (1, 0, 1)
    assert sums(space) == (8, 7, 1, 0)


def test_a_release_under_the_same_card_moves_nothing(root: Path) -> None:
    space = small_workspace(root)
    assert release_quarantine(space, source=SOURCE, by="tester")[0].still_quarantined == 3
    assert sums(space) == (8, 5, 3, 0)
    assert waiting_rows(space, space.store.state(), SOURCE).num_rows == 3


@pytest.mark.parametrize("cache", ["kept", "lost"])
def test_a_released_row_sent_again_is_a_duplicate(root: Path, tmp_path: Path, cache: str) -> None:
    space = small_workspace(root, card=MENDED)
    release_quarantine(space, source=SOURCE, by="tester")
    if cache == "lost":
        shutil.rmtree(root / "cache")
    path = crimes_file(tmp_path / "sent", "b", [crime(10, Type="Sorcery"), crime(3), crime(60)])
    done = ingest(space, source=SOURCE, paths=[path], by="tester")
    assert (done.loaded, done.duplicates) == (1, 2)


def test_a_row_sent_again_after_the_mending_is_not_doubled_by_the_release(root: Path, tmp_path: Path) -> None:
    space = small_workspace(root, card=MENDED)
    path = crimes_file(tmp_path / "sent", "b", [crime(10, Type="Sorcery")])
    assert ingest(space, source=SOURCE, paths=[path], by="tester").loaded == 1
    done = release_quarantine(space, source=SOURCE, by="tester")[0]
    assert (done.loaded, done.duplicates, done.still_quarantined) == (1, 1, 1)
    assert sums(space) == (9, 7, 1, 1)
    assert as_known(space, "event", THEN).num_rows == 7


def test_kept_twins_stay_two_when_one_of_them_was_set_aside(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    rows = [crime(1, Type="Sorcery"), crime(1), crime(2)]
    path = crimes_file(tmp_path / "sent", "a", rows)
    ingest(small_workspace(root), source=SOURCE, paths=[path], by="tester")
    space = small_workspace(root, card=MENDED)
    release_quarantine(space, source=SOURCE, by="tester")
    assert as_known(space, "event", THEN).num_rows == 3
    again = crimes_file(tmp_path / "sent", "b", [*rows, crime(70)])
    done = ingest(space, source=SOURCE, paths=[again], by="tester")
    # the twins are numbered in another order now, so each may count as a newer version of the other
    assert done.rows_in == done.loaded + done.duplicates + done.quarantined == 4
    assert as_known(space, "event", THEN).num_rows == 4


def test_a_correction_that_came_meanwhile_is_not_undone_by_a_release(tmp_path: Path) -> None:
    """A row set aside, then sent again corrected: releasing the old one must not bring it back."""
    root = tmp_path / "workspace"
    first = crimes_file(tmp_path / "sent", "a", [crime(1, Type="Sorcery"), crime(2)])
    ingest(small_workspace(root), source=SOURCE, paths=[first], by="tester")
    corrected = crimes_file(tmp_path / "sent", "b", [crime(1)])
    ingest(small_workspace(root), source=SOURCE, paths=[corrected], by="tester")
    space = small_workspace(root, card=MENDED)
    before = as_known(space, "event", THEN).sort_by("record_id")["category"].to_pylist()
    release_quarantine(space, source=SOURCE, by="tester")
    after = as_known(space, "event", THEN).sort_by("record_id")["category"].to_pylist()
    assert after == before
