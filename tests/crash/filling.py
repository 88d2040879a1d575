"""A workspace on a small disk that fills up while files are taken in; run in a mount namespace of its own.

    unshare -m python -m tests.crash.filling FOLDER

prints one JSON line for each size of disk tried.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.small_force import CARD, SOURCE, crime, crimes_file, small_workspace, write_card

from ninefold.actions.ingesting.ingest import ingest
from ninefold.errors import DiskFull

FILES, ROWS = 4, 1500
SHARES = (0.12, 0.3, 0.45, 0.6, 0.75, 0.9)  # of the room that the whole needs
ROOMY_MB = 64


def deliveries(folder: Path) -> list[Path]:
    """Files of crimes, each a load of its own."""
    return [crimes_file(folder, f"{n}", [crime(n * ROWS + i) for i in range(ROWS)]) for n in range(FILES)]


def take(root: Path, sent: list[Path]) -> str:
    """Ingest; gives the message when the disk is full, and nothing otherwise."""
    space = small_workspace(root)
    try:
        ingest(space, source=SOURCE, paths=sent, by="tester", group_rows=1000)
        return ""
    except DiskFull as error:
        return str(error)
    finally:
        space.close()


def held(root: Path) -> dict[str, Any]:
    """What is committed, and whether it is sound."""
    store = small_workspace(root).store
    state = store.state()
    return {
        "loads": state.number,
        "ledger": sum(e.loaded for e in state.ledger if e.status == "loaded"),
        "rows": sum(f.rows for f in state.of("pole", "event")),
        "faults": store.verify(files=True),
    }


def tried(folder: Path, share: float, whole: int, sent: list[Path]) -> dict[str, Any]:
    """Fill a disk of this share of the room needed, look, make room, and run the same command again."""
    root = folder / f"disk-{share}"
    root.mkdir()
    _mount(root, f"size={int(whole * share) // 1024}k")
    try:
        first = take(root, sent)
        then = held(root)
        _mount(root, f"remount,size={ROOMY_MB}m")
        second = take(root, sent)
        return {"share": share, "first": first, "then": then, "second": second, "end": held(root)}
    finally:
        subprocess.run(["umount", "-l", str(root)], check=True)


def at_the_command_line(folder: Path, whole: int, sent: list[Path]) -> dict[str, Any]:
    """The same, as a person sees it."""
    root = folder / "disk-cli"
    root.mkdir()
    _mount(root, f"size={int(whole * 0.5) // 1024}k")
    write_card(root, CARD)
    code = "import sys; from ninefold.cli.main import main; sys.argv[0] = 'ninefold'; main()"
    command = [sys.executable, "-c", code, "ingest", SOURCE, *map(str, sent), "-w", str(root)]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "NINEFOLD_GROUP_ROWS": "1000"}
    )
    subprocess.run(["umount", "-l", str(root)], check=True)
    return {"cli": done.returncode, "said": done.stdout + done.stderr}


def _mount(root: Path, options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(root)], check=True)


def _room_needed(root: Path, sent: list[Path]) -> int:
    assert take(root, sent) == ""
    return sum(p.stat().st_blocks * 512 for p in root.rglob("*") if p.is_file())


def _main(folder: Path) -> None:
    sent = deliveries(folder / "sent")
    whole = _room_needed(folder / "whole", sent)
    for share in SHARES:
        print(json.dumps(tried(folder, share, whole, sent)), flush=True)
    print(json.dumps(at_the_command_line(folder, whole, sent)), flush=True)


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
