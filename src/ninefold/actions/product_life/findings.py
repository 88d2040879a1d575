"""The findings of a product that count: those of runs that were committed, and nothing a crash left behind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.product_life import scoring_run
from ninefold.actions.product_life.acting import Act
from ninefold.contracts.artefact import Artefact
from ninefold.contracts.finding import empty


@dataclass(frozen=True)
class Run:
    """One committed run: its artefact and its findings, shown and kept from view."""

    name: str
    at: datetime
    artefact: Artefact
    shown: pa.Table
    unshown: pa.Table
    rows: pa.Table


def runs_of(act: Act, *, newest: int | None = None) -> list[Run]:
    """The committed runs of a version, oldest first; the newest few when asked."""
    with act.workspace.operations.reading() as connection:
        rows = scoring_run.committed(connection, act.card.name, act.card.version)
    chosen = rows[-newest:] if newest else rows
    return [_run(act, row) for row in chosen]


def newest_finding(act: Act, subject: str) -> dict[str, Any] | None:
    """The newest finding shown of a subject, or None."""
    with act.workspace.operations.reading() as connection:
        rows = scoring_run.committed(connection, act.card.name, act.card.version)
    for row in reversed(rows):
        found = _shown(act, row["run"])
        own = found.filter(pc.equal(found["subject_id"], subject))
        if own.num_rows:
            return dict(own.to_pylist()[-1])
    return None


def _run(act: Act, row: dict[str, Any]) -> Run:
    artefact = act.shelf.get("scoring", row["artefact"])
    unshown = pq.read_table(act.shelf.path(artefact.file("unshown.parquet")))
    seen = pq.read_table(act.shelf.path(artefact.file("features.parquet")))
    moment = datetime.fromisoformat(artefact.body["as_of"])
    return Run(row["run"], moment, artefact, _shown(act, row["run"]), unshown, seen)


def _shown(act: Act, run: str) -> pa.Table:
    root = act.workspace.root
    load = run.rsplit("-", 1)[-1]
    files = [f for f in act.workspace.store.state().of("findings", act.card.name) if f.load == load]
    return pa.concat_tables([pq.read_table(root / f.path) for f in files]) if files else empty()
