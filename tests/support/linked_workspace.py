"""A workspace of made-up person records written straight into the POLE zone, and a simple way to link them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ninefold.actions.linking.linked_zone import LinkedZone
from ninefold.actions.workspace import Workspace, stored
from ninefold.bootstrap import open_workspace
from ninefold.engine.as_at import schema_of
from ninefold.engine.port import Engine
from ninefold.engine.snapshots import State
from ninefold.engine.zones import table_folder
from ninefold.govern.audit import event
from ninefold.link.keyed import KeyedThing, Rule
from ninefold.link.pole_records import latest
from ninefold.settings import Settings

THEN = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
KNOWN = datetime(2025, 2, 1)
RULES = (
    Rule("pnc", 8.0, 12.0, "PNC ID"),
    Rule("phone", 3.0, 1.0, "telephone"),
    Rule("postcode", 2.0, 1.0, "postcode"),
)


def read_by_hand(
    engine: Engine, root: Path, state: State, *, as_at: datetime, only: pa.Table | None = None
) -> pa.Table:
    """The records of people with three things to know them by."""
    rows = latest(engine, root, state, "person", as_at, only=only)
    kept = rows.select(
        "record_id", "force", shown="surname", pnc="pnc_id", phone="phone", postcode="postcode"
    )
    return engine.collect(kept)


PEOPLE = KeyedThing("person", "by-hand-1", {"person": "record_id"}, RULES, read_by_hand)


def a_workspace(root: Path) -> Workspace:
    """A workspace whose clock stands still."""
    workspace = open_workspace(Settings(workspace=root, by="a tester", memory_mb=200))
    workspace.clock = lambda: THEN
    return workspace


def person(record: str, **told: str | None) -> dict[str, Any]:
    """One person record; a later one of the same name is a newer version."""
    return {"record_id": record, "force": f"force-{record[:1]}", "surname": record, "known_at": KNOWN, **told}


def add(workspace: Workspace, people: Iterable[dict[str, Any]], *, table: str = "person") -> None:
    """Commit some records as one load."""
    with workspace.writing() as writing:
        load = writing.next_load()
        rows = [{"version": (int(load) << 44) + n, **each} for n, each in enumerate(people)]
        folder = workspace.root / table_folder("pole", table, "by_hand", load)
        folder.mkdir(parents=True)
        path = folder / "records.parquet"
        pq.write_table(pa.Table.from_pylist(rows, schema=schema_of(table)), path)
        file = stored(workspace.root, path, len(rows), zone="pole", table=table, source="by_hand", load=load)
        told = event("collection", "took in records", by="a tester", at=workspace.now(), subject="by_hand")
        writing.commit(
            run={"run": f"by_hand-{load}", "action": "ingest"}, files=[file], ledger=[], event=told
        )


def zone(workspace: Workspace, kind: str = "person") -> LinkedZone:
    """The linked tables as they are now."""
    return LinkedZone(workspace.root, workspace.store.state(), kind)


def who_is_who(workspace: Workspace, kind: str = "person") -> dict[str, str]:
    """The person of each record now."""
    rows = zone(workspace, kind).rows("membership").to_pylist()
    return {row["record_id"]: row["person_id"] for row in rows if row["person_id"]}


def groups(workspace: Workspace, kind: str = "person") -> set[frozenset[str]]:
    """Which records are together."""
    found: dict[str, set[str]] = {}
    for record, each in who_is_who(workspace, kind).items():
        found.setdefault(each, set()).add(record)
    return {frozenset(records) for records in found.values()}


def events(workspace: Workspace, kind: str = "person") -> list[dict[str, Any]]:
    """Everything that happened to ids, oldest first."""
    place = zone(workspace, kind)
    return [
        row for path in place.paths(place.files("identity_event")) for row in pq.read_table(path).to_pylist()
    ]


def names(ids: Sequence[str], who: dict[str, str]) -> list[str]:
    """The persons of some records."""
    return [who[each] for each in ids]
