"""A workspace in which the tiny product was walked to a stage, copied for each test that goes on from there."""

import shutil
from pathlib import Path

import pytest
from tests.support.product_life import approved, custody_place, custody_workspace, evaluated, gates_say

from ninefold.actions.workspace import Workspace


def walk(root: Path, stage: str) -> None:
    """Walk the product to a stage: `evaluated` or `approved`."""
    with pytest.MonkeyPatch.context() as patch:
        gates_say(patch)
        workspace = custody_workspace(root)
        evaluated(workspace)
        if stage == "approved":
            approved(workspace)
        workspace.close()


def go_on(walked: Path, to: Path) -> Workspace:
    """A copy of what was walked, opened anew."""
    shutil.copytree(walked, to)
    return custody_place(to)
