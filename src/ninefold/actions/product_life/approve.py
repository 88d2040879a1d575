"""Approve or refuse an evaluated product: a person who had no part in it, with reasons, until a day.

No flag passes a gate. A blocking gate is met or it stands; a gate that asks for judgement is passed by a
justification in writing, kept under the approver's name.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, insert

from ninefold.actions.product_life import papers
from ninefold.actions.product_life.acting import Act, Also, acting
from ninefold.actions.product_life.define import LifeOutcome, definition_of, outcome
from ninefold.actions.product_life.evaluate import verdicts_of
from ninefold.actions.workspace import Workspace
from ninefold.contracts.artefact import Artefact
from ninefold.contracts.check import Verdict
from ninefold.contracts.product_life import Life, LifeEvent
from ninefold.errors import NotAssured, NotInThisState
from ninefold.govern import permissions
from ninefold.govern.store.tables import approval as approvals

SHORTEST_JUSTIFICATION = 20


def approve(
    workspace: Workspace,
    *,
    product: str,
    decision: Literal["approve", "refuse"],
    reason: str,
    by: str,
    expires: datetime | None = None,
    justifications: Mapping[str, str] | None = None,
    words: Mapping[str, Any] | None = None,
) -> LifeOutcome:
    """Record one person's decision on the newest evaluation; the product may score once enough have approved."""
    with acting(workspace, product=product, verb="approve", by=by) as act:
        permissions.check_can_decide_product(act.by, product)
        evaluation = _evaluation(act)
        ends = None if expires is None else expires.replace(tzinfo=None)
        event = _event(act, decision, reason, evaluation, ends, "-")
        act.check_may_follow(event)
        body: dict[str, Any] = {"decision": decision, "reason": reason, "expires": ends and ends.isoformat()}
        parents: tuple[str, ...] = (evaluation.sha256,)
        if decision == "approve":
            definition_of(act)
            signed = checked_justifications(verdicts_of(evaluation), justifications or {})
            paper = papers.complete(act, evaluation, words)
            body |= {"justifications": signed, "papers": paper.sha256}
            parents = (*parents, paper.sha256)
        artefact = act.artefact("approval", body, parents=parents)
        made = act.shelf.keep(artefact)
        settled = _event(act, decision, reason, evaluation, ends, made)
        life = act.settle(settled, also=_row(act, settled, decision), decision=decision)
        return outcome(act, made, life.state, _said(life))


def checked_justifications(verdicts: list[Verdict], given: Mapping[str, str]) -> dict[str, str]:
    """The justifications of every gate that asks for one; raises NotAssured for a gate that none could pass."""
    stopped = list(dict.fromkeys(each.gate for each in verdicts if each.blocks))
    if stopped:
        raise NotAssured(
            f"{', '.join(stopped)} stand in the way. A blocking gate is met by mending the product, or not at all."
        )
    needed = list(dict.fromkeys(each.gate for each in verdicts if each.needs_signature))
    lacking = [gate for gate in needed if len(given.get(gate, "").strip()) < SHORTEST_JUSTIFICATION]
    if lacking:
        raise NotAssured(
            f"{', '.join(lacking)} ask for a justification in writing. "
            "Give one for each, in a sentence that says why the product may be used all the same."
        )
    return {gate: given[gate].strip() for gate in needed}


def _evaluation(act: Act) -> Artefact:
    newest = act.life().to_approve
    if newest is None:
        raise NotInThisState(
            f"{act.subject} has no evaluation to decide on. Run `ninefold product evaluate {act.card.name}` first."
        )
    return act.shelf.get("evaluation", newest.artefact)


def _event(
    act: Act, decision: str, reason: str, evaluation: Artefact, expires: datetime | None, artefact: str
) -> LifeEvent:
    return LifeEvent(
        "approved" if decision == "approve" else "refused",
        act.by,
        act.workspace.now(),
        artefact,
        evaluation=evaluation.sha256,
        expires=expires,
        passed=decision == "approve" and not evaluation.body["blocking"],
        reason=reason,
    )


def _row(act: Act, event: LifeEvent, decision: str) -> Also:
    """The decision as a row of its own, in the same transaction as the register's entry."""

    def write(connection: Connection, life: Life) -> None:
        connection.execute(
            insert(approvals).values(
                artefact=event.artefact,
                product=act.card.name,
                version=act.card.version,
                evaluation=event.evaluation,
                decision=decision,
                by=event.by,
                at=event.at.isoformat(),
                expires=None if event.expires is None else event.expires.isoformat(),
                reason=event.reason,
            )
        )

    return write


def _said(life: Life) -> str:
    if life.refused:
        return "Refused. It must be evaluated again before anyone is asked again."
    given = len(life.in_force) if life.newest is None else len(life.approvals) - len(life.in_force)
    return f"{given} of {life.approvers_needed} approvals given."
