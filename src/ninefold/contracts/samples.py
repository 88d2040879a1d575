"""Reads the made-up sample files of a source, as received rows with their places and identities."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import md5, sha256
from pathlib import Path

import pyarrow as pa

from ninefold.contracts.cards import SourceCard
from ninefold.contracts.layouts import Layout
from ninefold.engine.formats.open import open_rows
from ninefold.engine.formats.rows import RowReader
from ninefold.errors import FileRefused


@dataclass(frozen=True)
class SampleFile:
    """One file of a sample read by one layout: its rows as received, ready for the source's map."""

    name: str
    layout: Layout
    columns: tuple[str, ...]
    rows: pa.Table


def sample_files(card: SourceCard, folder: Path) -> list[SampleFile]:
    """Every file of a sample, with the layout that reads it; one database may hold several layouts."""
    return [
        sample
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.name.startswith(".")
        for layout in card.layouts
        for sample in _read(path, layout, card)
    ]


def _read(path: Path, layout: Layout, card: SourceCard) -> Iterator[SampleFile]:
    if not layout.fits_name(path.name):
        return
    try:
        reader = open_rows(path, layout.format, layout.options)
        if card.layout_for(path.name, reader.columns) is not layout:
            return
    except FileRefused:
        return
    yield SampleFile(path.name, layout, tuple(reader.columns), _rows(reader, path, layout))


def _rows(reader: RowReader, path: Path, layout: Layout) -> pa.Table:
    chunks = [chunk.rows for chunk in reader]
    table = pa.Table.from_batches(chunks) if chunks else _empty(reader.columns)
    rows = table.to_pylist()
    file = sha256(path.read_bytes()).hexdigest()[:32]
    force = layout.force_from_file_name(path.name)
    seen: dict[str, int] = {}
    for row in rows:
        row |= {"_file": file, "_force": force, "_identity": _identity(row, layout, seen)}
    names = [*reader.columns, "_file", "_force", "_identity"]
    fields = [pa.field(name, pa.string()) for name in names]
    return pa.Table.from_pylist(rows, schema=pa.schema([*fields, pa.field("_row", pa.int64())]))


def _empty(columns: tuple[str, ...]) -> pa.Table:
    fields = [pa.field(name, pa.string()) for name in columns]
    return pa.schema([*fields, pa.field("_row", pa.int64())]).empty_table()


def _identity(row: dict[str, object], layout: Layout, seen: dict[str, int]) -> str:
    """Stable over re-sends: the key where the row has all of it, else the content, and how often before."""
    content = [str(row[name]) for name in sorted(row) if not name.startswith("_")]
    keys = [row.get(name) for name in layout.keys]
    known = [str(key) for key in keys] if keys and all(keys) else content
    text = "\x1f".join(known)
    seen[text] = seen.get(text, 0) + 1
    return md5(f"{text}\x1f{seen[text]}".encode(), usedforsecurity=False).hexdigest()
