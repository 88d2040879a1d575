"""The options that many commands share."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ninefold.actions.workspace import Workspace
from ninefold.bootstrap import open_workspace
from ninefold.cli.render import progress
from ninefold.settings import read_settings

WorkspaceOption = Annotated[
    Path | None, typer.Option("--workspace", "-w", help="Folder of the data; else NINEFOLD_WORKSPACE.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="End with one JSON object, for scripts.")]
EngineOption = Annotated[str | None, typer.Option("--engine", help="duckdb or spark.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, in your own words.")]
ByOption = Annotated[str | None, typer.Option("--by", help="Your name, for the audit; else NINEFOLD_BY.")]


@contextmanager
def opened(
    workspace: Path | None, *, by: str | None = None, engine: str | None = None, quiet: bool = False
) -> Iterator[tuple[Workspace, str]]:
    """The workspace and the actor's name, closed when done; progress is shown unless quiet."""
    settings = read_settings()
    if workspace is not None:
        settings = replace(settings, workspace=workspace)
    if engine is not None:
        settings = replace(settings, engine=engine)
    with progress(quiet=quiet) as report:
        opened_workspace = open_workspace(settings, report=report)
        try:
            yield opened_workspace, by if by is not None else settings.by
        finally:
            opened_workspace.close()
