"""Scheduled work: scoring and monitoring that come round by themselves, until the product may not."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from ninefold.actions.product_life.acting import acting
from ninefold.actions.product_life.monitor import monitor
from ninefold.actions.product_life.score import score
from ninefold.actions.workspace import Workspace
from ninefold.contracts.product_life import check_can_score
from ninefold.errors import UserError
from ninefold.govern import audit_log, permissions
from ninefold.govern.store import register
from ninefold.govern.store.tables import job

Verb = Literal["score", "monitor"]
EVERY = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}


@dataclass(frozen=True)
class Ran:
    """What became of one job that was due."""

    product: str
    verb: str
    done: bool
    said: str


def schedule(workspace: Workspace, *, product: str, verb: Verb, every: str, by: str) -> str:
    """Have a verb done by itself, from now on; only a product that may score can have a schedule."""
    with acting(workspace, product=product, verb="schedule", by=by) as act:
        permissions.check_can_score(act.by, product)
        with workspace.operations.writing() as connection:
            life = register.life_at(connection, act.card.name, act.card.version)
            check_can_score(life, workspace.now())
            name = uuid.uuid4().hex
            at = workspace.now()
            row = {"id": name, "product": act.card.name, "version": act.card.version, "verb": verb}
            told = {"every": every, "by": act.by, "next_at": at.isoformat(), "state": "active"}
            connection.execute(insert(job).values(**row, **told))
            audit_log.write(
                connection, "alteration", "scheduled a job", by=act.by, at=at, subject=act.subject
            )
        return name


def jobs(workspace: Workspace) -> list[dict[str, Any]]:
    """Every job there is or was."""
    with workspace.operations.reading() as connection:
        return [dict(row) for row in connection.execute(select(job).order_by(job.c.next_at)).mappings()]


def run_due(workspace: Workspace) -> list[Ran]:
    """Do the jobs that are due, each under the name of whoever scheduled it; one that is refused stops for good."""
    now = workspace.now()
    due = [row for row in jobs(workspace) if row["state"] == "active" and row["next_at"] <= now.isoformat()]
    return [_run(workspace, row, now) for row in due]


def _run(workspace: Workspace, row: dict[str, Any], now: datetime) -> Ran:
    try:
        verb = score if row["verb"] == "score" else monitor
        said = verb(workspace, product=row["product"], by=row["by"]).said
    except UserError as refusal:
        _mark(workspace, row["id"], state="stopped", stopped_because=str(refusal))
        return Ran(row["product"], row["verb"], False, str(refusal))
    _mark(workspace, row["id"], next_at=(now + EVERY[row["every"]]).isoformat())
    return Ran(row["product"], row["verb"], True, said)


def _mark(workspace: Workspace, name: str, **values: str) -> None:
    with workspace.operations.writing() as connection:
        _change(connection, name, values)


def _change(connection: Connection, name: str, values: dict[str, str]) -> None:
    # A job that was stopped meanwhile stays stopped.
    connection.execute(update(job).where(job.c.id == name, job.c.state == "active").values(**values))
