"""The few forms of Markdown that generated pages are made of."""

from collections.abc import Iterable, Sequence

NOTICE = "<!-- Made by docs/generate.py from the code. Change the code, then run `make fix`. -->"


def page(title: str, *blocks: str) -> str:
    """A whole page: its notice, its title and its blocks, with a blank line between."""
    return "\n\n".join([NOTICE, f"# {title}", *(block for block in blocks if block)]) + "\n"


def section(title: str, *blocks: str, level: int = 2) -> str:
    """A heading and what stands under it."""
    return "\n\n".join([f"{'#' * level} {title}", *(block for block in blocks if block)])


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table; nothing at all when it has no rows."""
    lines = [_line(row) for row in rows]
    return "\n".join([_line(headings), _line(["---"] * len(headings)), *lines]) if lines else ""


def code(text: object) -> str:
    """A name as it is typed; nothing when there is none."""
    return f"`{text}`" if str(text) else ""


def listing(items: Iterable[object]) -> str:
    """Several things on one line."""
    return ", ".join(str(item) for item in items)


def bullets(items: Iterable[object]) -> str:
    """Several things, one to a line."""
    return "\n".join(f"- {item}" for item in items)


def _line(cells: Sequence[object]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(cell: object) -> str:
    return " ".join(str(cell).replace("|", "\\|").split())
