"""`ninefold serve`: the pages and the API on this machine."""

from typing import Annotated

import typer

from ninefold.cli import render
from ninefold.cli.options import WorkspaceOption, opened
from ninefold.errors import ExtraNotInstalled


def serve_pages(
    workspace: WorkspaceOption = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.")] = 8009,
) -> None:
    """Open the web app on localhost; Ctrl-C stops it."""
    with opened(workspace, quiet=True) as (place, _):
        try:
            from ninefold.web.serving import serve
        except ImportError as error:
            raise ExtraNotInstalled(
                "The web app is not installed. Install it with: pip install 'ninefold[web]'"
            ) from error
        render.out.print(f"Ninefold is at http://{host}:{port} (Ctrl-C stops it)")
        serve(place, host=host, port=port)
