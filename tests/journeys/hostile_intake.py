"""Takes every hostile file through ingest from end to end, and says what became of each and what it cost.

Run as a process of its own, `python -m tests.journeys.hostile_intake FOLDER`, so that its memory is its own: one JSON
object for each hostile file, on a line. Beside each hostile thing a good file of the same source is handed over.
"""

import json
import re
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tests.support.hostile import GOOD, HOSTILE, REFUSED, Hostile

from ninefold.actions.ingesting.ingest import IngestOutcome, ingest
from ninefold.bootstrap import open_workspace
from ninefold.settings import Settings

SECONDS, BYTES = 10, 1_000_000_000
SOURCE = "sent"
GOOD_NAME = "zz-good.csv"  # handed over last

CARD = """
[source]
name = "sent"
title = "Whatever was sent"
owner = "Nobody"
lawful_basis = "None: made-up files"
licence = "OGL-3.0"
purpose = "To see what hostile files do."
force = "unknown"
refresh = "monthly"
sensitivity = "open"
marking = "OFFICIAL"
retention_group = "4"
known_at = "received"
expected_rows = {{min = 0, max = 1000000}}
"""

LAYOUT = """
[[layout]]
name = "{name}"
format = "{format}"
files = ["{files}"]
optional = ["b"]
repeats = "keep"
{options}
[[layout.record]]
table = "event"
label = "event"
entity = "E_001"
kind = "crime"
[layout.record.fields]
summary = {{column = "a", as = "text"}}
place = {{column = "b", as = "text"}}
"""


@dataclass(frozen=True)
class Survived:
    """What became of one hostile thing: its rows and files, how the good file beside it fared, and the cost."""

    label: str
    must: str
    loaded: int
    quarantined: int
    duplicates: int
    taken: int
    refused: int
    reasons: tuple[str, ...]
    expected: tuple[int, int, int]  # rows, rows refused, files refused beside what is taken
    good_loaded: bool  # at once or, where the source stopped for a person to look, when handed over again
    stopped: bool
    sound: bool  # no fault in the chain of snapshots or in the files they vouch for
    escaped: bool  # anything new outside the workspace
    seconds: float
    bytes: int

    @property
    def harmless(self) -> bool:
        """Refused whole or neutralised exactly, within the limits, and the good file was taken."""
        return self.within_limits and self.good_loaded and self.sound and not self.escaped and self.as_it_must

    @property
    def within_limits(self) -> bool:
        """Ten seconds of processor and a gigabyte of memory."""
        return self.seconds < SECONDS and self.bytes < BYTES

    @property
    def as_it_must(self) -> bool:
        """Nothing taken, with a reason; or all that is sound taken, each row loaded or known already."""
        if self.must == REFUSED:
            return self.taken == self.loaded == 0 and bool(self.reasons)
        return (self.loaded + self.duplicates, self.quarantined, self.refused) == self.expected


def take(hostile: Hostile, root: Path) -> Survived:
    """One hostile thing and one good file, into a workspace of their own."""
    outside = root / "outside"
    outside.mkdir(parents=True)
    given = hostile.build(outside)
    good = outside / GOOD_NAME
    good.write_bytes(GOOD.replace(b"1,2", b"good,file"))
    workspace_root = root / "workspace"
    _write_card(workspace_root, hostile)
    workspace = open_workspace(replace(Settings(), workspace=workspace_root))
    before = _everything(root, workspace_root)
    memory, started = _marked(), time.process_time()
    outcome = ingest(workspace, source=SOURCE, paths=[given, good], by="tester")
    cost = round(time.process_time() - started, 3), max(_kilobytes("VmHWM") * 1024 - memory, 0)
    stopped = _waits(outcome)
    if stopped:
        ingest(workspace, source=SOURCE, paths=[good], by="tester")
    names = {entry.name for entry in workspace.store.state().loaded(SOURCE).values()}
    sound = not workspace.store.verify(files=True)
    workspace.close()
    escaped = _everything(root, workspace_root) != before
    return Survived(
        hostile.label,
        hostile.must,
        *_counts(outcome),
        (hostile.rows, hostile.refused_rows, hostile.refused_files),
        GOOD_NAME in names,
        stopped,
        sound,
        escaped,
        *cost,
    )


def _counts(outcome: IngestOutcome) -> tuple[int, int, int, int, int, tuple[str, ...]]:
    """Rows loaded, quarantined and known already, files taken and refused, and why; without the good file."""
    files = [entry for entry in outcome.files if entry.name != GOOD_NAME]
    refused = [entry for entry in files if entry.status == "refused"]
    return (
        sum(entry.loaded for entry in files),
        sum(entry.quarantined for entry in files),
        sum(entry.duplicates for entry in files),
        len(files) - len(refused),
        len(refused),
        tuple(entry.reason for entry in refused),
    )


def _waits(outcome: IngestOutcome) -> bool:
    return any(entry.name == GOOD_NAME and entry.status == "waiting" for entry in outcome.files)


def _write_card(workspace: Path, hostile: Hostile) -> None:
    """A card for the hostile file's format, and for the good CSV beside it."""
    options = "\n".join(f"{key} = {json.dumps(value)}" for key, value in hostile.options.items())
    sent = {"name": "sent", "format": hostile.format, "files": "*", "options": _options(options)}
    layouts = [LAYOUT.format(**sent)]
    if hostile.format != "csv":
        layouts.insert(0, LAYOUT.format(name="good", format="csv", files="zz-*.csv", options=""))
    folder = workspace / "sources" / SOURCE
    folder.mkdir(parents=True)
    (folder / "card.toml").write_text(CARD.format() + "".join(layouts))


def _options(written: str) -> str:
    return f"[layout.options]\n{written}\n" if written else ""


def _everything(root: Path, but: Path) -> set[Path]:
    """Every path under a folder except those under `but`."""
    return {path for path in root.rglob("*") if not path.is_relative_to(but)}


def _marked() -> int:
    """Bytes of memory now, with the kernel's mark of the highest set back to it, where Linux is."""
    mark = Path("/proc/self/clear_refs")
    if mark.exists():
        mark.write_text("5")
    return _kilobytes("VmRSS") * 1024


def _kilobytes(what: str) -> int:
    status = Path("/proc/self/status")
    found = re.search(rf"{what}:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) if found else 0


def every_one(folder: Path) -> Iterator[Survived]:
    """Each hostile file in turn; what it left is removed before the next."""
    for number, hostile in enumerate(HOSTILE):
        root = folder / f"{number:03d}"
        try:
            yield take(hostile, root)
        finally:
            shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    for survived in every_one(Path(sys.argv[1])):
        print(json.dumps(asdict(survived)), flush=True)
