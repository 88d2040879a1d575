"""Lines of text: delimited, fixed-width, JSON lines and XML, built a column at a time."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.region.layouts import FileLayout

# A spoiler breaks a few finished lines on purpose; it is told the lines and gives them back.
Spoil = Callable[[list[str]], list[str]]
Tables = Iterable[tuple[pa.Table, Spoil]]


def write_delimited(path: Path, layout: FileLayout, tables: Tables) -> None:
    """Delimited text with a header, quoted where needed."""
    options = layout.options
    delimiter = options.get("delimiter", ",")
    names = [column.name for column in layout.columns]
    with path.open("wb") as file:
        encoding = options.get("encoding", "utf-8")
        if options.get("bom"):
            file.write(b"\xef\xbb\xbf")
        end = options.get("end", "\r\n")
        file.write((delimiter.join(names) + end).encode(encoding))
        for table, spoil in tables:
            cells = [_quoted(table.column(name), delimiter) for name in names]
            _write_lines(file, _rows(cells, delimiter), spoil, encoding, end)


def write_fixed_width(path: Path, layout: FileLayout, tables: Tables) -> None:
    """Fixed-width lines without a header; what is too long is cut."""
    encoding = layout.options.get("encoding", "ascii")
    with path.open("wb") as file:
        for table, spoil in tables:
            cells = []
            for column in layout.columns:
                text = pc.fill_null(table.column(column.name), "")
                cells.append(pc.utf8_slice_codeunits(pc.utf8_rpad(text, column.width), 0, column.width))
            _write_lines(file, _rows(cells, ""), spoil, encoding, "\r\n")


def write_json_lines(path: Path, layout: FileLayout, tables: Tables) -> None:
    """One JSON object a line; what is not known is left out or null."""
    numbers = frozenset(layout.options.get("numbers", ()))
    with path.open("wb") as file:
        for table, spoil in tables:
            cells = []
            for place, column in enumerate(layout.columns):
                text = table.column(column.name)
                value = text if column.name in numbers else _framed('"', _escaped(text, _JSON), '"')
                start = ("{" if place == 0 else ", ") + json.dumps(column.name) + ": "
                cells.append(_framed(start, pc.fill_null(value, "null"), ""))
            cells.append(pa.array(["}"] * len(table)))
            _write_lines(file, _rows(cells, ""), spoil, "utf-8", "\n")


def write_xml(path: Path, layout: FileLayout, tables: Tables) -> None:
    """An XML document with one element for each record; what is not known is left out."""
    root, record = layout.options["root"], layout.options["record"]
    with path.open("wb") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>\n'.encode())
        for table, spoil in tables:
            cells = [pa.array([f"<{record}>"] * len(table))]
            for column in layout.columns:
                text = _escaped(table.column(column.name), _XML)
                cells.append(pc.fill_null(_framed(f"<{column.name}>", text, f"</{column.name}>"), ""))
            cells.append(pa.array([f"</{record}>"] * len(table)))
            _write_lines(file, _rows(cells, ""), spoil, "utf-8", "\n")
        file.write(f"</{root}>\n".encode())


_JSON: Mapping[str, str] = {"\\": "\\\\", '"': '\\"'}
_XML: Mapping[str, str] = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def _rows(cells: list[Any], delimiter: str) -> list[str]:
    plain = [cell.combine_chunks() if isinstance(cell, pa.ChunkedArray) else cell for cell in cells]
    rows: list[str] = pc.binary_join_element_wise(*plain, delimiter).to_pylist()
    return rows


def _write_lines(file: Any, lines: list[str], spoil: Spoil, encoding: str, end: str) -> None:
    if lines:
        file.write((end.join(spoil(lines)) + end).encode(encoding, errors="replace"))


def _quoted(column: Any, delimiter: str) -> Any:
    text = pc.fill_null(column, "")
    needs = pc.or_(pc.match_substring(text, delimiter), pc.match_substring(text, '"'))
    if not pc.any(needs).as_py():
        return text
    return pc.if_else(needs, _framed('"', _escaped(text, {'"': '""'}), '"'), text)


def _escaped(column: Any, pairs: Mapping[str, str]) -> Any:
    for plain, written in pairs.items():
        column = pc.replace_substring(column, plain, written)
    return column


def _framed(before: str, column: Any, after: str) -> Any:
    return pc.binary_join_element_wise(before, column, after, "")
