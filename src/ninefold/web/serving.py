"""Serves the web app of one workspace on one address until it is stopped."""

import uvicorn

from ninefold.actions.figures.read_figures import WorkspaceReader
from ninefold.actions.workspace import Workspace
from ninefold.web.app import create_app


def serve(workspace: Workspace, *, host: str, port: int) -> None:
    """Serve pages and API; returns when the process is told to stop."""
    uvicorn.run(create_app(WorkspaceReader(workspace)), host=host, port=port, log_level="warning")
