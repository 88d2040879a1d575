"""Score: only under a live approval, with the model that was approved, on values it has seen the like of."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.product_life import rows as row_steps
from ninefold.actions.product_life import scoring_run
from ninefold.actions.product_life.acting import Act, acting, take_checkpoint
from ninefold.actions.product_life.define import LifeOutcome, definition_of, outcome
from ninefold.actions.product_life.fit import model_of
from ninefold.actions.product_life.inputs import PinnedInputs
from ninefold.actions.product_life.snapshot import as_file
from ninefold.actions.workspace import Workspace, Writing, stored
from ninefold.contracts import finding
from ninefold.contracts.artefact import Artefact
from ninefold.contracts.product_life import check_can_score
from ninefold.contracts.scoring import FittedModel, Scores, band_of, top_class
from ninefold.engine.zones import table_folder
from ninefold.errors import NotAssured
from ninefold.govern import permissions
from ninefold.govern.audit import event
from ninefold.govern.store import register
from ninefold.measures.scoring.conformal import Neighbours

# Of all asked for, so many may have values outside what the model has seen before the whole run is refused.
MOST_OUT_OF_RANGE = 0.01
SEEN = "features.parquet"
UNSHOWN = "unshown.parquet"


@dataclass(frozen=True)
class Approved:
    """What a live approval lets score: the model, the artefacts behind it, and the intervals of its scores."""

    model: FittedModel = field(repr=False)
    artefact: Artefact = field(repr=False)
    evaluation: Artefact = field(repr=False)
    expires: datetime


@dataclass(frozen=True)
class Scored:
    """The scores of one run: findings to keep, those kept from view, and what was refused."""

    findings: pa.Table = field(repr=False)
    unshown: pa.Table = field(repr=False)
    rows: pa.Table = field(repr=False)
    refused: int
    refused_for: tuple[str, ...]


def score(
    workspace: Workspace,
    *,
    product: str,
    by: str,
    as_of: datetime | None = None,
    subjects: Sequence[str] = (),
) -> LifeOutcome:
    """Score the cohort, or the subjects named, as at a moment (default: now), and keep the findings."""
    with acting(workspace, product=product, verb="score", by=by) as act:
        permissions.check_can_score(act.by, product)
        approved = approval_to_score(act)
        moment = (as_of or workspace.now()).replace(tzinfo=None)
        with workspace.writing() as writing:
            settle_open(workspace, writing)
            # The load may be taken by another commit if this one is undone, so it does not name the run alone.
            run = f"{act.card.name}-{act.card.version}-{uuid.uuid4().hex[:8]}-{writing.next_load()}"
            try:
                scored = scored_rows(act, approved, writing, moment, tuple(subjects), run)
            finally:
                workspace.engine.release()
            artefact = _artefact(act, approved, scored, moment, run)
            made = act.shelf.keep(artefact)
            _commit(act, writing, scored, run, made)
        take_checkpoint(workspace)
        return outcome(act, made, "live", _said(scored))


def approval_to_score(act: Act) -> Approved:
    """The approved model, after every check that does not need a row; raises NotAssured or NotInThisState."""
    life = act.life()
    check_can_score(life, act.workspace.now())
    definition_of(act)
    assert life.evaluation is not None  # held by check_can_score
    assert life.expires is not None
    artefact = act.shelf.get("model", life.model)
    if artefact.body["code"] != act.shelf.get("definition", life.definition).body["code"]:
        raise NotAssured(
            f"{act.subject}: the model was fitted under other code. Fit, evaluate and approve again."
        )
    evaluation = act.shelf.get("evaluation", life.evaluation.artefact)
    if evaluation.parents[0] != life.model:
        raise NotAssured(
            f"{act.subject}: the model is not the one that was evaluated. Evaluate and approve it."
        )
    return Approved(model_of(act, artefact), artefact, evaluation, life.expires)


def scored_rows(
    act: Act, approved: Approved, writing: Writing, moment: datetime, subjects: tuple[str, ...], run: str
) -> Scored:
    """The rows as at the moment, checked against the ranges, with their scores."""
    inputs = PinnedInputs(act.workspace, writing.state, moment, (moment,), run, subjects)
    rows = row_steps.gathered(act.product, inputs, with_outcomes=False)
    if subjects:
        rows = rows.filter(pc.is_in(rows["subject_id"], value_set=pa.array(subjects, pa.string())))
    if rows.num_rows == 0:
        raise NotAssured(
            f"{act.subject}: nobody asked for is in its cohort, so it has nothing to say of them."
        )
    return score_rows(act, approved, rows, run)


def score_rows(act: Act, approved: Approved, rows: pa.Table, run: str) -> Scored:
    """Scores of rows with features; those beyond what the model has seen get none, and too many stop the run."""
    outside, named = row_steps.out_of_range(dict(approved.artefact.body["ranges"]), rows)
    wrong, asked = int(outside.sum()), rows.num_rows
    if wrong > MOST_OUT_OF_RANGE * asked:
        raise NotAssured(
            f"{act.subject}: {wrong:,} of {asked:,} rows have values beyond those the model "
            f"has seen, in {', '.join(named)}. Look at the data; if it is right, fit and approve anew."
        )
    rows = rows.filter(pa.array(~outside))
    found = _findings(act, approved, rows, run)
    hidden = kept_from_view(act, rows)
    return Scored(
        found.filter(pa.array(~hidden)),
        found.filter(pa.array(hidden)),
        rows,
        int(outside.sum()),
        tuple(named),
    )


def kept_from_view(act: Act, rows: pa.Table) -> np.ndarray[Any, Any]:
    """Which rows stay unseen, to tell what follows a score from what it foretold: by lot, and always the same."""
    share = 1.0 if act.card.shadow_only else act.card.unscored_share
    drawn = [_lot(act.subject, subject) for subject in rows["subject_id"].to_pylist()]
    return np.asarray(drawn) < share


def _lot(product: str, subject: str) -> float:
    return int.from_bytes(sha256(f"{product}\x1f{subject}".encode()).digest()[:8], "big") / 2**64


def _findings(act: Act, approved: Approved, rows: pa.Table, run: str) -> pa.Table:
    values = top_class(approved.model.predict(rows))
    low, high = _around(approved, values)
    moment = rows["as_of"]
    expires = [each.date() + timedelta(days=act.card.expires_after_days) for each in moment.to_pylist()]
    n = rows.num_rows
    return finding.from_columns(
        {
            "subject_kind": pa.repeat(pa.scalar(act.card.about), n),
            "subject_id": rows["subject_id"],
            "product": pa.repeat(pa.scalar(act.card.name), n),
            "version": pa.repeat(pa.scalar(act.card.version), n),
            "as_of": moment,
            "horizon": pa.repeat(pa.scalar(act.card.horizon), n),
            "value": pa.array(values),
            "low": pa.array(low),
            "high": pa.array(high),
            "band": pa.array(_bands(act, approved.model, rows, values)),
            "reasons": pa.array(_reasons(act, approved, rows), pa.list_(pa.string())),
            "run": pa.repeat(pa.scalar(run), n),
            "expires": pa.array(expires, pa.date32()),
        },
        n,
    )


def _bands(act: Act, model: FittedModel, rows: pa.Table, values: Scores) -> list[str]:
    """The model's own bands where it chooses them, by expected cost; else those of the card's thresholds."""
    own = getattr(model, "bands", None)
    return list(own(rows)) if callable(own) else band_of(act.card, values)


def _around(approved: Approved, values: Scores) -> tuple[Scores, Scores]:
    held = approved.evaluation.body.get("intervals", {"edges": [], "low": [0.0], "high": [1.0]})
    return Neighbours(tuple(held["edges"]), tuple(held["low"]), tuple(held["high"])).around(values)


def _reasons(act: Act, approved: Approved, rows: pa.Table) -> list[list[str]]:
    """The model's own reasons, then what every person concerned must be able to hear."""
    always = [
        "This is an assessment, not a fact. Records of this platform only; what was never recorded is not known.",
        f"To contest it: {act.card.contest}",
    ]
    return [[*own, *always] for own in approved.model.reasons(rows)]


def _artefact(act: Act, approved: Approved, scored: Scored, moment: datetime, run: str) -> Artefact:
    delete_on = (moment + timedelta(days=act.card.retention_days)).date()
    body = {
        "run": run,
        "as_of": moment.isoformat(),
        "advisory": True,
        "approval_expires": approved.expires.isoformat(),
        "findings": scored.findings.num_rows,
        "kept_from_view": scored.unshown.num_rows,
        "refused": scored.refused,
        "refused_for": list(scored.refused_for),
        "contest": act.card.contest,
        "delete_on": delete_on.isoformat(),
    }
    files = (act.shelf.put(SEEN, as_file(scored.rows)), act.shelf.put(UNSHOWN, as_file(scored.unshown)))
    return act.artefact(
        "scoring", body, parents=(approved.artefact.sha256, approved.evaluation.sha256), files=files
    )


def _commit(act: Act, writing: Writing, scored: Scored, run: str, artefact: str) -> None:
    """Intent, then findings and register together: see `scoring_run`."""
    workspace, card, at = act.workspace, act.card, act.workspace.now()
    load = writing.next_load()
    folder = workspace.root / table_folder("findings", card.name, card.name, load)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "findings.parquet"
    pq.write_table(scored.findings, path)
    n = scored.findings.num_rows
    file = stored(workspace.root, path, n, zone="findings", table=card.name, source=card.name, load=load)
    intent = {"run": run, "product": card.name, "version": card.version, "by": act.by, "at": at}
    with workspace.operations.writing() as connection:
        scoring_run.intend(connection, **intent, artefact=artefact, findings=n)  # type: ignore[arg-type]
    with workspace.operations.writing() as connection:
        check_can_score(register.life_at(connection, card.name, card.version), workspace.now())
        writing.commit(
            run={
                "run": run,
                "action": "score",
                "product": card.name,
                "version": card.version,
                "artefact": artefact,
            },
            files=[file],
            ledger=[],
            event=event("combination", "scored", by=act.by, at=at, subject=act.subject, findings=n),
        )
        scoring_run.finish(connection, run, workspace.now())


def settle_open(workspace: Workspace, writing: Writing) -> tuple[str, ...]:
    """Finish or undo what a crash left of earlier scores."""
    with workspace.operations.writing() as connection:
        return scoring_run.settle_open(connection, writing.state, workspace.now())


def _said(scored: Scored) -> str:
    told = f"{scored.findings.num_rows:,} scores kept."
    if scored.unshown.num_rows:
        told += f" {scored.unshown.num_rows:,} kept from view, for comparison."
    if scored.refused:
        told += f" {scored.refused:,} refused: beyond what the model has seen."
    return told
