"""What the gates are shown of a product in use: its newest rows, drift so far, decisions, and the unseen slice."""

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from ninefold.actions.product_life.acting import Act
from ninefold.actions.product_life.decisions import decided
from ninefold.actions.product_life.findings import Run, runs_of
from ninefold.contracts.check import DECISION_SCHEMA, GROUP_PREFIX
from ninefold.govern.store import register


@dataclass(frozen=True)
class InUse:
    """The facts of use that the gates on running products ask for."""

    rows: pa.Table
    drifted: tuple[bool, ...]  # whether earlier periods drifted, oldest first
    decisions: pa.Table  # in DECISION_SCHEMA
    unseen: int  # people scored whose score was kept from view


def in_use(act: Act) -> InUse | None:
    """The facts of use of a version, or None where it has scored nobody yet."""
    runs = runs_of(act)
    if not runs:
        return None
    with act.workspace.operations.reading() as connection:
        entries = register.entries(connection, act.card.name, act.card.version)
        made = decided(connection, act.card.name, act.card.version)
    drifted = tuple(bool(each.body.get("drifted")) for each in entries if each.kind == "monitored")
    unseen = sum(run.unshown.num_rows for run in runs)
    return InUse(runs[-1].rows, drifted, _table(act, made, runs), unseen)


def _table(act: Act, made: list[dict[str, object]], runs: list[Run]) -> pa.Table:
    """Decisions in the shape the gates read, with the groups of the people concerned."""
    moments = {run.name: run.at for run in runs}
    rows = [
        {
            "subject": each["subject"],
            "as_of": moments.get(str(each["run"])),
            "officer": each["officer"],
            "before": each["before"],
            "suggested": each["suggested"],
            "after": each["after"],
            "reason": each["reason"],
            "shown_at": datetime.fromisoformat(str(each["shown_at"])),
            **{f"{GROUP_PREFIX}{name}": _group(each, name) for name in act.card.groups},
        }
        for each in made
    ]
    groups = [pa.field(f"{GROUP_PREFIX}{name}", pa.string()) for name in act.card.groups]
    return pa.Table.from_pylist(rows, schema=pa.schema([*DECISION_SCHEMA, *groups]))


def _group(decision: dict[str, object], name: str) -> str | None:
    groups = decision["groups"]
    return groups.get(name) if isinstance(groups, dict) else None
