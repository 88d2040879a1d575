"""A small made-up card and its rows, for tests of declared sources."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import ibis
import pyarrow as pa

from ninefold.contracts.cards import SourceCard, read_card
from ninefold.contracts.source import MapContext, Mapped
from ninefold.standardise.declared import declared_map

CARD = """
[source]
name = "madeup"
title = "A made-up force"
owner = "Records Manager"
lawful_basis = "Made-up data"
licence = "none"
purpose = "Tests"
force = "aldmoor"
refresh = "daily"
sensitivity = "police"
marking = "OFFICIAL-SENSITIVE"
retention_group = "3"
expected_rows = {min = 1, max = 100}

[[layout]]
name = "crime"
format = "csv"
files = ["*-crime.csv"]
keys = ["Number"]
optional = ["Note"]
[layout.ignored]
"Clerk" = "who typed it says nothing about the crime"

[[layout.record]]
table = "event"
label = "crime"
entity = "E_001"
kind = "crime"
key = ["Number"]
[layout.record.fields]
reference = {column = "Number", as = "text", required = true}
occurred = {column = "When", as = "timestamp"}
category = {column = "Type", as = "code", codes = "types"}
"details.note" = {column = "Note", as = "text"}

[[layout.record]]
table = "person"
label = "victim"
entity = "P_004"
key = ["Nominal"]
namespace = "nominal"
when = "Surname"
[layout.record.fields]
surname = {column = "Surname", as = "name"}
born = {column = "Born", as = "partial_date"}

[[layout.link]]
from = "victim"
to = "crime"
reason = "victim"

[codes.types]
"BURG" = "burglary"
"ROB" = "robbery"
"""

RECEIVED = datetime(2024, 6, 1, 12, tzinfo=UTC)
ROW: dict[str, str | None] = {
    "Number": "A/1",
    "When": "2024-05-01T10:00:00Z",
    "Type": "BURG",
    "Note": None,
    "Clerk": "7",
    "Nominal": "N1",
    "Surname": "Madeup",
    "Born": "1980-02",
}


def made_card(folder: Path, text: str = CARD) -> SourceCard:
    """The card, written in a folder and read back."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "card.toml").write_text(text, encoding="utf-8")
    return read_card(folder)


def batch_of(rows: Sequence[Mapping[str, str | None]]) -> pa.Table:
    """Received rows with their places and identities."""
    places = [
        {**row, "_file": "f" * 32, "_row": number, "_identity": f"{number:032x}"}
        for number, row in enumerate(rows, 1)
    ]
    names = list(places[0])
    return pa.Table.from_pylist(
        places, schema=pa.schema([(name, pa.int64() if name == "_row" else pa.string()) for name in names])
    )


def mapped(card: SourceCard, rows: Sequence[Mapping[str, str | None]], run: str = "run-1") -> Mapped:
    """Rows through the first layout of a card."""
    context = MapContext(run=run, version_base=1000, received_at=RECEIVED)
    return declared_map(ibis.memtable(batch_of(rows)), card.layouts[0], card, context)


def records(made: Mapped) -> dict[str, list[dict[str, object]]]:
    """The rows of each label."""
    return {record.label: record.rows.to_pyarrow().to_pylist() for record in made.records}


def reasons(made: Mapped) -> dict[int, str]:
    """Why each refused row was refused."""
    return {row["_row"]: row["reasons"] for row in made.refused.to_pyarrow().to_pylist()}
