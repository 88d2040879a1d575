"""Ask a product its question of the records as at a moment, and keep its findings."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import pyarrow.parquet as pq

from ninefold.actions.figures.inputs import CountingInputs, counting_inputs
from ninefold.actions.workspace import Workspace, stored
from ninefold.contracts.product import Product, answer
from ninefold.engine.snapshots import State
from ninefold.engine.zones import table_folder
from ninefold.govern import permissions
from ninefold.govern.audit import event


@dataclass(frozen=True)
class AnalyseOutcome:
    """One product's run: its id, how many findings, and the snapshot they were committed in."""

    product: str
    run: str
    findings: int
    snapshot: str


def analyse(workspace: Workspace, *, product: str, by: str, as_of: datetime | None = None) -> AnalyseOutcome:
    """Run one product on everything known at `as_of` (default: now) and commit its findings."""
    member = workspace.product(product)
    permissions.check_can_analyse(by, product)
    with workspace.writing() as writing:
        state = writing.state
        load = writing.next_load()
        run = f"{product}-{load}"
        inputs = counting_inputs(workspace, state, as_of=as_of or workspace.now(), run=run)
        findings = answer(member, inputs, workspace.engine.collect)
        folder = workspace.root / table_folder("findings", product, product, load)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "findings.parquet"
        pq.write_table(findings, path)
        file = stored(
            workspace.root, path, findings.num_rows, zone="findings", table=product, source=product, load=load
        )
        snapshot = writing.commit(
            run=_run(workspace, member, inputs, state, findings.num_rows),
            files=[file],
            ledger=[],
            event=event(
                "combination",
                "ran a product",
                by=by,
                at=workspace.now(),
                subject=product,
                findings=findings.num_rows,
            ),
        )
        workspace.engine.release()
        return AnalyseOutcome(product, run, findings.num_rows, snapshot.name)


def _run(
    workspace: Workspace, product: Product, inputs: CountingInputs, state: State, findings: int
) -> dict[str, object]:
    card = (product.folder / "card.toml").read_bytes()
    return {
        "run": inputs.run,
        "action": "analyse",
        "product": product.name,
        "version": product.card.version,
        "card_sha256": hashlib.sha256(card).hexdigest(),
        "engine": workspace.engine.name,
        "as_of": inputs.as_of.isoformat(),
        "inputs": [f"{state.number:08d}"],
        "findings": findings,
    }


def newest_run(state: State, product: str) -> dict[str, object] | None:
    """The record of a product's newest run, or None before the first."""
    runs = [r for r in state.runs if r.get("action") == "analyse" and r.get("product") == product]
    return runs[-1] if runs else None
