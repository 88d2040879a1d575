"""How answers look in a terminal: tables and sentences for people, one JSON object for scripts."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from ninefold.actions.workspace import Report

out = Console()
err = Console(stderr=True)


def as_json(value: Any) -> None:
    """Print one JSON object on one line, as the last line of output."""
    text = json.dumps(value, default=_plain, ensure_ascii=False)
    # JSON has no word for what is no number: such a figure is null.
    told = json.loads(text, parse_constant=lambda word: None) if _NO_NUMBER.search(text) else None
    sys.stdout.write((text if told is None else json.dumps(told, ensure_ascii=False)) + "\n")
    sys.stdout.flush()


_NO_NUMBER = re.compile(r"\b(NaN|Infinity)\b")


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table; numbers stand to the right."""
    drawn = Table(title=title, title_justify="left", header_style="bold")
    for number, heading in enumerate(headings):
        numeric = bool(rows) and all(isinstance(row[number], int | float) for row in rows)
        drawn.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*[_cell(value) for value in row])
    out.print(drawn)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.1f}" if isinstance(value, float) else escape(str(value))


@contextmanager
def progress(*, quiet: bool) -> Iterator[Report]:
    """A progress bar on the error stream; silent when quiet."""
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=err, disable=quiet
    )
    tasks: dict[str, Any] = {}

    def report(step: str, done: float, total: float) -> None:
        if step not in tasks:
            tasks[step] = bar.add_task(step, total=total)
        bar.update(tasks[step], completed=done, total=total)

    with bar:
        yield report
