"""What joining forces shows: people whose trouble is visible only when their records are brought together.

A person is *visible* to one force when that force alone holds records of enough of their matters; joined up,
when all the records linked to them are counted. The gain is who is visible only joined up.
"""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.linking.linked_zone import LinkedZone
from ninefold.actions.workspace import Workspace
from ninefold.engine.snapshots import State

ENOUGH = 4  # matters that together call for a look
# Links that say a person was part of a matter as one who may be at risk, or who asked for help.
CONCERNS = ("victim", "missingPerson", "searched", "personReporting", "vulnerableChild", "vulnerableAdult")


@dataclass(frozen=True)
class CrossForceGain:
    """Persons looked at, those visible to a single force, those visible when joined, and only then."""

    persons: int
    visible_to_one_force: int
    visible_joined: int
    only_joined: int
    only_joined_ids: tuple[str, ...]


def matters(workspace: Workspace, state: State | None = None) -> pa.Table:
    """Every matter of every person: person_id, force, event (the record of it); each once."""
    held = state or workspace.store.state()
    zone = LinkedZone(workspace.root, held, "person")
    members = zone.rows("membership").select(["record_id", "person_id"])
    parts = []
    for file in held.of("pole", "link"):
        rows = pq.read_table(
            workspace.root / file.path,
            columns=["from_id", "to_id", "to_table", "reason", "force"],
            filters=[("to_table", "==", "event"), ("reason", "in", list(CONCERNS))],
        )
        parts.append(rows.select(["from_id", "to_id", "force"]))
    if not parts:
        return pa.table({name: pa.array([], pa.string()) for name in ("person_id", "force", "event")})
    links = pa.concat_tables(parts, promote_options="default")
    place = pc.index_in(links["from_id"].combine_chunks(), members["record_id"].combine_chunks())
    person = members["person_id"].combine_chunks().take(place)
    told = pa.table({"person_id": person, "force": links["force"], "event": links["to_id"]})
    return told.filter(pc.is_valid(person)).group_by(["person_id", "force", "event"]).aggregate([])


def cross_force_gain(
    workspace: Workspace, *, among: pa.Array | None = None, enough: int = ENOUGH
) -> CrossForceGain:
    """Count who is visible to a force alone, and who only when forces are joined; `among` narrows to some persons."""
    told = matters(workspace)
    if among is not None:
        told = told.filter(pc.is_in(told["person_id"], among))
    by_force = told.group_by(["person_id", "force"]).aggregate([("event", "count")])
    most = by_force.group_by("person_id").aggregate(
        [("event_count", "max"), ("event_count", "sum"), ("force", "count")]
    )
    alone = pc.greater_equal(most["event_count_max"], enough)
    joined = pc.greater_equal(most["event_count_sum"], enough)
    only = pc.and_(joined, pc.invert(alone))
    ids = most.filter(only)["person_id"].to_pylist()
    return CrossForceGain(
        len(among) if among is not None else most.num_rows,
        int(pc.sum(alone).as_py() or 0),
        int(pc.sum(joined).as_py() or 0),
        int(pc.sum(only).as_py() or 0),
        tuple(sorted(ids)),
    )
