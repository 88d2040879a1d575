"""What a source gives the platform: its card, and a map from received columns to POLE records."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import ibis

from ninefold.contracts.cards import SourceCard
from ninefold.contracts.layouts import Layout


def not_kept(rows: ibis.Table) -> ibis.Table:
    """Leave the rows an expression."""
    return rows


@dataclass(frozen=True)
class MapContext:
    """What the load knows that the rows do not: its run, where versions start, when it was received (UTC).

    A map hands its cleaned rows to `keep` and makes every record from what it gets back, so that the
    cleaning is done once however many records there are. What comes back has the same columns, but may
    lack rows that are duplicates and may give some rows another `_identity`.
    """

    run: str
    version_base: int
    received_at: datetime
    keep: Callable[[ibis.Table], ibis.Table] = not_kept


@dataclass(frozen=True)
class RecordTable:
    """Records of one label, with exactly the columns of `pole.tables.TABLES[table]`, in order."""

    table: str
    label: str
    rows: ibis.Table


@dataclass(frozen=True)
class Mapped:
    """What a batch became: records by label, and the rows refused (_file, _row, reasons).

    `reasons` is 'column:rule;column:rule'. Every row of the batch is either refused or made into records.
    """

    records: tuple[RecordTable, ...]
    refused: ibis.Table
    cleaned: ibis.Table | None = None  # what `keep` gave back, when the map used it
    remake: Callable[[ibis.Table], tuple[RecordTable, ...]] | None = None  # records from fewer cleaned rows
    # Whether the same expressions hold for the next rows received at the same moment: all that differs from
    # load to load was taken from the columns `_run`, `_version` and `_order`, not from the context.
    holds_for_next: bool = False


MapFunction = Callable[[ibis.Table, Layout, SourceCard, MapContext], Mapped]


@dataclass(frozen=True)
class Source:
    """A source ready to be read: its card, its folder, its made-up sample, and its map."""

    card: SourceCard
    folder: Path
    map: MapFunction

    @property
    def name(self) -> str:
        """The source's name."""
        return self.card.name

    @property
    def sample(self) -> Path | None:
        """The folder of made-up sample files, when there is one."""
        folder = self.folder / "sample"
        return folder if folder.is_dir() else None
