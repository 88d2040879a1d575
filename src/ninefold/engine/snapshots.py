"""Snapshots: the append-only manifest that says which files make up the workspace.

A snapshot is one JSON file, `snapshots/00000042.json`. It lists what one commit added (data files
with row counts and SHA-256, ledger entries, the run that made them, audit events) and names its
parent by hash. The state of the workspace at snapshot N is the fold of snapshots 1 to N, so an
older state is always readable and nothing already committed is ever rewritten.

Writing the JSON file under its final name is the single step that makes a commit true: data files
written before a crash but named by no snapshot are leftovers, removed by the next writer.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ninefold.engine.durable import fsync_folder, write_new
from ninefold.errors import EngineError, NotFound


@dataclass(frozen=True)
class StoredFile:
    """One Parquet (or other) file of the workspace, as the manifest vouches for it."""

    zone: str
    table: str
    source: str
    load: str
    path: str
    rows: int
    bytes: int
    sha256: str
    # one_each: no record_id occurs twice in files so marked, unless `superseded` says so
    one_each: bool = False
    layout: str = ""


@dataclass(frozen=True)
class LedgerEntry:
    """What became of one delivery: rows_in = loaded + quarantined + duplicates, always."""

    file: str
    name: str
    source: str
    layout: str
    status: str  # loaded, duplicate, refused, released
    rows_in: int
    loaded: int
    quarantined: int
    duplicates: int
    load: str
    received_at: str
    bytes: int = 0
    reason: str = ""
    notes: tuple[str, ...] = ()
    force: str = ""


@dataclass(frozen=True)
class Commit:
    """All that one step adds, committed together or not at all."""

    run: dict[str, Any]
    files: tuple[StoredFile, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    events: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """One committed manifest."""

    number: int
    parent_sha256: str
    created: str
    commit: Commit
    sha256: str = field(compare=False, default="")

    @property
    def name(self) -> str:
        """The name readers pin."""
        return f"{self.number:08d}"


class SnapshotStore:
    """Reads and appends the snapshots of one workspace."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "snapshots"
        self._read: dict[int, Snapshot] = {}

    def head(self) -> int:
        """The newest snapshot's number; 0 when nothing was ever committed."""
        if not self.folder.is_dir():
            return 0
        numbers = (int(p.stem) for p in self.folder.glob("*.json") if p.stem.isdigit())
        return max(numbers, default=0)

    def get(self, number: int) -> Snapshot:
        """One snapshot by number."""
        if number not in self._read:
            self._read[number] = self._load(number)
        return self._read[number]

    def _load(self, number: int) -> Snapshot:
        path = self.folder / f"{number:08d}.json"
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            raise NotFound(f"Snapshot {number:08d} does not exist in {self.folder}.") from None
        try:
            if raw.startswith(_SEAL) and not _is_sealed(raw):
                raise ValueError
            body = json.loads(raw)
        except ValueError:
            raise EngineError(
                f"Snapshot {path.name} is not as it was written; restore it from a backup."
            ) from None
        return _from_json(body, hashlib.sha256(raw).hexdigest())

    def all(self, upto: int | None = None) -> Iterator[Snapshot]:
        """Snapshots from the first to `upto` (default: the newest), in order."""
        last = self.head() if upto is None else upto
        return (self.get(number) for number in range(1, last + 1))

    def state(self, upto: int | None = None) -> "State":
        """What the workspace held at snapshot `upto` (default: now)."""
        last = self.head() if upto is None else upto
        return State(last, tuple(self.all(last)))

    def append(self, commit: Commit, *, created: str) -> Snapshot:
        """Commit: make the files durable, then write the manifest in one atomic step.

        The caller holds the writer lock. Raises EngineError when another writer got there first.
        """
        number = self.head() + 1
        parent = self.get(number - 1).sha256 if number > 1 else ""
        snapshot = Snapshot(number, parent, created, commit)
        raw = _sealed(json.dumps(_to_json(snapshot), separators=(",", ":"), sort_keys=True).encode())
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            write_new(self.folder / f"{number:08d}.json", raw)
        except FileExistsError:
            raise EngineError(f"Snapshot {number:08d} was written by another process.") from None
        fsync_folder(self.folder)
        return self.get(number)

    def verify(self, *, files: bool = False) -> list[str]:
        """Faults in the chain of snapshots (and, when asked, in the data files); empty when sound."""
        faults: list[str] = []
        parent: str | None = ""
        for number in range(1, self.head() + 1):
            try:
                snapshot = self._load(number)
            except (EngineError, NotFound) as error:
                faults.append(str(error))
                parent = None
                continue
            if not _is_sealed((self.folder / f"{number:08d}.json").read_bytes()):
                faults.append(f"snapshot {snapshot.name} has lost the seal it was written with")
            if parent is not None and snapshot.parent_sha256 != parent:
                faults.append(f"snapshot {snapshot.name} does not follow from the one before it")
            parent = snapshot.sha256
            if files:
                faults += _file_faults(self.root, snapshot)
        return faults


@dataclass(frozen=True)
class State:
    """What the workspace held at one snapshot."""

    number: int
    snapshots: tuple[Snapshot, ...]

    @cached_property
    def files(self) -> tuple[StoredFile, ...]:
        return tuple(f for s in self.snapshots for f in s.commit.files)

    @cached_property
    def ledger(self) -> tuple[LedgerEntry, ...]:
        return tuple(e for s in self.snapshots for e in s.commit.ledger)

    @cached_property
    def runs(self) -> tuple[dict[str, Any], ...]:
        return tuple(s.commit.run for s in self.snapshots)

    def of(self, zone: str, table: str | None = None, source: str | None = None) -> tuple[StoredFile, ...]:
        """The files of a zone, of one table, of one source; in the order they were committed."""
        return tuple(
            f
            for f in self.files
            if f.zone == zone and table in (None, f.table) and source in (None, f.source)
        )

    def loaded(self, source: str) -> dict[str, LedgerEntry]:
        """The deliveries of a source that were taken, by file id; a refused one may be tried again."""
        return {e.file: e for e in self.ledger if e.source == source and e.status == "loaded"}

    def loads(self, source: str) -> list[str]:
        """The ids of a source's loads, oldest first."""
        return list(dict.fromkeys(e.load for e in self.ledger if e.source == source and e.load))


# A manifest begins with the SHA-256 of all that follows, so that damage to the newest one, which no
# other names yet, is found as well.
_SEAL = b'{"check":"'
_SEALED = len(_SEAL) + 64


def _sealed(raw: bytes) -> bytes:
    rest = b'",' + raw[1:]
    return _SEAL + hashlib.sha256(rest).hexdigest().encode() + rest


def _is_sealed(raw: bytes) -> bool:
    told = raw[len(_SEAL) : _SEALED].decode(errors="replace")
    return raw.startswith(_SEAL) and hashlib.sha256(raw[_SEALED:]).hexdigest() == told


def _to_json(snapshot: Snapshot) -> dict[str, Any]:
    body = asdict(snapshot)
    del body["sha256"]
    return body


def _from_json(body: dict[str, Any], sha256: str) -> Snapshot:
    commit = body["commit"]
    return Snapshot(
        body["number"],
        body["parent_sha256"],
        body["created"],
        Commit(
            run=commit["run"],
            files=tuple(StoredFile(**f) for f in commit["files"]),
            ledger=tuple(LedgerEntry(**{**e, "notes": tuple(e["notes"])}) for e in commit["ledger"]),
            events=tuple(commit["events"]),
        ),
        sha256,
    )


def _file_faults(root: Path, snapshot: Snapshot) -> Iterable[str]:
    for stored in snapshot.commit.files:
        path = root / stored.path
        if not path.is_file():
            yield f"{stored.path} is missing"
        elif sha256_of(path) != stored.sha256:
            yield f"{stored.path} is not the file that was committed"


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def remove_leftovers(root: Path, state: State) -> int:
    """Delete data files that no snapshot names: what a crash left half-done. Returns how many.

    Only the holder of the writer lock may call this; readers never see these files.
    """
    removed = 0
    for unfinished in (root / "snapshots").glob(".*"):
        unfinished.unlink()
        removed += 1
    zones = root / "zones"
    if not zones.is_dir():
        return removed
    named = {f.path for f in state.files}
    for folder, _, names in os.walk(zones, topdown=False):
        for name in names:
            path = Path(folder) / name
            if str(path.relative_to(root)) not in named:
                path.unlink()
                removed += 1
        if folder != str(zones) and not os.listdir(folder):
            os.rmdir(folder)
    return removed
