"""`ninefold sources`: what can be read, starting a new source from a file, and checking one."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ninefold.actions.ingesting.draft_source import draft_source
from ninefold.cli import render
from ninefold.cli.options import ByOption, JsonOption, WorkspaceOption, opened
from ninefold.contracts.conformance import check_source

app = typer.Typer(help="Sources: whose files can be read, and how.", no_args_is_help=True)
NameArgument = Annotated[str, typer.Argument(help="The source's name.")]


@app.command("list")
def list_sources(workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """List the sources: ours, those installed, and those of this workspace."""
    with opened(workspace, quiet=True) as (place, _):
        cards = [place.sources[name].card for name in sorted(place.sources)]
        broken = {name: str(error) for name, error in place.sources.broken.items()}
    if json:
        keys = ("name", "title", "owner", "licence", "refresh", "sensitivity", "draft")
        found = [{key: getattr(card, key) for key in keys} for card in cards]
        render.as_json({"sources": found, "broken": broken})
        return
    render.table(
        "Sources",
        ["source", "title", "owner", "layouts", "refresh"],
        [
            (c.name, c.title, c.owner, ", ".join(layout.name for layout in c.layouts), c.refresh)
            for c in cards
        ],
    )
    for name, why in broken.items():
        render.err.print(f"{name}: {why}", markup=False)


@app.command("new")
def new(
    name: NameArgument,
    from_: Annotated[Path, typer.Option("--from", help="A file to draft the card from.", exists=True)],
    record: Annotated[str, typer.Option("--record", help="XML: the element that is a record.")] = "",
    table: Annotated[str, typer.Option("--table", help="SQLite: the table; XLSX: the sheet.")] = "",
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    json: JsonOption = False,
) -> None:
    """Draft a card from a file: cleaners, keys and code lists are guessed; owner and law are yours to fill in."""
    options: dict[str, Any] = {"record": record} if record else {}
    if table:
        options["sheet" if from_.suffix.lower() == ".xlsx" else "table"] = table
    with opened(workspace, by=by, quiet=True) as (place, actor):
        drafted = draft_source(place, name=name, path=from_, by=actor, options=options)
    if json:
        render.as_json(drafted)
        return
    render.out.print(
        f"Drafted {drafted.card} from {drafted.rows:,} rows and {drafted.columns} columns.\n"
        f"Read it, fill in what it asks for, then: ninefold ingest {drafted.name} {from_}",
        markup=False,
    )


@app.command("check")
def check(name: NameArgument, workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """Hold one source against the contract that every source keeps."""
    with opened(workspace, quiet=True) as (place, _):
        results = check_source(place.source(name))
    if json:
        render.as_json({"source": name, "checks": results, "conforms": all(r.holds for r in results)})
    else:
        rows = [(r.check.replace("_", " "), "yes" if r.holds else "NO", r.told) for r in results]
        render.table(f"What {name} promises", ["promise", "kept", "otherwise"], rows)
    if not all(r.holds for r in results):
        raise typer.Exit(3)
