"""Real police.uk files, and more of the same: whole months moved to earlier years, each crime with an ID of its own.

A copy differs from its original in the year, in the file's name and in every row, and in each Crime ID, which is
hashed anew with the number of the copy; so no file and no crime comes twice, and everything else is as it really was.
"""

import hashlib
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.proof import SHARED_DATA

COPIES = {2: 1, 6: 3, 20: 10}  # millions of rows: how often the 1.98 million are written
YEARS_APART = 4  # so that 29 February stays a day, and no file meets one of another copy

_YEAR_OF_NAME = re.compile(r"([0-9]{4})(?=-[0-9]{2}[-/])")
# A street or outcomes row begins with a Crime ID (or none) and the month; a search with its type and the time.
_START = re.compile(rb"^([0-9a-f]{64})?,([0-9]{4})(?=-[0-9]{2},)", re.MULTILINE)
_SEARCH = re.compile(rb"^([A-Z][A-Za-z ]+),([0-9]{4})(?=-[0-9]{2}-[0-9]{2}T)", re.MULTILINE)


def write_copies(folder: Path, copies: int, *, already: int = 0, only: str = "") -> None:
    """Write the files `copies` times into folders `00`, `01`, …; the first is the original, byte for byte."""
    for copy in range(already, copies):
        for name, content in originals(only):
            path = folder / f"{copy:02d}" / moved_name(name, copy)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(moved(content, copy))


def originals(only: str = "") -> Iterator[tuple[str, bytes]]:
    """Every CSV of every zip, by zip and name, with its bytes."""
    for archive in sorted((SHARED_DATA / "police-uk").glob("*.zip")):
        if only not in archive.name:
            continue
        with zipfile.ZipFile(archive) as held:
            for name in held.namelist():
                if name.endswith(".csv"):
                    yield f"{archive.stem.partition('_')[0]}/{name}", held.read(name)


def moved_name(name: str, copy: int) -> str:
    """The name of a file in a copy: its months that many times four years earlier."""
    return _YEAR_OF_NAME.sub(lambda found: f"{_earlier(found[1], copy):04d}", name)


def moved(content: bytes, copy: int) -> bytes:
    """The bytes of a file in a copy; the original when it is the first."""
    if copy == 0:
        return content
    salt = b"%d" % copy

    def crime(found: re.Match[bytes]) -> bytes:
        reference = hashlib.sha256(salt + found[1]).hexdigest().encode() if found[1] else b""
        return b"%s,%04d" % (reference, _earlier(found[2], copy))

    def search(found: re.Match[bytes]) -> bytes:
        return b"%s,%04d" % (found[1], _earlier(found[2], copy))

    return _SEARCH.sub(search, _START.sub(crime, content))


def _earlier(year: str | bytes, copy: int) -> int:
    return int(year) - YEARS_APART * copy


def csv_files(folder: Path) -> list[Path]:
    """The files under a folder, in order."""
    return sorted(folder.rglob("*.csv"))


def rows_in(folder: Path) -> int:
    """The rows of all files under a folder: their lines less the headers; no value of theirs holds a line end."""
    return sum(len(path.read_bytes().rstrip().split(b"\n")) - 1 for path in csv_files(folder))
