"""What the killed process does: score the cohort of an approved product once, announcing each step on the way.

The approved product lies in `approved` beside the trials; a trial begins with a copy of it.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.kills import Announce
from tests.support.product_life import AUTHOR, PRODUCT, custody_place

from ninefold.actions.product_life import code, scoring_run
from ninefold.actions.product_life import score as scoring
from ninefold.actions.product_life.shelf import Shelf
from ninefold.actions.workspace import Writing
from ninefold.engine import durable, snapshots
from ninefold.govern import audit_log

APPROVED = "approved"


def sound(root: Path, announce: Announce) -> None:
    """Score once."""
    if not root.exists():
        copy = root.with_name(f"{root.name}-{os.getpid()}")
        shutil.copytree(root.with_name(APPROVED), copy)
        copy.rename(root)
    code._sources = lambda names: {}  # type: ignore[assignment]  # what it is built on is another test's subject
    for owner, name in (
        (Shelf, "keep"),
        (Writing, "commit"),
        (scoring_run, "intend"),
        (scoring_run, "finish"),
        (scoring_run, "settle_open"),
        (audit_log, "write"),
        (durable, "write_new"),
        (snapshots, "write_new"),
    ):
        setattr(owner, name, _announced(getattr(owner, name), name, announce))
    scoring.score(custody_place(root), product=PRODUCT, by=AUTHOR)


def _announced(step: Callable[..., Any], name: str, announce: Announce) -> Callable[..., Any]:
    def done(*arguments: Any, **named: Any) -> Any:
        announce(f"before {name}")
        found = step(*arguments, **named)
        announce(f"after {name}")
        return found

    return done
