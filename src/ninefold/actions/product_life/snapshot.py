"""Freeze the rows of a product: who, as at which dates, with which features and outcome, from one pinned snapshot."""

import io
from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.product_life import rows as row_steps
from ninefold.actions.product_life.acting import Act, acting
from ninefold.actions.product_life.define import LifeOutcome, definition_of, outcome
from ninefold.actions.product_life.inputs import PinnedInputs
from ninefold.actions.workspace import Workspace
from ninefold.contracts.artefact import Artefact
from ninefold.contracts.product_life import LifeEvent
from ninefold.engine.snapshots import State
from ninefold.errors import NotAssured, NotInThisState
from ninefold.govern import permissions

ROWS = "rows.parquet"
MOMENTS = 3  # at which features are rebuilt without what came later


def snapshot(
    workspace: Workspace,
    *,
    product: str,
    as_of: Sequence[datetime],
    by: str,
    known_by: datetime | None = None,
) -> LifeOutcome:
    """Freeze the rows as at the dates given, as known at `known_by` (default: now)."""
    with acting(workspace, product=product, verb="snapshot", by=by) as act:
        permissions.check_can_make_product(act.by, product)
        definition = definition_of(act)
        act.check_may_follow(LifeEvent("snapshotted", act.by, workspace.now(), "-"))
        dates = tuple(sorted({moment.replace(tzinfo=None) for moment in as_of}))
        if not dates:
            raise NotInThisState("A snapshot needs at least one date. Give --as-of.")
        state = workspace.store.state()
        known = (known_by or workspace.now()).replace(tzinfo=None)
        rows = taken(act, state, dates, known)
        followed = row_steps.with_outcome(rows)
        if followed.num_rows == 0:
            raise NotAssured(f"{act.subject}: no row was followed for the whole window. Take earlier dates.")
        artefact = _artefact(act, definition, rows, state, dates, known)
        made = act.shelf.keep(artefact)
        event = LifeEvent("snapshotted", act.by, workspace.now(), made)
        after = act.settle(event, action="combination", rows=rows.num_rows)
        counts = np.bincount(followed["outcome"].to_numpy(), minlength=len(act.card.outcome.classes))
        came = ", ".join(f"{n:,} {name}" for n, name in zip(counts, act.card.outcome.classes, strict=True))
        said = f"{rows.num_rows:,} rows, {followed.num_rows:,} followed. What came of these: {came}."
        return outcome(act, made, after.state, said)


def taken(act: Act, state: State, dates: tuple[datetime, ...], known_by: datetime) -> pa.Table:
    """The rows of the product as at some dates, from one state of the workspace."""
    inputs = PinnedInputs(act.workspace, state, known_by, dates, run="snapshot")
    try:
        return row_steps.gathered(act.product, inputs, with_outcomes=True)
    finally:
        act.workspace.engine.release()


def frozen_rows(act: Act, artefact: Artefact) -> pa.Table:
    """The rows an artefact froze, after checking that they are still those."""
    return pq.read_table(act.shelf.path(artefact.file(ROWS)))


def taken_again(act: Act, artefact: Artefact) -> pa.Table:
    """The same rows built anew from the snapshot of the workspace that they were first taken from."""
    body = artefact.body
    state = act.workspace.store.state(int(body["workspace_snapshot"]))
    dates = tuple(datetime.fromisoformat(text) for text in body["as_of"])
    return taken(act, state, dates, datetime.fromisoformat(body["known_by"]))


def same_without_later(act: Act, artefact: Artefact, rows: pa.Table) -> bool:
    """Whether features come out the same, to the byte, where everything known after a moment is left out.

    A few moments are tried, spread over the rows' dates; the rows up to each are built anew from what was known then.
    """
    body = artefact.body
    state = act.workspace.store.state(int(body["workspace_snapshot"]))
    moments = sorted(set(rows["as_of"].to_pylist()))
    chosen = [moments[place * (len(moments) - 1) // max(1, MOMENTS - 1)] for place in range(MOMENTS)]
    dates = tuple(datetime.fromisoformat(text) for text in body["as_of"])
    return all(_same_at(act, state, dates, rows, moment) for moment in dict.fromkeys(chosen))


def _same_at(act: Act, state: State, dates: tuple[datetime, ...], rows: pa.Table, moment: datetime) -> bool:
    # Later dates would ask for what was not known; a period's first date stays, and it ends at the moment.
    asked = tuple(sorted({min(each, moment) for each in dates}))
    inputs = PinnedInputs(act.workspace, state, moment, asked, run="rebuild")
    try:
        again = row_steps.gathered(act.product, inputs, with_outcomes=False)
    finally:
        act.workspace.engine.release()
    names = ["subject_id", "as_of", *act.card.feature_names]
    before = rows.select(names).filter(pc.less_equal(rows["as_of"], pa.scalar(moment, pa.timestamp("us"))))
    both = before.join(again.select(names[:2]), keys=names[:2], join_type="inner").combine_chunks()
    if both.num_rows == 0:
        return bool(before.num_rows == 0)
    again = (
        again.select(names).join(both.select(names[:2]), keys=names[:2], join_type="inner").combine_chunks()
    )
    order = [("as_of", "ascending"), ("subject_id", "ascending")]
    return bool(both.sort_by(order).equals(again.select(both.column_names).sort_by(order)))


def as_file(rows: pa.Table) -> bytes:
    """Rows as the bytes of a Parquet file."""
    sink = io.BytesIO()
    pq.write_table(rows, sink)
    return sink.getvalue()


def _artefact(
    act: Act, definition: Artefact, rows: pa.Table, state: State, dates: tuple[datetime, ...], known: datetime
) -> Artefact:
    body = {
        "workspace_snapshot": state.number,
        "workspace_sha256": state.snapshots[-1].sha256 if state.snapshots else "",
        "as_of": [moment.isoformat() for moment in dates],
        "known_by": known.isoformat(),
        "profile": row_steps.profile(act.card, rows),
        "ranges": row_steps.ranges(act.card, row_steps.with_outcome(rows)),
        "code": definition.body["code"],
    }
    files = (act.shelf.put(ROWS, as_file(rows)),)
    return act.artefact("snapshot", body, parents=(definition.sha256,), files=files)
