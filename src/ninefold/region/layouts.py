"""The forces' own layouts: which files each writes, with which columns, code lists and forms of dates.

They are data (`layouts/<force>.toml`), so that a layout can be read beside the card that describes it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ninefold.region.plan import FORCES


@dataclass(frozen=True)
class Column:
    """One column: what it is called, the fact it holds, and its place in a fixed-width line."""

    name: str
    fact: str
    width: int


@dataclass(frozen=True)
class FileLayout:
    """One kind of file of a force."""

    kind: str
    format: str
    every: str  # month, quarter, year or all
    name: str  # of the file, with {period}
    columns: tuple[Column, ...]
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Style:
    """How a force writes: its forms of dates, its letters, its code lists, its files."""

    force: int
    date: str
    moment: str
    time: str
    partial: bool  # keeps dates of birth of which only the month or year is known
    names: str  # as written: title, upper or plain (no accents)
    nominals: bool  # keeps one record for a person; otherwise writes each mention afresh
    reference: str
    codes: Mapping[str, Mapping[str, str]]
    words: Mapping[str, str]
    files: tuple[FileLayout, ...]


def read(force: int) -> Style:
    """The layouts of a force."""
    path = Path(__file__).parent / "layouts" / f"{FORCES[force].slug}.toml"
    words = tomllib.loads(path.read_text(encoding="utf-8"))
    style = words["style"]
    return Style(
        force=force,
        date=style["date"],
        moment=style["moment"],
        time=style["time"],
        partial=style["partial"],
        names=style["names"],
        nominals=style["nominals"],
        reference=style["reference"],
        codes=words.get("codes", {}),
        words=style,
        files=tuple(_layout(kind, words[kind]) for kind in words["files"]["order"]),
    )


def _layout(kind: str, words: dict[str, Any]) -> FileLayout:
    columns = []
    for name, told in words["columns"].items():
        fact, width = (told, 0) if isinstance(told, str) else (told[0], told[1])
        columns.append(Column(name, fact, width))
    return FileLayout(
        kind=words.get("kind", kind),
        format=words["format"],
        every=words["every"],
        name=words["name"],
        columns=tuple(columns),
        options=words.get("options", {}),
    )
