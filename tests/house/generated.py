"""Brings docs/generate.py, which is a script and not a package, to the tests."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parents[2] / "docs"
GENERATED = DOCS / "reference" / "generated"


def generation(name: str = "generate") -> ModuleType:
    """A module of docs/, such as `generate` or `generation.commands`."""
    if str(DOCS) not in sys.path:
        sys.path.insert(0, str(DOCS))
    return import_module(name)
