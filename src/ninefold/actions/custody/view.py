"""The custody desk: the officer's own view first, then the answer, then the officer's decision.

Nothing is acted on here. A view is kept before any answer is worked out for it, and an answer is shown only to the
officer whose view it follows. Each answer is kept whole, with its reasons, in the transaction that checks the
approval.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from ninefold.actions.custody.desk import Desk, Unit
from ninefold.actions.product_life.acting import Act, acting, take_checkpoint
from ninefold.actions.product_life.score import Scored, score_rows
from ninefold.actions.product_life.views import audit, check_words, view_of, view_row
from ninefold.contracts.product_life import check_can_score
from ninefold.errors import NotAssured, NotInThisState
from ninefold.govern import permissions
from ninefold.govern.store import register
from ninefold.govern.store.tables import decision, scoring

SHOWN = "shown"
ADVISORY = "This is an assessment, not a fact. It may be wrong. You decide, and say why."
OFFERS = ("accepted", "declined", "not offered")


@dataclass(frozen=True)
class Offer:
    """What may be offered to the person, and the needs it can meet; never an order."""

    what: str
    pathways: tuple[str, ...]
    not_for: tuple[str, ...]


@dataclass(frozen=True)
class CustodyAnswer:
    """What the officer is shown after giving a view."""

    view: str
    custody: str
    officers_view: str
    band: str
    chances: Mapping[str, float]
    reasons: tuple[str, ...]
    would_change: tuple[str, ...]
    not_known: tuple[str, ...]
    contest: str
    offer: Offer | None
    expires: str
    as_of: str
    snapshot: int
    advisory: str = ADVISORY


def record_view(desk: Desk, *, custody: str, view: str, reason: str, by: str) -> str:
    """Keep the officer's own view of a custody record; gives the id under which the answer is shown."""
    with acting(desk.workspace, product=desk.product, verb="record a view for", by=by) as act:
        permissions.check_can_score(act.by, desk.product)
        check_words(act, view, reason)
        unit = desk.unit(custody)
        row = view_row(
            act, run="", subject=unit.custody, as_of=unit.as_of, band=view, reason=reason, groups=unit.groups
        )
        with desk.workspace.operations.writing() as connection:
            _check_live(desk, act, connection)
            connection.execute(insert(decision).values(**row))
            audit(connection, act, "alteration", "kept a custody officer's own view")
        take_checkpoint(desk.workspace)
        return str(row["id"])


def show_score(desk: Desk, *, view: str, by: str) -> CustodyAnswer:
    """The answer about the custody record of a view, to the officer who gave it; refused without a view."""
    with acting(desk.workspace, product=desk.product, verb="show a score of", by=by) as act:
        permissions.check_can_score(act.by, desk.product)
        with desk.workspace.operations.reading() as connection:
            held = view_of(connection, act, view)
        unit = desk.unit(held["subject_id"])
        scored = score_rows(act, desk.approved, desk.row(unit), run_of(view))
        answer = _answer(desk, act, held, unit, scored)
        kept = _kept(desk, act, answer, scored)
        with desk.workspace.operations.writing() as connection:
            _check_live(desk, act, connection)
            _mark_shown(connection, act, view, kept)
            audit(connection, act, "consultation", "showed a custody officer a score", artefact=kept)
        take_checkpoint(desk.workspace)
        return answer


def run_of(view: str) -> str:
    """The name of the run that answered a view."""
    return f"desk-{view}"


def _check_live(desk: Desk, act: Act, connection: Connection) -> None:
    """In the transaction that writes: the approval still lives, and the model is the one this desk holds."""
    life = register.life_at(connection, act.card.name, act.card.version)
    check_can_score(life, desk.workspace.now())
    if life.model != desk.approved.artefact.sha256:
        raise NotAssured(f"{act.subject}: another model has been approved since. Open the desk again.")


def _answer(desk: Desk, act: Act, held: Mapping[str, Any], unit: Unit, scored: Scored) -> CustodyAnswer:
    if scored.findings.num_rows == 0:
        # A share drawn by lot stays unseen, so that what follows a score can be told from what it foretold.
        raise NotInThisState("This score is kept from view, for comparison. Decide as you would without it.")
    model, row = desk.approved.model, scored.rows
    finding = scored.findings.to_pylist()[0]
    explanation = model.explanations(row)[0]  # type: ignore[attr-defined]
    band = str(model.bands(row)[0]) if hasattr(model, "bands") else str(finding["band"])
    chances = [round(float(each), 4) for each in model.predict(row)[0]]
    return CustodyAnswer(
        view=str(held["id"]),
        custody=unit.custody,
        officers_view=str(held["band"]),
        band=band,
        chances=dict(zip(act.card.outcome.classes, chances, strict=True)),
        reasons=explanation.reasons,
        would_change=explanation.would_change,
        not_known=explanation.not_known,
        contest=explanation.contest,
        offer=_offer(act, band),
        expires=finding["expires"].isoformat(),
        as_of=unit.as_of.isoformat(),
        snapshot=desk.snapshot,
    )


def _offer(act: Act, band: str) -> Offer | None:
    """What the card lets be offered to people in this band; no other band leads to anything."""
    told = dict(act.card.parameters.get("offer", {}))
    if told.get("band") != band:
        return None
    return Offer(str(told["what"]), tuple(told["pathways"]), tuple(told["not_for"]))


def _kept(desk: Desk, act: Act, answer: CustodyAnswer, scored: Scored) -> str:
    body = {
        "run": run_of(answer.view),
        "as_of": answer.as_of,
        "workspace_snapshot": desk.snapshot,
        "advisory": True,
        "subject_id": answer.custody,
        "officers_view": answer.officers_view,
        "band": answer.band,
        "chances": dict(answer.chances),
        "reasons": list(answer.reasons),
        "would_change": list(answer.would_change),
        "not_known": list(answer.not_known),
        "contest": answer.contest,
        "expires": answer.expires,
        "features": {name: scored.rows[name][0].as_py() for name in desk.approved.model.features},
    }
    parents = (desk.approved.artefact.sha256, desk.approved.evaluation.sha256)
    return act.shelf.keep(act.artefact("scoring", body, parents=parents))


def _mark_shown(connection: Connection, act: Act, view: str, artefact: str) -> None:
    run = run_of(view)
    if connection.execute(select(scoring.c.run).where(scoring.c.run == run)).first():
        return  # looked at again: it is audited each time, and kept once
    connection.execute(
        insert(scoring).values(
            run=run,
            product=act.card.name,
            version=act.card.version,
            by=act.by,
            at=act.workspace.now().isoformat(),
            state=SHOWN,
            artefact=artefact,
            findings=1,
            settled_at=act.workspace.now().isoformat(),
        )
    )
