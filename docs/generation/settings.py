"""The page of settings, from ninefold.settings."""

import inspect
import re
from dataclasses import fields
from pathlib import Path

from generation.markdown import code, table
from generation.markdown import page as markdown_page
from ninefold import settings

_KINDS = {Path: "path", str: "text", int: "whole number"}


def page() -> str:
    """Every setting: its variable, its default and its meaning."""
    meanings = meanings_by_name()
    rows = [
        (
            code(each.name),
            code(variable(each.name)),
            _kind(each.type),
            _default(each.default),
            meanings.get(each.name, ""),
        )
        for each in fields(settings.Settings)
    ]
    return markdown_page(
        "Settings",
        "Each is an environment variable; an option of the same meaning on the command line overrules it.",
        table(["setting", "variable", "takes", "default", "meaning"], rows),
    )


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return f"NINEFOLD_{name.upper()}"


def meanings_by_name() -> dict[str, str]:
    """What each setting means, as the comment above it says."""
    meanings: dict[str, str] = {}
    comment: list[str] = []
    for line in inspect.getsource(settings.Settings).splitlines():
        if found := re.match(r"\s+# (?:NINEFOLD_\w+: )?(.*)", line):
            comment.append(found[1])
        elif named := re.match(r"\s+(\w+): \w", line):
            meanings[named[1]] = " ".join(comment)
            comment = []
    return meanings


def _kind(kind: object) -> str:
    return _KINDS.get(kind, "text") if isinstance(kind, type) else "text"


def _default(value: object) -> str:
    return code(f"{value:,}".replace(",", "") if isinstance(value, int) else value) or "nothing"
