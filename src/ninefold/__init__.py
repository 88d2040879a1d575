"""Many forces' files in, one governed picture out. The names below are kept; all else is free to change."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

__all__ = [
    "IngestOutcome",
    "NinefoldError",
    "RunOutcome",
    "Settings",
    "UserError",
    "Workspace",
    "check_product",
    "check_source",
    "ingest",
    "open_workspace",
    "read_settings",
    "run",
]

# Every room may import this file, so it imports none: a name is fetched when it is first asked for, and
# its type stands in __init__.pyi.
_HOMES = {
    "IngestOutcome": "ninefold.actions.ingesting.ingest",
    "NinefoldError": "ninefold.errors",
    "RunOutcome": "ninefold.actions.pipeline",
    "Settings": "ninefold.settings",
    "UserError": "ninefold.errors",
    "Workspace": "ninefold.actions.workspace",
    "check_product": "ninefold.contracts.conformance_product",
    "check_source": "ninefold.contracts.conformance",
    "ingest": "ninefold.actions.ingesting.ingest",
    "open_workspace": "ninefold.bootstrap",
    "read_settings": "ninefold.settings",
    "run": "ninefold.actions.pipeline",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"ninefold has no public name '{name}'. Those it has: {', '.join(__all__)}.")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
