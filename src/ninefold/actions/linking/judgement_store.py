"""Judgements as they are kept: rows of the source `judgements`, which only grow."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.engine.snapshots import State, StoredFile
from ninefold.link.judgements import JUDGEMENT_SCHEMA, no_judgements

SOURCE = TABLE = "judgements"
ZONE = "received"


def judgement_files(state: State) -> tuple[StoredFile, ...]:
    """The files of judgements, oldest first."""
    return state.of(ZONE, TABLE, SOURCE)


def judgements_of(root: Path, state: State, kind: str | None = None, *, upto: int | None = None) -> pa.Table:
    """All judgements about one kind of thing (or any), entered up to a snapshot."""
    files = [f for f in judgement_files(state) if upto is None or int(f.load) <= upto]
    if not files:
        return no_judgements()
    rows = pa.concat_tables([pq.read_table(root / f.path, schema=JUDGEMENT_SCHEMA) for f in files])
    return rows if kind is None else rows.filter(pc.equal(rows["kind"], kind))
