"""Small pieces of Markdown, so that every paper is made alike."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime


def page(title: str, *parts: str) -> bytes:
    """A page of a title and its parts."""
    return ("\n\n".join([f"# {title}", *(part for part in parts if part)]) + "\n").encode()


def section(heading: str, *parts: str) -> str:
    """A heading and what stands under it."""
    return "\n\n".join([f"## {heading}", *(part for part in parts if part)])


def bullets(lines: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {line}" for line in lines)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; an empty one says so."""
    drawn = [_row(row) for row in rows]
    if not drawn:
        return "None."
    return "\n".join([_row(headings), _row(["---"] * len(headings)), *drawn])


def shown(value: object) -> str:
    """A value as a reader expects it: numbers short, nothing as a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    return str(value)


def _row(cells: Sequence[object]) -> str:
    told = (shown(cell).replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(told)} |"
