"""`ninefold demo`: nine made-up forces, the whole flow, and the web app open while it fills."""

import subprocess
import sys
from typing import Annotated

import typer

from ninefold.actions.demo import demo
from ninefold.cli import render
from ninefold.cli.options import ByOption, WorkspaceOption, opened


def show_demo(
    workspace: WorkspaceOption = None,
    people: Annotated[
        int, typer.Option("--people", min=2_000, max=20_000_000, help="How many people to make up.")
    ] = 200_000,
    seed: Annotated[int, typer.Option("--seed", help="Another seed makes another region.")] = 9,
    port: Annotated[int, typer.Option("--port", help="Port of the web app.")] = 8009,
    by: ByOption = None,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the web app, or only fill.")] = True,
) -> None:
    """Make nine forces up, take their files in, count, publish, and show it all at localhost."""
    with opened(workspace, by=by) as (place, actor):
        pages = _serve(str(place.root), port) if serve else None
        try:
            outcome = demo(place, people=people, seed=seed, by=actor or "demonstration")
            render.table(
                "Nine made-up forces",
                ["force", "files", "rows in", "loaded", "quarantined", "duplicates"],
                [
                    (f.source, len(f.files), f.rows_in, f.loaded, f.quarantined, f.duplicates)
                    for f in outcome.forces
                ],
            )
            if pages:
                render.out.print(f"All of it is filled in: http://127.0.0.1:{port} (Ctrl-C stops it)")
                pages.wait()
        except KeyboardInterrupt:
            render.out.print("Stopped.")
        finally:
            if pages:
                pages.terminate()


def _serve(workspace: str, port: int) -> subprocess.Popen[bytes]:
    """The web app in a process of its own, so that it answers while the records come in."""
    render.out.print(f"Ninefold is at http://127.0.0.1:{port} and fills as the records come in.")
    command = [sys.executable, "-m", "ninefold", "serve", "--workspace", workspace, "--port", str(port)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)
