"""Link any table of people that a card describes, and hold the answer against a column of truth."""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from ninefold.contracts.cards import read_card
from ninefold.contracts.layouts import Layout
from ninefold.engine.duckdb_engine import DuckDBEngine, DuckDBLimits
from ninefold.engine.formats.deliveries import deliveries
from ninefold.engine.formats.open import READERS, open_rows
from ninefold.engine.formats.rows import RowReader
from ninefold.errors import FileRefused, NotFound
from ninefold.link.evaluation import Evaluation, evaluated
from ninefold.link.model import load_model
from ninefold.link.rows import nominals_from_rows

Report = Callable[[str, float, float], None]
_FORMATS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".json": "json", ".jsonl": "jsonl", ".xlsx": "xlsx",
            ".xml": "xml", ".sqlite": "sqlite", ".db": "sqlite", ".parquet": "parquet"}  # fmt: skip


@dataclass(frozen=True)
class TableOfPeople:
    """Nominals of a file, and its truth column by record where one was asked for."""

    nominals: pa.Table
    truth: pa.Table | None
    groups: pa.Table | None
    layout: str


def evaluate_linkage(
    *,
    file: Path,
    card: Path,
    truth: str,
    group: str | None = None,
    model: str = "",
    person: str | None = None,
    report: Report | None = None,
) -> Evaluation:
    """Link a file's people with a model (the shipped one unless another is named) and score it by the truth."""
    tell = report or (lambda step, done, total: None)
    tell("reading", 0, 1)
    table = read_people(file, card, truth=truth, group=group, person=person)
    tell("reading", 1, 1)
    chosen = load_model(model) if model else load_model()
    assert table.truth is not None
    with tempfile.TemporaryDirectory() as scratch:
        engine = DuckDBEngine([Path(scratch)], limits=DuckDBLimits(memory_mb=2_000))
        try:
            return evaluated(engine, table.nominals, table.truth, chosen, groups=table.groups, report=tell)
        finally:
            engine.close()


def read_people(
    file: Path, card: Path, *, truth: str | None = None, group: str | None = None, person: str | None = None
) -> TableOfPeople:
    """The people of a file, as a card describes it; columns may be absent, and the truth need not be in the card."""
    described = read_card(card)
    rows, layout = _rows(file, described.layouts)
    for name in (truth, group):
        if name is not None and name not in rows.column_names:
            raise NotFound(f"{file.name}: it has no column called '{name}'. Name one of the file's columns.")
    used = [name for name in rows.column_names if name != truth]
    nominals = nominals_from_rows(rows.select(used), layout, label=person)
    return TableOfPeople(
        nominals, _named(nominals, rows, truth, "person"), _named(nominals, rows, group, "group"), layout.name
    )


def _named(nominals: pa.Table, rows: pa.Table, column: str | None, name: str) -> pa.Table | None:
    if column is None:
        return None
    text = rows[column].cast(pa.string()).combine_chunks()
    return pa.table({"record_id": nominals["record_id"], name: text})


def _rows(file: Path, layouts: tuple[Layout, ...]) -> tuple[pa.Table, Layout]:
    """Every row of the file as text, and the layout that knows most of its columns."""
    if not file.exists():
        raise NotFound(f"{file.name}: there is no such file. Check the path.")
    found = deliveries([file])
    if len(found) != 1:
        raise FileRefused(f"{file.name}: it holds {len(found)} files. Give one file of people.")
    with tempfile.TemporaryDirectory() as folder:
        path = found[0].fetch(Path(folder) / "unpacked")
        layout, reader = max(
            ((layout, _opened(path, found[0].file_name, layout)) for layout in layouts),
            key=lambda pair: _shared(pair[0], pair[1].columns),
        )
        batches = [chunk.rows.select(list(reader.columns)) for chunk in reader]
    if not batches:
        raise FileRefused(f"{file.name}: it has no row. Give a file with people in it.")
    table = pa.Table.from_batches(batches)
    return table.rename_columns([name.strip() for name in table.column_names]), layout


def _shared(layout: Layout, columns: Iterable[str]) -> int:
    return len({name.strip() for name in layout.mapped_columns} & {name.strip() for name in columns})


def _opened(path: Path, name: str, layout: Layout) -> RowReader:
    ending = Path(name.removesuffix(".gz")).suffix.lower()
    format_ = _FORMATS.get(ending, layout.format)
    options = dict(layout.options) if format_ == layout.format else {}
    if format_ in ("xlsx", "sqlite", "xml", "fixed_width"):
        options = {"columns": list(layout.known_columns), **options}
    assert format_ in READERS
    return open_rows(path, format_, options)
