"""A person's view before a score is shown, the score, and what they decided after: in that order, and all kept.

Nothing here turns a score into an act. A decision stands under the officer's name, with a reason in words.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from ninefold.actions.product_life.acting import Act, acting
from ninefold.actions.product_life.findings import newest_finding
from ninefold.actions.product_life.views import audit, check_undecided, check_words, view_of, view_row
from ninefold.actions.workspace import Workspace
from ninefold.contracts.product_life import check_can_score
from ninefold.errors import NotFound, NotInThisState
from ninefold.govern import permissions
from ninefold.govern.store.tables import decision


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
        check_words(act, band, reason)
        found = _finding(act, subject)
        row = _row(act, found, band=band, reason=reason, groups=groups or {})
        with workspace.operations.writing() as connection:
            check_can_score(act.life(), workspace.now())
            connection.execute(insert(decision).values(**row))
            audit(connection, act, "alteration", "kept an officer's own view")
        return str(row["id"])


def show_score(workspace: Workspace, *, product: str, view: str, by: str) -> Shown:
    """The score of the subject of a view, to the officer who gave that view, audited as a consultation."""
    with acting(workspace, product=product, verb="show a score of", by=by) as act:
        permissions.check_can_score(act.by, product)
        with workspace.operations.writing() as connection:
            held = view_of(connection, act, view)
            check_can_score(act.life(), workspace.now())
            found = _finding(act, held["subject_id"])
            if found["expires"] < workspace.now().date():
                raise NotInThisState("The score has expired. Score the subject again.")
            audit(connection, act, "consultation", "showed a score")
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
        check_words(act, band, reason)
        with workspace.operations.writing() as connection:
            held = view_of(connection, act, view)
            check_undecided(connection, view)
            found = _finding(act, held["subject_id"])
            row = _row(act, found, band=band, reason=reason, groups=json.loads(held["groups"]))
            told = row | {"view": view, "suggested": found["band"], "seconds_shown": seconds_shown}
            connection.execute(insert(decision).values(**told))
            audit(connection, act, "alteration", "kept an officer's decision")
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


def _finding(act: Act, subject: str) -> dict[str, Any]:
    found = newest_finding(act, subject)
    if found is None:
        raise NotFound(f"{act.card.name} has no score to show of this subject.")
    return found


def _row(
    act: Act, found: Mapping[str, Any], *, band: str, reason: str, groups: Mapping[str, str]
) -> dict[str, Any]:
    return view_row(
        act, run=found["run"], subject=found["subject_id"], as_of=found["as_of"],
        band=band, reason=reason, groups=groups,
    )  # fmt: skip
