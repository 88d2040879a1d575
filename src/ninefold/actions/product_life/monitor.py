"""Watch a product that scores: drift, matured outcomes, decisions, and whether scores make their own truth.

It may suspend a product by itself. It cannot approve one: see `product_life.AUTOMATIC`.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from ninefold.actions.product_life import rows as row_steps
from ninefold.actions.product_life.acting import Act, acting
from ninefold.actions.product_life.decisions import decided
from ninefold.actions.product_life.define import LifeOutcome, outcome
from ninefold.actions.product_life.findings import Run, runs_of
from ninefold.actions.product_life.fit import model_of
from ninefold.actions.product_life.modelling import top_outcome
from ninefold.actions.product_life.snapshot import frozen_rows, taken
from ninefold.actions.product_life.stop import stop_jobs
from ninefold.actions.workspace import Workspace
from ninefold.contracts.product_life import AUTOMATIC, LifeEvent
from ninefold.contracts.scoring import top_class
from ninefold.errors import NotInThisState
from ninefold.govern import audit_log, permissions
from ninefold.govern.store import register
from ninefold.measures.features.months import plus_months
from ninefold.measures.scoring.watching import (
    Drift,
    Matured,
    Overrides,
    drift_of,
    feedback,
    matured_ratio,
    overrides_by,
)


def monitor(workspace: Workspace, *, product: str, by: str) -> LifeOutcome:
    """Measure how a product fares, keep what was found, and suspend it where it must not go on."""
    with acting(workspace, product=product, verb="monitor", by=by) as act:
        permissions.check_can_score(act.by, product)
        runs = runs_of(act)
        if not runs:
            raise NotInThisState(f"{act.subject} has not scored anybody yet, so there is nothing to watch.")
        found = measured(act, runs)
        artefact = act.artefact("monitoring", found, parents=(act.life().model,))
        made = act.shelf.keep(artefact)
        _note(act, made, found)
        life = act.life()
        if found["suspend"] and life.state in ("approved", "live"):
            life = _suspended(act, " ".join(found["suspend"]))
        return outcome(act, made, life.state, " ".join(found["said"]))


def measured(act: Act, runs: list[Run]) -> dict[str, Any]:
    """Everything the monitoring measures, ready to keep."""
    drift = _drift(act, runs[-1])
    before = _drifted_before(act)
    matured = _matured(act, runs)
    with act.workspace.operations.reading() as connection:
        decisions = decided(connection, act.card.name, act.card.version)
    overridden = overrides_by(decisions)
    suspend = _grounds(drift, before, matured)
    drifted = [each.name for each in drift if each.drifted]
    return {
        "run": runs[-1].name,
        "drift": [vars(each) for each in drift],
        "drifted": bool(drifted),
        "matured": None if matured is None else vars(matured),
        "feedback": _feedback(act, runs),
        "overrides": [vars(each) for each in overridden],
        "suspend": suspend,
        "said": _said(drifted, matured, overridden, suspend),
    }


def _drift(act: Act, run: Run) -> list[Drift]:
    """The score and every feature of the newest run, against the rows the model was fitted to."""
    life = act.life()
    artefact = act.shelf.get("model", life.model)
    fitted = row_steps.with_outcome(frozen_rows(act, act.shelf.get("snapshot", artefact.parents[0])))
    model = model_of(act, artefact)
    seed = act.card.model.seed
    found = [
        drift_of("the score", top_class(model.predict(fitted)), top_class(model.predict(run.rows)), seed)
    ]
    for feature in act.card.features:
        if feature.kind != "category":
            before, after = (_numbers(rows[feature.name]) for rows in (fitted, run.rows))
            found.append(drift_of(feature.name, before, after, seed))
    return found


def _numbers(column: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _drifted_before(act: Act) -> bool:
    """Whether the monitoring before this one found drift, since the product was last approved."""
    with act.workspace.operations.reading() as connection:
        entries = register.entries(connection, act.card.name, act.card.version)
    since = max((e.seq for e in entries if e.kind == "approved"), default=0)
    watched = [e for e in entries if e.kind == "monitored" and e.seq > since]
    return bool(watched and watched[-1].body.get("drifted"))


def _matured(act: Act, runs: list[Run]) -> Matured | None:
    """Observed over expected among those whose whole window has passed since they were scored."""
    scored = _with_outcomes(act, runs)
    if scored is None:
        return None
    return matured_ratio(scored["score"].to_numpy(), scored["came"].to_numpy())


def _feedback(act: Act, runs: list[Run]) -> dict[str, Any] | None:
    scored = _with_outcomes(act, runs)
    if scored is None:
        return None
    shown = np.asarray(scored["shown"].to_numpy(zero_copy_only=False), dtype=bool)
    return feedback(scored["score"].to_numpy(), scored["came"].to_numpy(), shown)


def _with_outcomes(act: Act, runs: list[Run]) -> pa.Table | None:
    """Score, outcome, and whether it was shown, for every row of a run whose window has ended."""
    now = act.workspace.now()
    ended = [run for run in runs if plus_months(run.at, act.card.outcome.window_months) <= now]
    parts = [part for run in ended if (part := _came(act, run, now)) is not None]
    return pa.concat_tables(parts) if parts else None


def _came(act: Act, run: Run, now: datetime) -> pa.Table | None:
    rows = row_steps.with_outcome(taken(act, act.workspace.store.state(), (run.at,), now))
    if rows.num_rows == 0:
        return None
    came = pa.table({"subject_id": rows["subject_id"], "came": pa.array(top_outcome(act.card, rows))})
    shown = run.shown.select(["subject_id", "value"]).append_column(
        "shown", pa.repeat(True, run.shown.num_rows)
    )
    hidden = run.unshown.select(["subject_id", "value"])
    hidden = hidden.append_column("shown", pa.repeat(False, hidden.num_rows))
    scored = pa.concat_tables([shown, hidden]).rename_columns(["subject_id", "score", "shown"])
    joined = scored.join(came, keys="subject_id", join_type="inner").combine_chunks()
    return joined.select(["score", "came", "shown"]) if joined.num_rows else None


def _grounds(drift: list[Drift], before: bool, matured: Matured | None) -> list[str]:
    """Why the product must stop, if it must."""
    found = []
    if before and any(each.drifted for each in drift):
        named = ", ".join(each.name for each in drift if each.drifted)
        found.append(f"Drift in two periods running: {named}.")
    if matured is not None and matured.outside:
        found.append(
            f"Of those whose window has ended, {matured.value:.2f} outcomes came for each one foretold "
            f"({matured.low:.2f} to {matured.high:.2f})."
        )
    return found


def _said(
    drifted: list[str], matured: Matured | None, overridden: list[Overrides], suspend: list[str]
) -> list[str]:
    told = [f"Drift in {', '.join(drifted)}." if drifted else "No drift beyond chance."]
    if matured is not None:
        told.append(f"{matured.n:,} outcomes have matured: {matured.value:.2f} came for each one foretold.")
    told += [each.review for each in overridden if each.review]
    return [*told, "Suspended." if suspend else ""]


def _note(act: Act, made: str, found: dict[str, Any]) -> None:
    at = act.workspace.now()
    with act.workspace.operations.writing() as connection:
        register.note(
            connection,
            act.card.name,
            act.card.version,
            "monitored",
            by=act.by,
            at=at,
            artefact=made,
            drifted=found["drifted"],
        )
        audit_log.write(
            connection, "consultation", "watched a product", by=act.by, at=at, subject=act.subject
        )


def _suspended(act: Act, reason: str) -> Any:
    own = replace(act, by=AUTOMATIC)
    event = LifeEvent("suspended", AUTOMATIC, act.workspace.now(), reason=reason)
    return own.settle(event, also=stop_jobs(own, reason))
