"""The chain of snapshots: what was committed stays, and any change to it is found."""

from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ninefold.engine.snapshots import (
    Commit,
    LedgerEntry,
    SnapshotStore,
    StoredFile,
    remove_leftovers,
    sha256_of,
)
from ninefold.errors import EngineError, NotFound

WHEN = "2025-03-01T09:30:00"


def stored_file(root: Path, number: int) -> StoredFile:
    """Write one small Parquet file and vouch for it."""
    path = root / "zones" / "pole" / "event" / f"part-{number}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({"n": list(range(number, number + 50))}), path)
    relative = str(path.relative_to(root))
    return StoredFile(
        "pole", "event", "northmoor", f"{number:08d}", relative, 50, path.stat().st_size, sha256_of(path)
    )


def entry(number: int, status: str = "loaded") -> LedgerEntry:
    """A ledger entry of one delivery."""
    return LedgerEntry(
        f"file{number}",
        f"{number}.csv",
        "northmoor",
        "crimes",
        status,
        50,
        48,
        1,
        1,
        f"{number:08d}",
        WHEN,
        notes=("a note",),
    )


def store_with(root: Path, commits: int) -> SnapshotStore:
    """A store with so many commits, each of one file and one ledger entry."""
    store = SnapshotStore(root)
    for number in range(1, commits + 1):
        commit = Commit({"run": f"r{number}"}, (stored_file(root, number),), (entry(number),), ({"n": 1},))
        store.append(commit, created=WHEN)
    return store


def test_what_is_committed_is_read_back_the_same(tmp_path: Path) -> None:
    written = store_with(tmp_path, 3)
    again = SnapshotStore(tmp_path).state()
    assert again.number == 3
    assert again.files == written.state().files
    assert again.ledger == (entry(1), entry(2), entry(3))
    assert SnapshotStore(tmp_path).verify(files=True) == []


def test_an_older_state_stays_readable(tmp_path: Path) -> None:
    store = store_with(tmp_path, 3)
    assert [f.load for f in store.state(2).files] == ["00000001", "00000002"]
    assert store.state(0).files == ()


def test_a_snapshot_names_its_parent_by_hash(tmp_path: Path) -> None:
    store = store_with(tmp_path, 2)
    assert store.get(1).parent_sha256 == ""
    assert store.get(2).parent_sha256 == sha256_of(tmp_path / "snapshots" / "00000001.json")


def test_a_state_tells_deliveries_taken_from_those_refused(tmp_path: Path) -> None:
    store = store_with(tmp_path, 1)
    store.append(Commit({}, ledger=(entry(2, "refused"),)), created=WHEN)
    assert list(store.state().loaded("northmoor")) == ["file1"]
    assert store.state().loads("northmoor") == ["00000001", "00000002"]
    assert store.state().of("pole", "event", "elsewhere") == ()


def test_a_snapshot_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="00000009"):
        SnapshotStore(tmp_path).get(9)


def test_a_second_writer_cannot_write_over_a_snapshot(tmp_path: Path) -> None:
    store_with(tmp_path, 1)
    slow = SnapshotStore(tmp_path)
    slow.head = lambda: 0  # type: ignore[method-assign]  # it looked before the other one wrote
    with pytest.raises(EngineError, match="another process"):
        slow.append(Commit({"run": "mine"}), created=WHEN)
    assert SnapshotStore(tmp_path).get(1).commit.run == {"run": "r1"}


def test_a_snapshot_cut_short_is_told_plainly(tmp_path: Path) -> None:
    store_with(tmp_path, 1)
    manifest = tmp_path / "snapshots" / "00000001.json"
    manifest.write_bytes(manifest.read_bytes()[:60])
    with pytest.raises(EngineError, match="restore it from a backup"):
        SnapshotStore(tmp_path).state()


def test_any_bit_flipped_in_a_data_file_is_found(tmp_path: Path) -> None:
    store = store_with(tmp_path, 3)
    random = Random(30)
    for _ in range(30):
        stored = random.choice(store.state().files)
        with flipped(tmp_path / stored.path, random):
            found = SnapshotStore(tmp_path).verify(files=True)
        assert found == [f"{stored.path} is not the file that was committed"]
    assert SnapshotStore(tmp_path).verify(files=True) == []


def test_any_bit_flipped_in_a_manifest_is_found(tmp_path: Path) -> None:
    store_with(tmp_path, 3)
    random = Random(31)
    for _ in range(30):
        path = tmp_path / "snapshots" / f"{random.randint(1, 3):08d}.json"
        with flipped(path, random):
            assert SnapshotStore(tmp_path).verify(files=True) != []
    assert SnapshotStore(tmp_path).verify(files=True) == []


def test_a_missing_or_forgotten_snapshot_is_found(tmp_path: Path) -> None:
    store_with(tmp_path, 3)
    (tmp_path / "snapshots" / "00000002.json").unlink()
    assert SnapshotStore(tmp_path).verify() != []


def test_a_missing_data_file_is_found(tmp_path: Path) -> None:
    store = store_with(tmp_path, 2)
    (tmp_path / store.state().files[0].path).unlink()
    assert store.verify(files=True) == [f"{store.state().files[0].path} is missing"]


def test_leftovers_go_and_committed_files_stay(tmp_path: Path) -> None:
    store = store_with(tmp_path, 2)
    left = stored_file(tmp_path, 9)
    (tmp_path / "zones" / "pole" / "event" / "load=9" / "deep").mkdir(parents=True)
    (tmp_path / "snapshots" / ".00000003.json.4711").write_text("half a manif")
    assert remove_leftovers(tmp_path, store.state()) == 2
    assert not (tmp_path / left.path).exists()
    assert not (tmp_path / "zones" / "pole" / "event" / "load=9").exists()
    assert sorted(p.name for p in (tmp_path / "snapshots").iterdir()) == ["00000001.json", "00000002.json"]
    assert store.verify(files=True) == []


class flipped:
    """One bit of a file flipped, and put back at the end."""

    def __init__(self, path: Path, random: Random) -> None:
        self.path, self.before = path, path.read_bytes()
        self.at = random.randrange(len(self.before) * 8)

    def __enter__(self) -> None:
        harmed = bytearray(self.before)
        harmed[self.at // 8] ^= 1 << self.at % 8
        self.path.write_bytes(harmed)

    def __exit__(self, *_: object) -> None:
        self.path.write_bytes(self.before)
