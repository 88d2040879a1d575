"""What every action is given: where the data lives, the engine, the members, and the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ninefold.contracts.product import Product
from ninefold.contracts.registry import Sources
from ninefold.contracts.scoring import ScoringProduct
from ninefold.contracts.source import Source
from ninefold.engine.duckdb_engine import DuckDBEngine, DuckDBLimits
from ninefold.engine.durable import disk_full_is_plain, fsync_file, fsync_folder
from ninefold.engine.lock import writer_lock
from ninefold.engine.port import Engine
from ninefold.engine.snapshots import (
    Commit,
    LedgerEntry,
    Snapshot,
    SnapshotStore,
    State,
    StoredFile,
    remove_leftovers,
    sha256_of,
)
from ninefold.errors import NotFound

if TYPE_CHECKING:
    from ninefold.govern.store.database import OperationalDatabase

Report = Callable[[str, float, float], None]


def silent(step: str, done: float, total: float) -> None:
    """Report progress to nobody."""


@contextmanager
def one_step(report: Report, name: str) -> Iterator[None]:
    """Report a step of which nothing can be told until it is done."""
    report(name, 0, 1)
    yield
    report(name, 1, 1)


def operational_database(root: Path, address: str = "") -> OperationalDatabase:
    """The operational database at an address; without one, the workspace's own."""
    from ninefold.govern.store.database import OperationalDatabase, beside  # slow to import, and few need it

    return OperationalDatabase(address or beside(root))


@dataclass
class Workspace:
    """One folder of zones and snapshots, and what is needed to work on it."""

    root: Path
    find_sources: Callable[[], Sources]
    find_products: Callable[[], Mapping[str, Product]]
    make_engine: Callable[[Path], Engine]
    read_boundaries: Callable[[Path, str | None, str], pa.Table]
    find_scoring_products: Callable[[], Mapping[str, ScoringProduct]] = dict
    make_operations: Callable[[Path], OperationalDatabase] = operational_database
    checkpoints: Path | None = None
    limits: DuckDBLimits = field(default_factory=DuckDBLimits)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    report: Report = silent

    @cached_property
    def sources(self) -> Sources:
        """The sources that can be read; their cards are read when they are first asked for."""
        return self.find_sources()

    @cached_property
    def products(self) -> Mapping[str, Product]:
        """The counting products by name, likewise."""
        return self.find_products()

    @cached_property
    def scoring_products(self) -> Mapping[str, ScoringProduct]:
        """The scoring products by name, likewise."""
        return self.find_scoring_products()

    @property
    def store(self) -> SnapshotStore:
        """The snapshots, read afresh."""
        return SnapshotStore(self.root)

    @cached_property
    def engine(self) -> Engine:
        """The engine that reads and writes this workspace, and nothing else on the machine."""
        self.root.mkdir(parents=True, exist_ok=True)
        return self.make_engine(self.root)

    def outside_engine(self, folders: list[Path]) -> DuckDBEngine:
        """A DuckDB that may also read the folders given, for taking files in."""
        return DuckDBEngine([self.root, *folders], limits=self.limits)

    def source(self, name: str) -> Source:
        """A source by name; raises NotFound, or CardInvalid when its card is broken."""
        return self.sources[name.replace("-", "_")]

    def product(self, name: str) -> Product:
        """A product by name."""
        found = self.products.get(name)
        if found is None:
            raise NotFound(
                f"No product is called '{name}'. Known products: {', '.join(sorted(self.products))}."
            )
        return found

    def scoring_product(self, name: str) -> ScoringProduct:
        """A scoring product by name."""
        found = self.scoring_products.get(name)
        if found is None:
            known = ", ".join(sorted(self.scoring_products)) or "none"
            raise NotFound(f"No scoring product is called '{name}'. Those known: {known}.")
        return found

    @cached_property
    def operations(self) -> OperationalDatabase:
        """The operational database: register, approvals, decisions, jobs and audit."""
        return self.make_operations(self.root)

    def now(self) -> datetime:
        """This moment, in UTC, to the microsecond."""
        return self.clock().astimezone(UTC).replace(tzinfo=None)

    def scratch(self, name: str) -> Path:
        """A folder for passing files, inside the workspace."""
        folder = self.root / "tmp" / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Hold the writer lock, with the leftovers of any crash cleared away."""
        with writer_lock(self.root), disk_full_is_plain():
            state = self.store.state()
            remove_leftovers(self.root, state)
            yield Writing(self)

    def close(self) -> None:
        """Let go of the engine and of the operational database."""
        if "engine" in self.__dict__:
            self.engine.close()
            del self.__dict__["engine"]
        if "operations" in self.__dict__:
            self.operations.close()
            del self.__dict__["operations"]


@dataclass
class Writing:
    """The writer's hold on a workspace: makes loads and commits them."""

    workspace: Workspace

    @property
    def state(self) -> State:
        """What is committed now."""
        return self.workspace.store.state()

    def next_load(self) -> str:
        """The id of the load that the next commit makes."""
        return f"{self.workspace.store.head() + 1:08d}"

    def commit(
        self,
        *,
        run: dict[str, Any],
        files: list[StoredFile],
        ledger: list[LedgerEntry],
        event: dict[str, Any],
    ) -> Snapshot:
        """Make the files durable and commit them with their ledger and audit event: one step."""
        root = self.workspace.root
        for stored in files:
            fsync_file(root / stored.path)
        for folder in {(root / stored.path).parent for stored in files}:
            fsync_folder(folder)
        commit = Commit(run, tuple(files), tuple(ledger), (event,))
        return self.workspace.store.append(commit, created=self.workspace.now().isoformat())


def stored(
    root: Path,
    path: Path,
    rows: int,
    *,
    zone: str,
    table: str,
    source: str,
    load: str,
    one_each: bool = False,
    layout: str = "",
) -> StoredFile:
    """A file just written, as the manifest will vouch for it."""
    return StoredFile(
        zone,
        table,
        source,
        load,
        str(path.relative_to(root)),
        rows,
        path.stat().st_size,
        sha256_of(path),
        one_each,
        layout,
    )
