"""A person's view before a score is shown, the score, and what they decided after: in that order, and all kept.

Nothing here turns a score into an act. A decision stands under the officer's name, with a reason in words.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from ninefold.actions.product_life.acting import Act, acting
from ninefold.actions.product_life.findings import newest_finding
from ninefold.actions.workspace import Workspace
from ninefold.contracts.product_life import check_can_score
from ninefold.errors import NotFound, NotInThisState, NotPermitted
from ninefold.govern import audit_log, permissions
from ninefold.govern.store.tables import decision

SHORTEST_REASON = 10


@dataclass(frozen=True)
class Shown:
    """A finding as it is shown to an officer who has given a view of their own."""

    view: str
    band: str
    value: float
    low: float
    high: float
    reasons: tuple[str, ...]
    expires: str
    advisory: str = "This score is an assessment. It may be wrong. You decide, and say why."


def record_view(
    workspace: Workspace,
    *,
    product: str,
    subject: str,
    band: str,
    reason: str,
    by: str,
    groups: Mapping[str, str] | None = None,
) -> str:
    """Keep what an officer thinks of a subject before any score is shown; gives the id under which to go on."""
    with acting(workspace, product=product, verb="record a view for", by=by) as act:
        permissions.check_can_score(act.by, product)
        _check_words(act, band, reason)
        found = _finding(act, subject)
        row = _row(act, found, band=band, reason=reason, groups=dict(groups or {}))
        with workspace.operations.writing() as connection:
            check_can_score(act.life(), workspace.now())
            connection.execute(insert(decision).values(**row))
            _audit(connection, act, "alteration", "kept an officer's own view")
        return str(row["id"])


def show_score(workspace: Workspace, *, product: str, view: str, by: str) -> Shown:
    """The score of the subject of a view, to the officer who gave that view, audited as a consultation."""
    with acting(workspace, product=product, verb="show a score of", by=by) as act:
        permissions.check_can_score(act.by, product)
        with workspace.operations.writing() as connection:
            held = _view(connection, act, view)
            check_can_score(act.life(), workspace.now())
            found = _finding(act, held["subject_id"])
            if found["expires"] < workspace.now().date():
                raise NotInThisState("The score has expired. Score the subject again.")
            _audit(connection, act, "consultation", "showed a score")
        return Shown(
            view,
            found["band"],
            found["value"],
            found["low"],
            found["high"],
            tuple(found["reasons"]),
            found["expires"].isoformat(),
        )


def record_decision(
    workspace: Workspace,
    *,
    product: str,
    view: str,
    band: str,
    reason: str,
    by: str,
    seconds_shown: float | None = None,
) -> str:
    """Keep what the officer decided after seeing the score, with the reason; gives the decision's id."""
    with acting(workspace, product=product, verb="record a decision for", by=by) as act:
        permissions.check_can_score(act.by, product)
        _check_words(act, band, reason)
        with workspace.operations.writing() as connection:
            held = _view(connection, act, view)
            if connection.execute(select(decision.c.id).where(decision.c.view == view)).first():
                raise NotInThisState("A decision has been kept for this view already. Give a new view first.")
            found = _finding(act, held["subject_id"])
            row = _row(act, found, band=band, reason=reason, groups=json.loads(held["groups"]))
            told = row | {"view": view, "suggested": found["band"], "seconds_shown": seconds_shown}
            connection.execute(insert(decision).values(**told))
            _audit(connection, act, "alteration", "kept an officer's decision")
        return str(row["id"])


def decided(connection: Connection, product: str, version: str) -> list[dict[str, Any]]:
    """Every decision on a version's scores with the view before it, oldest first."""
    mine = (decision.c.product == product) & (decision.c.version == version)
    rows = [dict(row) for row in connection.execute(select(decision).where(mine)).mappings()]
    views = {row["id"]: row for row in rows if row["view"] is None}
    after = sorted((row for row in rows if row["view"] is not None), key=lambda row: row["at"])
    return [
        {
            "subject": row["subject_id"],
            "run": row["run"],
            "officer": row["officer"],
            "before": views[row["view"]]["band"],
            "suggested": row["suggested"],
            "after": row["band"],
            "reason": row["reason"],
            "shown_at": views[row["view"]]["at"],
            "at": row["at"],
            "groups": json.loads(row["groups"]),
        }
        for row in after
    ]


def _check_words(act: Act, band: str, reason: str) -> None:
    if band not in act.card.bands:
        raise NotFound(f"{act.card.name} has no such band. Its bands: {', '.join(act.card.bands)}.")
    if len(reason.strip()) < SHORTEST_REASON:
        raise NotInThisState("A view or a decision needs a reason in your own words.")


def _finding(act: Act, subject: str) -> dict[str, Any]:
    found = newest_finding(act, subject)
    if found is None:
        raise NotFound(f"{act.card.name} has no score to show of this subject.")
    return found


def _view(connection: Connection, act: Act, view: str) -> dict[str, Any]:
    mine = (decision.c.id == view) & decision.c.view.is_(None) & (decision.c.product == act.card.name)
    held = connection.execute(select(decision).where(mine)).mappings().one_or_none()
    if held is None:
        raise NotFound("There is no such view. Record your own view first; the score is shown after it.")
    if held["officer"] != act.by:
        raise NotPermitted("The view is another officer's. Record your own view first.")
    return dict(held)


def _row(
    act: Act, found: Mapping[str, Any], *, band: str, reason: str, groups: dict[str, str]
) -> dict[str, Any]:
    return {
        "id": uuid.uuid4().hex,
        "view": None,
        "product": act.card.name,
        "version": act.card.version,
        "run": found["run"],
        "subject_id": found["subject_id"],
        "as_of": found["as_of"].isoformat(),
        "officer": act.by,
        "band": band,
        "suggested": None,
        "reason": reason.strip(),
        "seconds_shown": None,
        "groups": json.dumps(groups, sort_keys=True),
        "at": act.workspace.now().isoformat(),
    }


def _audit(connection: Connection, act: Act, action: str, what: str) -> None:
    audit_log.write(connection, action, what, by=act.by, at=act.workspace.now(), subject=act.subject)
