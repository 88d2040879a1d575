"""`ninefold ingest`: bring a source's files in."""

from pathlib import Path
from typing import Annotated

import typer

from ninefold.actions.ingesting.ingest import IngestOutcome, ingest
from ninefold.cli import render
from ninefold.cli.options import ByOption, EngineOption, JsonOption, WorkspaceOption, opened
from ninefold.settings import read_settings


def ingest_files(
    source: Annotated[str, typer.Argument(help="The source's name, such as police-uk.")],
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or zip archives.", exists=True)],
    workspace: WorkspaceOption = None,
    by: ByOption = None,
    engine: EngineOption = None,
    accept_counts: Annotated[
        bool, typer.Option("--accept-counts", help="Take files in whatever number of rows the card expects.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Bring a source's files in: each row is loaded, quarantined with its reason, or a duplicate."""
    with opened(workspace, by=by, engine=engine, quiet=json) as (place, actor):
        outcome = ingest(
            place,
            source=source,
            paths=paths,
            by=actor,
            group_rows=read_settings().group_rows,
            accept_counts=accept_counts,
        )
    if json:
        render.as_json(as_object(outcome))
    else:
        show(outcome)
    if outcome.refused or outcome.waiting:
        raise typer.Exit(3)


def as_object(outcome: IngestOutcome) -> dict[str, object]:
    """The outcome as the one JSON object that scripts read."""
    keys = ("name", "status", "layout", "rows_in", "loaded", "quarantined", "duplicates", "reason", "load")
    return {
        "source": outcome.source,
        "rows_in": outcome.rows_in,
        "loaded": outcome.loaded,
        "quarantined": outcome.quarantined,
        "duplicates": outcome.duplicates,
        "refused_files": len(outcome.refused),
        "waiting_files": len(outcome.waiting),
        "files": [{key: getattr(file, key) for key in keys} for file in outcome.files],
    }


def show(outcome: IngestOutcome) -> None:
    """The outcome as people read it: what needs a look first, then the sum."""
    noted = [f for f in outcome.files if f.quarantined or f.duplicates or f.reason]
    if noted:
        render.table(
            "Files to look at",
            ["file", "status", "rows in", "loaded", "quarantined", "duplicates", "why"],
            [(f.name, f.status, f.rows_in, f.loaded, f.quarantined, f.duplicates, f.reason) for f in noted],
        )
    render.out.print(
        f"{outcome.source}: {len(outcome.files):,} files, {outcome.rows_in:,} rows in = "
        f"{outcome.loaded:,} loaded + {outcome.quarantined:,} quarantined + {outcome.duplicates:,} duplicates."
    )
    if outcome.waiting:
        render.out.print(f"{len(outcome.waiting):,} files wait for a person; nothing of them was loaded.")
    if outcome.quarantined:
        render.out.print(f"See what was quarantined and why: ninefold quarantine list {outcome.source}")
