"""`ninefold run`: from the records to released figures."""

from datetime import datetime
from typing import Annotated

import typer

from ninefold.actions.pipeline import run
from ninefold.cli import render
from ninefold.cli.options import ByOption, EngineOption, JsonOption, WorkspaceOption, opened


def run_flow(
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    engine: EngineOption = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", help="See only what was known then (UTC); now otherwise.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Assess quality, ask every product, and publish the figures for staff and for the public."""
    with opened(workspace, by=by, engine=engine, quiet=json) as (place, actor):
        outcome = run(place, by=actor, as_of=as_of)
    if json:
        render.as_json(outcome)
        return
    render.table(
        "Products",
        ["product", "run", "findings"],
        [(p.product, p.run, p.findings) for p in outcome.products],
    )
    render.table(
        "Releases",
        ["release", "for", "state", "figures shown", "withheld", "files"],
        [(r.release, r.audience, r.state, r.figures, r.withheld, r.folder or "–") for r in outcome.releases],
    )
    if any(r.state == "awaiting decision" for r in outcome.releases):
        render.out.print(
            "Police figures for the public wait for a second person: ninefold releases decide --help"
        )
    render.out.print("Look at them: ninefold serve")
