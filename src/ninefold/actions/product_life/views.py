"""An officer's own view of somebody, kept before any score is shown: what every desk that shows one asks."""

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from ninefold.actions.product_life.acting import Act
from ninefold.errors import NotFound, NotInThisState, NotPermitted
from ninefold.govern import audit_log
from ninefold.govern.store.tables import decision

SHORTEST_REASON = 10


def check_words(act: Act, band: str, reason: str) -> None:
    """Refuse a view or decision that is none of the card's bands, or has no reason in words."""
    if band not in act.card.bands:
        raise NotFound(f"{act.card.name} has no such band. Its bands: {', '.join(act.card.bands)}.")
    if len(reason.strip()) < SHORTEST_REASON:
        raise NotInThisState("A view or a decision needs a reason in your own words.")


def view_row(
    act: Act, *, run: str, subject: str, as_of: datetime, band: str, reason: str, groups: Mapping[str, str]
) -> dict[str, Any]:
    """The row of the table of decisions that a view is: one with no view before it, and nothing suggested."""
    return {
        "id": uuid.uuid4().hex,
        "view": None,
        "product": act.card.name,
        "version": act.card.version,
        "run": run,
        "subject_id": subject,
        "as_of": as_of.isoformat(),
        "officer": act.by,
        "band": band,
        "suggested": None,
        "reason": reason.strip(),
        "seconds_shown": None,
        "groups": json.dumps(dict(groups), sort_keys=True),
        "at": act.workspace.now().isoformat(),
    }


def view_of(connection: Connection, act: Act, view: str) -> dict[str, Any]:
    """The view of that id, which must be this officer's own; refused otherwise."""
    mine = (decision.c.id == view) & decision.c.view.is_(None) & (decision.c.product == act.card.name)
    held = connection.execute(select(decision).where(mine)).mappings().one_or_none()
    if held is None:
        raise NotInThisState(
            "No view of yours has been kept for this. Record your own view first; the answer is shown after it."
        )
    if held["officer"] != act.by:
        raise NotPermitted("The view is another officer's. Record your own view first.")
    return dict(held)


def check_undecided(connection: Connection, view: str) -> None:
    """Refuse a second decision after one view."""
    if connection.execute(select(decision.c.id).where(decision.c.view == view)).first():
        raise NotInThisState("A decision has been kept for this view already. Give a new view first.")


def audit(connection: Connection, act: Act, action: str, what: str, **told: Any) -> None:
    """Write down, in the same transaction, that this was done and by whom."""
    audit_log.write(connection, action, what, by=act.by, at=act.workspace.now(), subject=act.subject, **told)
