"""`ninefold sources`: what can be read, and starting a new source from a file."""

from typing import Annotated

import typer

from ninefold.cli import render
from ninefold.cli.options import JsonOption, WorkspaceOption, opened

app = typer.Typer(help="Sources: whose files can be read, and how.", no_args_is_help=True)


@app.command("list")
def list_sources(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """List the sources: ours, those installed, and those of this workspace."""
    with opened(workspace, quiet=True) as (place, _):
        cards = [place.sources[name].card for name in sorted(place.sources)]
        broken = {name: str(error) for name, error in place.sources.broken.items()}
    if json:
        keys = ("name", "title", "owner", "licence", "refresh", "sensitivity")
        found = [{key: getattr(card, key) for key in keys} for card in cards]
        render.as_json({"sources": found, "broken": broken})
        return
    render.table(
        "Sources",
        ["source", "title", "owner", "layouts", "refresh"],
        [(c.name, c.title, c.owner, ", ".join(layout.name for layout in c.layouts), c.refresh) for c in cards],
    )
    for name, why in broken.items():
        render.err.print(f"{name}: {why}")
