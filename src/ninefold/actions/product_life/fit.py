"""Fit a product's model to its frozen rows, and keep it with what it was made from."""

import pyarrow as pa
import pyarrow.parquet as pq

from ninefold.actions.product_life import modelling
from ninefold.actions.product_life import rows as row_steps
from ninefold.actions.product_life.acting import Act, acting
from ninefold.actions.product_life.code import lock, lock_hash
from ninefold.actions.product_life.define import LifeOutcome, definition_of, outcome
from ninefold.actions.product_life.snapshot import as_file, frozen_rows, taken_again
from ninefold.actions.workspace import Workspace, one_step
from ninefold.contracts.artefact import Artefact
from ninefold.contracts.product_life import LifeEvent
from ninefold.contracts.scoring import FittedModel
from ninefold.errors import NotAssured
from ninefold.govern import permissions

MODEL = "model.bin"
KEPT = "kept.parquet"  # the rows whose predictions are kept


def fit(workspace: Workspace, *, product: str, by: str, seed: int | None = None) -> LifeOutcome:
    """Fit the estimator of the card with its seed, or the one given, to the rows whose outcome is known."""
    with acting(workspace, product=product, verb="fit", by=by) as act:
        permissions.check_can_make_product(act.by, product)
        definition = definition_of(act)
        act.check_may_follow(LifeEvent("fitted", act.by, workspace.now(), "-"))
        snapshot = act.of_life("snapshot", act.life().snapshot)
        if snapshot.body["code"] != definition.body["code"]:
            raise NotAssured(
                f"{act.subject}: its rows were frozen under other code. Take the snapshot again."
            )
        rows = row_steps.with_outcome(frozen_rows(act, snapshot))
        sown = act.card.model.seed if seed is None else seed
        with one_step(workspace.report, "fit"):
            model = modelling.fitted(act.product, rows, sown)
        made = act.shelf.keep(_artefact(act, snapshot, model, rows, sown))
        after = act.settle(LifeEvent("fitted", act.by, workspace.now(), made), rows=rows.num_rows)
        return outcome(act, made, after.state, f"A {model.kind} model of {rows.num_rows:,} rows.")


def model_of(act: Act, artefact: Artefact) -> FittedModel:
    """The model an artefact holds, after checking its file and its predictions; raises NotAssured otherwise."""
    model = modelling.loaded(act.product, act.shelf.read(artefact.file(MODEL)))
    rows = pq.read_table(act.shelf.path(artefact.file(KEPT)))
    modelling.check_predicts_the_same(model, rows, list(artefact.body["kept_predictions"]))
    return model


def rebuilt(act: Act, artefact: Artefact) -> float:
    """Build rows and model anew from what the artefact names; gives the largest difference of a prediction."""
    snapshot = act.shelf.get("snapshot", artefact.parents[0])
    rows = row_steps.with_outcome(taken_again(act, snapshot))
    model = modelling.fitted(act.product, rows, int(artefact.body["seed"]))
    return modelling.check_predicts_the_same(model, rows, list(artefact.body["kept_predictions"]))


def _artefact(act: Act, snapshot: Artefact, model: FittedModel, rows: pa.Table, seed: int) -> Artefact:
    body = {
        "estimator": model.kind,
        "seed": seed,
        "features": list(model.features),
        "code": snapshot.body["code"],
        "lock": lock(),
        "lock_sha256": lock_hash(),
        "ranges": snapshot.body["ranges"],
        "rows": rows.num_rows,
        "kept_predictions": modelling.kept_predictions(model, rows),
        "described": model.describe(),
    }
    kept = as_file(rows.slice(0, modelling.KEPT_ROWS))
    files = (act.shelf.put(MODEL, model.content()), act.shelf.put(KEPT, kept))
    return act.artefact("model", body, parents=(snapshot.sha256,), files=files)
