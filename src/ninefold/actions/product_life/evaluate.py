"""Judge a fitted model by every gate that can be asked before it runs. It always writes, pass or fail."""

import io
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.product_life import judging
from ninefold.actions.product_life import rows as row_steps
from ninefold.actions.product_life.acting import Act, acting
from ninefold.actions.product_life.define import LifeOutcome, definition_of, outcome
from ninefold.actions.product_life.fit import model_of, rebuilt
from ninefold.actions.product_life.snapshot import frozen_rows, same_without_later, taken
from ninefold.actions.workspace import Workspace
from ninefold.contracts.artefact import Artefact
from ninefold.contracts.check import Verdict
from ninefold.contracts.product_life import LifeEvent
from ninefold.contracts.scoring import FittedModel
from ninefold.errors import NotAssured
from ninefold.govern import permissions
from ninefold.measures.scoring.conformal import neighbours

PREDICTIONS = "predictions.parquet"


def evaluate(workspace: Workspace, *, product: str, by: str, later: Sequence[datetime] = ()) -> LifeOutcome:
    """Run the gates on the model and its rows, and on rows as at `later` dates where given."""
    with acting(workspace, product=product, verb="evaluate", by=by) as act:
        permissions.check_can_make_product(act.by, product)
        definition_of(act)
        life = act.life()
        act.check_may_follow(LifeEvent("evaluated", act.by, workspace.now(), "-", model=life.model))
        model = act.of_life("model", life.model)
        judged = judging.judged(act, _facts(act, model, later))
        artefact = _artefact(act, model, judged)
        made = act.shelf.keep(artefact)
        passed = not blocking(judged.verdicts)
        event = LifeEvent("evaluated", act.by, workspace.now(), made, model=model.sha256, passed=passed)
        after = act.settle(event, verdicts=len(judged.verdicts), blocking=len(blocking(judged.verdicts)))
        return outcome(act, made, after.state, said(judged.verdicts))


def blocking(verdicts: Sequence[Verdict]) -> list[str]:
    """The gates that stand in the way, in order."""
    return list(dict.fromkeys(each.gate for each in verdicts if each.blocks))


def to_sign(verdicts: Sequence[Verdict]) -> list[str]:
    """The gates that a named person must justify in writing."""
    return list(dict.fromkeys(each.gate for each in verdicts if each.needs_signature and not each.blocks))


def said(verdicts: Sequence[Verdict]) -> str:
    """What the gates said, in one sentence."""
    stopped, signed = blocking(verdicts), to_sign(verdicts)
    if stopped:
        return f"Refused by {', '.join(stopped)}."
    return f"No gate blocks it; to be justified: {', '.join(signed)}." if signed else "Every gate is passed."


def verdicts_of(evaluation: Artefact) -> list[Verdict]:
    """The verdicts an evaluation holds."""
    return [Verdict(**each) for each in evaluation.body["verdicts"]]


def predictions_of(act: Act, evaluation: Artefact) -> pa.Table:
    """The stored predictions from which every figure about the product is read."""
    return pq.read_table(act.shelf.path(evaluation.file(PREDICTIONS)))


def _facts(act: Act, model: Artefact, later: Sequence[datetime]) -> judging.Facts:
    act.workspace.report("rebuild", 0, 2)
    difference = _rebuilt(act, model)
    snapshot = act.shelf.get("snapshot", model.parents[0])
    rows = frozen_rows(act, snapshot)
    act.workspace.report("rebuild", 1, 2)
    equal = same_without_later(act, snapshot, rows)
    act.workspace.report("rebuild", 2, 2)
    dates = tuple(sorted({moment.replace(tzinfo=None) for moment in later}))
    since = taken(act, act.workspace.store.state(), dates, act.workspace.now()) if dates else None
    followed, fitted = row_steps.with_outcome(rows), model_of(act, model)
    return judging.Facts(model, followed, fitted, difference, since, equal, _as_kept(act, fitted, followed))


def _as_kept(act: Act, model: FittedModel, rows: pa.Table) -> pa.Table:
    """Some scores as they would be kept: what gate G23 asks to see before anyone is scored."""
    some = rows.slice(0, 200)
    delete_on = [
        (each + timedelta(days=act.card.retention_days)).date() for each in some["as_of"].to_pylist()
    ]
    return pa.table(
        {
            "reasons": pa.array(model.reasons(some), pa.list_(pa.string())),
            "contest": pa.repeat(act.card.contest, some.num_rows),
            "delete_on": pa.array(delete_on, pa.date32()),
        }
    )


def _rebuilt(act: Act, model: Artefact) -> float | None:
    """The largest difference after a rebuild; None where it did not come out the same: then G17 fails."""
    try:
        return rebuilt(act, model)
    except NotAssured:
        return None


def _artefact(act: Act, model: Artefact, judged: judging.Judged) -> Artefact:
    files = []
    body: dict[str, Any] = {
        "policy": {"version": judged.policy_version, "sha256": judged.policy_sha256},
        "verdicts": [asdict(each) for each in judged.verdicts],
        "blocking": blocking(judged.verdicts),
        "to_sign": to_sign(judged.verdicts),
    }
    if judged.predictions is not None:
        sink = io.BytesIO()
        pq.write_table(judged.predictions, sink)
        files.append(act.shelf.put(PREDICTIONS, sink.getvalue()))
        body["intervals"] = _intervals(judged.predictions)
    return act.artefact("evaluation", body, parents=(model.sha256,), files=tuple(files))


def _intervals(predictions: pa.Table) -> dict[str, list[float]]:
    """What came of people scored alike, out of fold: the interval of every score is read from it."""
    own = predictions.filter(pc.equal(predictions["model"], "proposed"))
    own = own.filter(pc.and_(own["outcome"].is_valid(), own["score"].is_valid()))
    if own.num_rows == 0:
        return {"edges": [], "low": [0.0], "high": [1.0]}
    scores = np.asarray(own["score"].to_numpy(), dtype=np.float64)
    held = neighbours(scores, np.asarray(own["outcome"].to_numpy(), dtype=np.int8))
    return {"edges": list(held.edges), "low": list(held.low), "high": list(held.high)}
