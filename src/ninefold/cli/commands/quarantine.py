"""`ninefold quarantine`: what was set aside and why, and letting it go once a card is mended."""

from typing import Annotated

import typer

from ninefold.actions.ingesting.quarantine import release_quarantine, set_aside
from ninefold.cli import render
from ninefold.cli.options import ByOption, JsonOption, WorkspaceOption, opened

app = typer.Typer(
    help="Rows set aside, by rule; and releasing them once a card is mended.", no_args_is_help=True
)


@app.command("list")
def list_set_aside(
    source: Annotated[str | None, typer.Argument(help="One source; all of them otherwise.")] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Count the rows in quarantine by source, layout and reason; values are never shown."""
    with opened(workspace, quiet=True) as (place, _):
        found = set_aside(place, source=source)
    if json:
        render.as_json({"quarantine": found})
        return
    render.table(
        "In quarantine",
        ["source", "layout", "kind", "reason", "rows"],
        [(s.source, s.layout, s.kind, s.reason, s.rows) for s in found],
    )


@app.command("release")
def release(
    source: Annotated[str, typer.Argument(help="The source whose card was mended.")],
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Map quarantined rows again under the card as it is now; what still fails stays in quarantine."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        done = release_quarantine(place, source=source, by=actor)
    if json:
        render.as_json({"released": done})
        return
    for outcome in done:
        render.out.print(
            f"{outcome.source}: {outcome.tried:,} rows tried again = {outcome.loaded:,} loaded + "
            f"{outcome.duplicates:,} duplicates + {outcome.still_quarantined:,} still quarantined."
        )
    if not done:
        render.out.print("Nothing in quarantine can be tried again.")
