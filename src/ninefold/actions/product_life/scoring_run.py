"""What became of each score that was begun: a kill at any moment leaves it finished or undone, never between.

1  in the database: the approval is checked and the intent to commit this run is written
2  in the database, alone until the end: the approval is checked again; the findings' snapshot is committed;
   the run is marked committed, registered and audited
A kill before the snapshot of step 2 leaves an intent without findings: undone. A kill after it leaves findings under
an intent: finished, as of the moment it was intended. `settle_open` does either, before the next score.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from ninefold.contracts.product_life import LifeEvent, can_score, check_can_score
from ninefold.engine.snapshots import State
from ninefold.errors import NotFound
from ninefold.govern import audit_log
from ninefold.govern.store import register
from ninefold.govern.store.tables import scoring


def intend(
    connection: Connection,
    *,
    run: str,
    product: str,
    version: str,
    by: str,
    at: datetime,
    artefact: str,
    findings: int,
) -> None:
    """Write the intent to commit the findings of a run, after checking that the product may score."""
    check_can_score(register.life_at(connection, product, version), at)
    connection.execute(
        insert(scoring).values(
            run=run,
            product=product,
            version=version,
            by=by,
            at=at.isoformat(),
            state="intended",
            artefact=artefact,
            findings=findings,
        )
    )
    audit_log.write(
        connection,
        "combination",
        "means to keep scores",
        by=by,
        at=at,
        subject=f"{product} {version}",
        run=run,
    )


def finish(connection: Connection, run: str, at: datetime) -> None:
    """Mark an intended run committed, register it in the product's life and audit it."""
    row = _row(connection, run)
    event = LifeEvent("scored", row["by"], datetime.fromisoformat(row["at"]), row["artefact"])
    register.record(connection, row["product"], row["version"], event)
    _settle(connection, run, "committed", at)
    _audit(connection, row, "kept scores", at)


def settle_open(connection: Connection, state: State, at: datetime) -> tuple[str, ...]:
    """Finish or undo every run that a crash left intended; gives their names."""
    kept = {str(each.get("run")) for each in state.runs if each.get("action") == "score"}
    found = connection.execute(select(scoring).where(scoring.c.state == "intended").order_by(scoring.c.at))
    runs = [dict(row) for row in found.mappings()]
    for row in runs:
        if row["run"] in kept:
            _finish_late(connection, row, at)
        else:
            _settle(connection, row["run"], "undone", at)
            _audit(connection, row, "undid scores that a crash had left unfinished", at)
    return tuple(row["run"] for row in runs)


def committed(connection: Connection, product: str, version: str | None = None) -> list[dict[str, Any]]:
    """The runs of a product whose findings count, oldest first."""
    asked = select(scoring).where(scoring.c.product == product, scoring.c.state == "committed")
    if version is not None:
        asked = asked.where(scoring.c.version == version)
    return [dict(row) for row in connection.execute(asked.order_by(scoring.c.at)).mappings()]


def _finish_late(connection: Connection, row: dict[str, Any], at: datetime) -> None:
    """The findings are there and were allowed when they were written; the life may have gone on since."""
    life = register.life_at(connection, row["product"], row["version"])
    if can_score(life, datetime.fromisoformat(row["at"])):
        event = LifeEvent("scored", row["by"], datetime.fromisoformat(row["at"]), row["artefact"])
        register.record(connection, row["product"], row["version"], event)
    _settle(connection, row["run"], "committed", at)
    _audit(connection, row, "finished keeping scores that a crash had interrupted", at)


def _row(connection: Connection, run: str) -> dict[str, Any]:
    found = connection.execute(select(scoring).where(scoring.c.run == run)).mappings().one_or_none()
    if found is None:
        raise NotFound("There is no such run of a product. See `ninefold product show`.")
    return dict(found)


def _settle(connection: Connection, run: str, state: str, at: datetime) -> None:
    connection.execute(
        update(scoring).where(scoring.c.run == run).values(state=state, settled_at=at.isoformat())
    )


def _audit(connection: Connection, row: dict[str, Any], what: str, at: datetime) -> None:
    subject = f"{row['product']} {row['version']}"
    told = {"run": row["run"], "findings": row["findings"]}
    audit_log.write(connection, "combination", what, by=row["by"], at=at, subject=subject, **told)
