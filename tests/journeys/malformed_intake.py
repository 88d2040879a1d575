"""Takes a file with known malformed rows through `ninefold ingest`, and checks it against truth and an oracle.

The truth is what the generator says it wrote. The oracle knows nothing of the generator: it reads the bytes again
with Python's own decoders and csv module and judges every row by itself.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from tests.support.malformed import COLUMNS, Malformed, write_malformed

from ninefold.engine.snapshots import SnapshotStore, State

SOURCE = "thornshire"
LARGEST = 1_000_000  # characters of a value
CRIME_TYPES = ("Burglary", "Drugs", "Robbery", "Vehicle crime", "Other theft")

CARD = """
[source]
name = "thornshire"
title = "Street crime of a made-up force"
owner = "Thornshire Police"
lawful_basis = "None: everything is made up"
licence = "OGL-3.0"
purpose = "To see that every malformed row is accounted for."
force = "thornshire"
refresh = "monthly"
sensitivity = "open"
marking = "OFFICIAL"
retention_group = "4"
known_at = "received"
expected_rows = {min = 1, max = 5000000}

[[layout]]
name = "street"
format = "csv"
files = ["*-street.csv"]
keys = ["Crime ID", "Month"]
repeats = "keep"

[layout.ignored]
"Reported by" = "the file holds one force"
"Falls within" = "the file holds one force"
"LSOA name" = "the name of the area whose code is kept"

[[layout.record]]
table = "event"
label = "crime"
entity = "E_001"
kind = "crime"
[layout.record.fields]
reference = {column = "Crime ID", as = "text", longest = 64}
occurred = {column = "Month", as = "month", required = true}
category = {column = "Crime type", as = "code", codes = "crime_type", required = true}
outcome = {column = "Last outcome category", as = "code", codes = "outcome"}
place = {column = "Location", as = "text"}
area = {column = "LSOA code", as = "area_code"}
longitude = {column = "Longitude", as = "longitude"}
latitude = {column = "Latitude", as = "latitude"}
summary = {column = "Context", as = "text"}
"""


@dataclass(frozen=True)
class Reconciled:
    """What was written, what ingest says, what is on disk, and what the oracle says, for one file."""

    written: Malformed
    told: dict[str, int]
    kept_ids: Counter[str]
    quarantined: dict[int, tuple[str, int | None, str]]  # row: kind, line, reasons
    oracle: list[str | None]  # the Crime ID of each row that is good, None for one that is not

    @property
    def faults(self) -> list[str]:
        """Everything that does not agree; empty when all is exact."""
        written, told = self.written, self.told
        bad = sum(written.reader_kinds.values()) + sum(written.map_kinds.values())
        structure = [
            (row, line, rule) for row, (kind, line, rule) in self.quarantined.items() if kind == "structure"
        ]
        values = [row for row, (kind, _, _) in self.quarantined.items() if kind == "value"]
        checks = {
            "rows in are the rows written": told["rows_in"] == written.rows,
            "rows in = loaded + quarantined + duplicates": told["rows_in"]
            == told["loaded"] + told["quarantined"] + told["duplicates"],
            "as many are quarantined as were malformed": told["quarantined"] == bad == len(self.quarantined),
            "nothing is a duplicate": told["duplicates"] == 0,
            "each unreadable row has its number, line and rule": sorted(structure) == sorted(written.refused),
            "as many values are refused as were spoilt": len(values) == sum(written.map_kinds.values()),
            "the oracle refuses the same rows": set(self.quarantined)
            == {row for row, good in enumerate(self.oracle, 1) if good is None},
            "the oracle finds as many rows": len(self.oracle) == written.rows,
            "the records are those of the good rows": self.kept_ids
            == Counter(good for good in self.oracle if good is not None),
        }
        return [what for what, holds in checks.items() if not holds]


def reconcile(folder: Path, encoding: str, *, rows: int, malformed: int, seed: int) -> Reconciled:
    """Write a file, take it in by the command, and put all accounts of it side by side."""
    folder.mkdir(parents=True)
    written = write_malformed(folder / "2023-01-thornshire-street.csv", rows, malformed, encoding, seed)
    workspace = folder / "workspace"
    told = take_in(workspace, written.path)
    state = SnapshotStore(workspace).state()
    return Reconciled(
        written,
        told,
        _kept(workspace, state),
        _set_aside(workspace, state),
        list(oracle(written.path, encoding)),
    )


def take_in(workspace: Path, path: Path) -> dict[str, int]:
    """`ninefold ingest … --json` in a process of its own; its one object."""
    card = workspace / "sources" / SOURCE / "card.toml"
    if not card.exists():
        card.parent.mkdir(parents=True)
        card.write_text(CARD)
    command = [
        sys.executable,
        "-m",
        "ninefold",
        "ingest",
        SOURCE,
        str(path),
        "--workspace",
        str(workspace),
        "--json",
    ]
    environment = os.environ | {"NINEFOLD_BY": "tester"}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    told: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return told


def _kept(workspace: Path, state: State) -> Counter[str]:
    return Counter(_read(workspace, state, "pole", "event", ["reference"])["reference"].to_pylist())


def _set_aside(workspace: Path, state: State) -> dict[int, tuple[str, int | None, str]]:
    rows = _read(workspace, state, "quarantine", "rows", ["row", "kind", "line", "reasons"]).to_pylist()
    return {row["row"]: (row["kind"], row["line"], row["reasons"]) for row in rows}


def _read(workspace: Path, state: State, zone: str, table: str, columns: list[str]) -> pa.Table:
    tables = [pq.read_table(workspace / file.path, columns=columns) for file in state.of(zone, table)]
    return pa.concat_tables(tables) if tables else pa.table({name: [] for name in columns})


def oracle(path: Path, encoding: str) -> Iterator[str | None]:
    """Row by row, the Crime ID of a row that is good and None for one that is not."""
    csv.field_size_limit(10 * LARGEST)
    for record in _records(path.read_bytes(), encoding)[1:]:
        fields = None if record is None else _fields(record)
        yield fields["Crime ID"] if fields and _makes_sense(fields) else None


def _records(raw: bytes, encoding: str) -> list[str | None]:
    """The file's records as text, None where bytes are no text; each record ends with CR and LF together."""
    if encoding.startswith("utf-16"):
        text = raw.decode("utf-16", errors="surrogatepass")
        return [None if re.search("[\ud800-\udfff]", r) else r for r in text.split("\r\n")[:-1]]
    pieces = raw.removeprefix(b"\xef\xbb\xbf").split(b"\r\n")[:-1]
    codecs = {"utf-8": ["utf-8"], "utf-8-sig": ["utf-8"], "cp1252": ["cp1252"], "mixed": ["utf-8", "cp1252"]}
    return [_decoded(piece, codecs[encoding]) for piece in pieces]


def _decoded(piece: bytes, codecs: list[str]) -> str | None:
    for codec in codecs:
        try:
            return piece.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _fields(record: str) -> dict[str, str] | None:
    """The record's values by column, or None unless writing them again gives the record as it stood."""
    if re.search(r"[\x00-\x08\x0b-\x1f]", record):
        return None
    try:
        (values,) = csv.reader(io.StringIO(record, newline=""), strict=True)
    except (csv.Error, ValueError):
        return None
    again = io.StringIO(newline="")
    csv.writer(again, lineterminator="\n").writerow(values)
    if again.getvalue() != record + "\n" or len(values) != len(COLUMNS) or max(map(len, values)) > LARGEST:
        return None
    return dict(zip(COLUMNS, values, strict=True))


def _makes_sense(fields: dict[str, str]) -> bool:
    month = fields["Month"]
    return (
        re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", month) is not None
        and month <= f"{date.today():%Y-%m}"
        and fields["Crime type"] in CRIME_TYPES
        and _within(fields["Longitude"], 180)
        and _within(fields["Latitude"], 90)
    )


def _within(number: str, most: float) -> bool:
    return re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", number) is not None and abs(float(number)) <= most
