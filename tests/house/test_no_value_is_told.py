"""A planted secret in every kind of bad row is found in no output, no log, no error and no manifest."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

SECRET = "Zebedee Quillfeather-Nobody"
HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
GOOD = [
    *("a" * 64, "2024-01", "Avon and Somerset Constabulary", "Avon and Somerset Constabulary"),
    *(
        "-2.5",
        "51.4",
        "On or near Mill Lane",
        "E01014399",
        "Bath 001A",
        "Burglary",
        "Under investigation",
        "",
    ),
]
BAD_ROWS: dict[str, str] = {
    **{f"in column {i + 1}": ",".join([*GOOD[:i], SECRET, *GOOD[i + 1 :]]) for i in range(len(GOOD))},
    "too few fields": ",".join([*GOOD[:5], SECRET]),
    "too many fields": ",".join([*GOOD, SECRET, SECRET]),
    "an unclosed quote": ",".join([*GOOD[:6], f'"{SECRET}', *GOOD[7:]]),
    "a stray quote": ",".join([*GOOD[:6], f'On or near "{SECRET}" Lane', *GOOD[7:]]),
    "a null byte": ",".join([*GOOD[:6], f"{SECRET}\0", *GOOD[7:]]),
    "a control character": ",".join([*GOOD[:6], f"{SECRET}\x1b[2J", *GOOD[7:]]),
    "bytes of no encoding": ",".join([*GOOD[:6], f"{SECRET}\udc81", *GOOD[7:]]),
    "a formula": ",".join([*GOOD[:9], f"=cmd|'{SECRET}'!A1", *GOOD[10:]]),
}
BAD_FILES: dict[str, Callable[[Path], None]] = {
    "a truncated archive": lambda folder: _truncated(folder / "2024-02.zip"),
    "a file of other columns": lambda folder: _text(folder / "2024-03-x-street.csv", "Wrong,Header", SECRET),
    "a file without a header": lambda folder: _text(folder / "2024-04-x-street.csv", SECRET, SECRET),
    "a column named twice": lambda folder: _text(folder / "2024-05-x-street.csv", f"{HEADER},Month", SECRET),
}


def _text(path: Path, *lines: str) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="surrogateescape")


def _truncated(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("2024-02/2024-02-x-street.csv", f"{HEADER}\n{SECRET * 100}\n")
    path.write_bytes(path.read_bytes()[:-60])


def _ninefold(workspace: Path, *words: str | Path) -> str:
    """Everything a command says, on either stream."""
    command = [sys.executable, "-m", "ninefold", *words, "--workspace", workspace]
    # A wide terminal, so that no table folds a word in two and hides it from the search.
    wide = {**os.environ, "COLUMNS": "4000"}
    told = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, env=wide, check=False
    )
    return told.stdout + told.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file of bad rows among good ones, and bad files beside it."""
    made = tmp_path_factory.mktemp("received")
    good = [",".join([f"{n:064d}", *GOOD[1:]]) for n in range(20)]
    _text(made / "2024-01-avon-and-somerset-street.csv", HEADER, *good, *BAD_ROWS.values())
    return made


@pytest.mark.slow
def test_no_bad_row_tells_its_value(folder: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    asked = [
        ("ingest", "police-uk", folder, "--by", "a tester"),
        ("ingest", "police-uk", folder, "--by", "a tester", "--json"),
        ("quarantine", "list"),
        ("quality", "police-uk"),
        ("quarantine", "release", "police-uk", "--by", "a tester"),
    ]

    told = [_ninefold(workspace, *words) for words in asked]

    assert "quarantined" in told[0]
    assert [words for words, said in zip(asked, told, strict=True) if "Quillfeather" in said] == []
    assert _naming(workspace, "*.json") == []
    # The secret is kept where it belongs, so the search above could have found it.
    assert _in_quarantine(workspace) >= 10


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(BAD_FILES))
def test_no_bad_file_tells_its_value(kind: str, tmp_path: Path) -> None:
    received, workspace = tmp_path / "received", tmp_path / "workspace"
    received.mkdir()
    BAD_FILES[kind](received)

    told = _ninefold(workspace, "ingest", "police-uk", received, "--by", "a tester")

    assert "refused" in told
    assert "Quillfeather" not in told
    assert _naming(workspace, "*.json") == []


def _naming(workspace: Path, pattern: str) -> list[str]:
    return [path.name for path in workspace.rglob(pattern) if b"Quillfeather" in path.read_bytes()]


def _in_quarantine(workspace: Path) -> int:
    """Rows of the received and quarantine zones that hold the secret."""
    found = 0
    for path in workspace.rglob("*.parquet"):
        rows = pq.read_table(path).to_pylist()
        found += sum("Quillfeather" in str(row) for row in rows)
    return found
