"""`ninefold geography`: bring boundaries in."""

from pathlib import Path
from typing import Annotated

import typer

from ninefold.actions.figures.import_geography import import_geography
from ninefold.cli import render
from ninefold.cli.options import ByOption, JsonOption, WorkspaceOption, opened

app = typer.Typer(help="Boundaries that figures are counted by, named and drawn with.", no_args_is_help=True)


@app.command("import")
def import_files(
    paths: Annotated[list[Path], typer.Argument(help="GeoJSON or GeoJSON.gz files.", exists=True)],
    kind: Annotated[
        str | None, typer.Option("--kind", help="lsoa, msoa, force …; guessed otherwise.")
    ] = None,
    attribution: Annotated[
        str, typer.Option("--attribution", help="The notice that must stand beside every map.")
    ] = "",
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Import boundary files; small areas are nested in larger ones by themselves."""
    with opened(workspace, by=by, quiet=json) as (place, actor):
        outcome = import_geography(place, paths=paths, by=actor, kind=kind, attribution=attribution)
    if json:
        render.as_json(outcome)
        return
    held = ", ".join(f"{count:,} {name}" for name, count in sorted(outcome.areas.items()))
    render.out.print(f"Areas held now: {held}.")


@app.command("kinds")
def kinds() -> None:
    """List the kinds of area that products count by."""
    render.out.print("lsoa, msoa and force where boundaries or codes say so; h3 cells where there are none.")
