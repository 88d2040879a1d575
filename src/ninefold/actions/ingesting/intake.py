"""Taking deliveries in one after another, and committing them in groups small enough to hold."""

import hashlib
import shutil
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ninefold.actions.ingesting.group import Group
from ninefold.actions.ingesting.known_rows import key_index
from ninefold.actions.ingesting.standardise import Preparations, standardise
from ninefold.actions.workspace import Workspace, Writing
from ninefold.contracts.layouts import Layout
from ninefold.contracts.source import Source
from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.engine.durable import fsync_file
from ninefold.engine.formats.careful_csv import CarefulCsv
from ninefold.engine.formats.deliveries import Delivery
from ninefold.engine.formats.open import open_rows
from ninefold.engine.formats.quick_look import Look, quick_look
from ninefold.engine.formats.regular_csv import is_regular
from ninefold.engine.formats.rows import RowReader
from ninefold.engine.reception import Incoming, Reception, receive
from ninefold.engine.snapshots import LedgerEntry
from ninefold.engine.zones import table_folder
from ninefold.errors import ColumnsChanged, CountOutOfRange, FileRefused
from ninefold.govern.audit import event

MOST_FILES_IN_A_GROUP = 500
# formats whose one file holds several tables, each a layout of its own
SEVERAL_TABLES = ("sqlite", "xlsx", "xml", "sqlalchemy")


@dataclass
class Waiting:
    """The deliveries of one layout received but not yet standardised."""

    layout: Layout
    folder: Path
    receptions: list[Reception] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Rows waiting."""
        return sum(r.rows_in for r in self.receptions)


class Intake:
    """One source's deliveries on their way in."""

    def __init__(
        self,
        workspace: Workspace,
        writing: Writing,
        source: Source,
        *,
        by: str,
        engine: DuckDBEngine,
        group_rows: int,
        accept_counts: bool = False,
    ) -> None:
        """Take deliveries in; `accept_counts` says a person has judged any number of rows right."""
        self.workspace = workspace
        self.writing = writing
        self.source = source
        self.by = by
        self.engine = engine
        self.group_rows = group_rows
        self.accept_counts = accept_counts
        self.taken: dict[str, LedgerEntry] = dict(writing.state.loaded(source.name))
        self.outcomes: list[LedgerEntry] = []
        self._waiting: dict[str, Waiting] = {}
        self._resent: list[LedgerEntry] = []
        self._groups = 0
        self._done = 0
        # one group is standardised while the next one is received; never two at once
        self._behind = ThreadPoolExecutor(max_workers=1, thread_name_prefix="standardise")
        self._standing: Future[None] | None = None
        self._told = {(e.file, e.name) for e in writing.state.ledger if e.source == source.name}
        self._received_at = workspace.now()
        self._prepared: Preparations = {}
        self._scratch = workspace.scratch("receiving")
        shutil.rmtree(self._scratch)

    def take(self, delivery: Delivery, path: Path) -> None:
        """Receive one delivery; raises FileRefused when the whole of it must be refused."""
        look = quick_look(path)
        layouts = self._layouts_in(delivery, path)
        for layout, options in layouts:
            file = look.sha256[:32] if len(layouts) == 1 else _part(look.sha256, layout.name)
            if file in self.taken:
                self._skip(delivery, self.taken[file], look)
                continue
            try:
                self._receive(delivery, path, look, file, layout, options)
            except CountOutOfRange as error:
                self._hold(delivery, file, layout, str(error))

    def refuse(self, delivery: Delivery, reason: str) -> None:
        """Note that a delivery was refused whole; nothing of it is kept."""
        self._wait()
        entry = self._entry(delivery.name, "refused", reason=reason)
        event_ = self._event("refused a file", files=1)
        run = self._run("refused", [])
        self.writing.commit(run=run, files=[], ledger=[entry], event=event_)
        self.outcomes.append(entry)

    def leave_waiting(self, delivery: Delivery, reason: str) -> None:
        """Note that a delivery was not looked at because the source stopped; nothing is committed."""
        self.outcomes.append(self._entry(delivery.name, "waiting", reason=reason))

    def _hold(self, delivery: Delivery, file: str, layout: Layout, reason: str) -> None:
        """Let a delivery wait for a person; told once in the ledger, however often it is tried."""
        entry = replace(self._entry(delivery.name, "waiting", reason=reason), file=file, layout=layout.name)
        self.outcomes.append(entry)
        if (file, delivery.name) not in self._told:
            self._told.add((file, delivery.name))
            self._wait()
            run, event_ = self._run("waiting", [file]), self._event("left a file waiting", files=1)
            self.writing.commit(run=run, files=[], ledger=[entry], event=event_)

    def finish(self) -> None:
        """Standardise and commit whatever still waits."""
        for waiting in list(self._waiting.values()):
            self._flush(waiting)
        self._wait()
        if self._resent:
            event_ = self._event("was sent files again", files=len(self._resent))
            run = self._run("sent again", [e.file for e in self._resent])
            self.writing.commit(run=run, files=[], ledger=self._resent, event=event_)

    def _receive(
        self,
        delivery: Delivery,
        path: Path,
        look: Look,
        file: str,
        layout: Layout,
        options: Mapping[str, Any],
    ) -> None:
        waiting = self._waiting.setdefault(
            layout.name, Waiting(layout, self.workspace.scratch("receiving") / layout.name)
        )
        reader = open_rows(path, layout.format, options)
        incoming = Incoming(
            path=path,
            name=delivery.name,
            file=file,
            sha256=look.sha256,
            bytes=look.size,
            layout=layout.name,
            format=layout.format,
            force=layout.force_from_file_name(delivery.name),
            position=len(waiting.receptions),
            delimiter=_delimiter_if_clean(path, look, layout, reader),
        )
        reception = receive(incoming, reader, waiting.folder, self.engine)
        if reception.path is not None:
            # Here, where waiting for the disk holds nobody up, and not at the commit.
            fsync_file(reception.path)
        if not self.accept_counts:
            _check_count(reception, self.source)
        waiting.receptions.append(reception)
        taken = self._entry(delivery.name, "loaded", rows_in=reception.rows_in)
        self.taken[file] = replace(taken, file=file, layout=layout.name)
        self._told.add((file, delivery.name))
        if self._is_enough(waiting):
            self._flush(waiting)

    def _is_enough(self, waiting: Waiting) -> bool:
        """Whether a group is full; a fifth of one is enough while nothing is being standardised."""
        is_idle = self._standing is None or self._standing.done()
        wanted = self.group_rows // 5 if is_idle else self.group_rows
        return waiting.rows >= wanted or len(waiting.receptions) >= MOST_FILES_IN_A_GROUP

    def _layouts_in(self, delivery: Delivery, path: Path) -> list[tuple[Layout, Mapping[str, Any]]]:
        """Which layouts a file holds, most often one; raises FileRefused telling the drift when none fits."""
        card = self.source.card
        named = [layout for layout in card.layouts if layout.fits_name(delivery.name)]
        several = [layout for layout in named if layout.format in SEVERAL_TABLES]
        if len(several) > 1:
            return [(layout, _checked(layout, path)) for layout in several]
        tried: FileRefused | None = None
        for layout in _one_of_each_shape(named or list(card.layouts)):
            try:
                columns = open_rows(path, layout.format, _options(layout)).columns
                fitting = card.layout_for(delivery.name, columns)
            except FileRefused as error:
                tried = tried or error
                continue
            if fitting.format == layout.format:
                return [(fitting, _options(fitting))]
        raise tried or FileRefused(f"{delivery.name}: the card of {self.source.name} has no layout for it.")

    def _skip(self, delivery: Delivery, known: LedgerEntry, look: Look) -> None:
        entry = self._entry(
            delivery.name,
            "duplicate",
            rows_in=known.rows_in,
            duplicates=known.rows_in,
            reason=f"the same bytes were taken before as {known.name}",
        )
        entry = replace(entry, file=known.file, layout=known.layout, bytes=look.size)
        self.outcomes.append(entry)
        # The same file under the same name is the same command run again, and no news.
        if (known.file, delivery.name) not in self._told:
            self._told.add((known.file, delivery.name))
            self._resent.append(entry)

    def close(self) -> None:
        """Let the group being standardised come to its end; what failed in it was told already."""
        self._behind.shutdown(wait=True)

    def _wait(self) -> None:
        """Wait for the group being standardised; what went wrong with it goes wrong here."""
        if self._standing is not None:
            standing, self._standing = self._standing, None
            standing.result()

    def _flush(self, waiting: Waiting) -> None:
        """Hand a layout's waiting deliveries on to be standardised, once the group before them is done."""
        self._wait()
        del self._waiting[waiting.layout.name]
        self._groups += 1
        waiting.folder = waiting.folder.rename(waiting.folder.with_name(f"group-{self._groups}"))
        moved = [replace(r, path=waiting.folder / r.path.name) if r.path else r for r in waiting.receptions]
        waiting.receptions = moved
        self._standing = self._behind.submit(self._standardise, waiting)

    def _standardise(self, waiting: Waiting) -> None:
        """Standardise a layout's waiting deliveries and commit them in one step."""
        self.workspace.report(f"standardising {self.source.name}", self._done, self._done + waiting.rows)
        load = self.writing.next_load()
        group = Group(
            self.source,
            waiting.layout,
            load,
            f"{self.source.name}-{load}",
            self._received_at,
            tuple(self._placed(waiting, load)),
        )
        index = key_index(self.workspace, self.writing.state, group)
        done = standardise(self.workspace, group, index, before=self._prepared)
        run = self._run("ingest", [r.incoming.file for r in group.receptions], group)
        counts = {
            "files": len(done.ledger),
            "rows_in": sum(e.rows_in for e in done.ledger),
            "loaded": sum(e.loaded for e in done.ledger),
        }
        self.writing.commit(
            run=run, files=done.files, ledger=done.ledger, event=self._event("took files in", **counts)
        )
        if done.keys is not None:
            index.add(load, done.keys)
        self.outcomes += done.ledger
        self.taken |= {e.file: e for e in done.ledger}
        self._done += waiting.rows
        self.workspace.report(f"standardising {self.source.name}", self._done, self._done)
        shutil.rmtree(waiting.folder, ignore_errors=True)

    def _placed(self, waiting: Waiting, load: str) -> list[Reception]:
        """The receptions with their files moved to where the load will be."""
        folder = self.workspace.root / table_folder("received", waiting.layout.name, self.source.name, load)
        folder.mkdir(parents=True, exist_ok=True)
        return [
            replace(r, path=r.path.rename(folder / r.path.name)) if r.path else r for r in waiting.receptions
        ]

    def _run(self, action: str, inputs: list[str], group: Group | None = None) -> dict[str, Any]:
        from_card = hashlib.sha256(self.source.card.path.read_bytes()).hexdigest()
        return {
            "run": group.run if group else "",
            "action": action,
            "source": self.source.name,
            "layout": group.layout.name if group else "",
            "card_sha256": from_card,
            "engine": self.workspace.engine.name,
            "inputs": inputs,
        }

    def _event(self, what: str, **counts: int) -> dict[str, Any]:
        return event(
            "collection", what, by=self.by, at=self.workspace.now(), subject=self.source.name, **counts
        )

    def _entry(
        self, name: str, status: str, *, rows_in: int = 0, duplicates: int = 0, reason: str = ""
    ) -> LedgerEntry:
        return LedgerEntry(
            file="",
            name=name,
            source=self.source.name,
            layout="",
            status=status,
            rows_in=rows_in,
            loaded=0,
            quarantined=0,
            duplicates=duplicates,
            load="",
            received_at=self._received_at.isoformat(),
            reason=reason,
        )


def _check_count(reception: Reception, source: Source) -> None:
    """Raise CountOutOfRange, keeping nothing, when the card expects fewer or more rows in a file."""
    card, name, count = source.card, reception.incoming.name, reception.rows_in
    if card.fewest_rows <= count <= card.most_rows:
        return
    if reception.path is not None:
        reception.path.unlink()
    raise CountOutOfRange(
        f"{name}: it has {count:,} rows, and the card of {source.name} expects {card.fewest_rows:,} to "
        f"{card.most_rows:,} in a file. Nothing of it was loaded; it waits for a person to look. If the force "
        f"confirms the count, take it in with --accept-counts; if such counts are usual now, change "
        f"`expected_rows` in the card; else ask for the file again."
    )


def _options(layout: Layout) -> dict[str, Any]:
    return {"columns": list(layout.known_columns), **layout.options}


def _checked(layout: Layout, path: Path) -> Mapping[str, Any]:
    """The reading options of a layout, once its table in the file is seen to have the columns it should."""
    options = _options(layout)
    drift = layout.drift(open_rows(path, layout.format, options).columns)
    if drift.any:
        raise ColumnsChanged(
            f"{path.name}: the table of layout '{layout.name}' has changed; {drift.described()}. "
            f"Nothing of this file was loaded. Mend the layout in the card and run this again."
        )
    return options


def _delimiter_if_clean(path: Path, look: Look, layout: Layout, reader: RowReader) -> str | None:
    """The delimiter of a CSV so regular that DuckDB reads it exactly as we would; None for any other file."""
    if not isinstance(reader, CarefulCsv) or not look.is_plain or "encoding" in layout.options:
        return None
    delimiter = reader.dialect.delimiter
    return delimiter if is_regular(path, look, len(reader.columns), delimiter) else None


def _one_of_each_shape(layouts: list[Layout]) -> list[Layout]:
    """Layouts that would open a file in different ways; those that open alike are tried once."""
    seen: dict[str, Layout] = {}
    for layout in layouts:
        columns = [] if layout.format in ("csv", "xlsx", "parquet") else list(layout.known_columns)
        seen.setdefault(repr((layout.format, sorted(layout.options.items(), key=str), columns)), layout)
    return list(seen.values())


def _part(sha256: str, layout: str) -> str:
    return hashlib.sha256(f"{sha256}#{layout}".encode()).hexdigest()[:32]
