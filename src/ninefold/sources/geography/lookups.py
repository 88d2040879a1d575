"""CSV look-ups of which area lies in which larger one, and the areas with what a look-up says."""

import csv
import io
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.errors import FileRefused
from ninefold.measures.areas import PARENT_KINDS
from ninefold.sources.geography.columns import force_slug, guess
from ninefold.sources.geography.files import unpacked

LOOKUP_SCHEMA = pa.schema([("code", pa.string()), *((parent, pa.string()) for parent in PARENT_KINDS)])

_PARENT_COLUMNS = {
    "msoa": re.compile(r"msoa(\d\d)?cd|msoa[ _]code|msoa", re.IGNORECASE),
    "district": re.compile(r"lad(\d\d)?cd|local[ _]authority[ _]code|district", re.IGNORECASE),
    "force": re.compile(r"pfa(\d\d)?nm|police[ _]force([ _]name)?|force", re.IGNORECASE),
}


def read_lookup(path: Path, *, code: str | None = None) -> pa.Table:
    """The look-up as columns code, msoa, district and force; null where the file does not say.

    `code` names the column of the smaller area when the guess would be wrong. A code that the file gives
    more than one parent of a kind (a split area) has none of that kind: it does not nest. FileRefused when
    no column tells a code or a parent.
    """
    file = unpacked(Path(path))
    header, rows = _records(file.content, file.name)
    own = code or _code_column(header, file.name)
    if own not in header:
        raise FileRefused(f"{file.name}: there is no column by the name asked for. See its first line.")
    parents = {parent: _parent_column(header, pattern, own) for parent, pattern in _PARENT_COLUMNS.items()}
    if not any(parents.values()):
        raise FileRefused(f"{file.name}: no column names a larger area. It needs one, as MSOA21CD.")
    return _table(rows, header, own, parents)


def with_lookup(areas: pa.Table, lookup: pa.Table) -> pa.Table:
    """The areas with the parents a look-up gives them; what an area already says is kept."""
    rows = pc.index_in(areas["official_code"], value_set=lookup["code"].combine_chunks())
    columns = {name: areas[name] for name in areas.column_names}
    for parent in PARENT_KINDS:
        told = lookup[parent].combine_chunks().take(rows.combine_chunks())
        itself = pc.equal(areas["area_kind"], parent)
        columns[parent] = pc.coalesce(areas[parent], pc.if_else(itself, None, told))
    return pa.table(columns, schema=areas.schema)


def _records(content: bytes, name: str) -> tuple[list[str], list[list[str]]]:
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise FileRefused(f"{name}: this is not a CSV in UTF-8. Save it again as CSV UTF-8.") from wrong
    header, *rows = lines
    uneven = (number for number, row in enumerate(rows, start=2) if row and len(row) != len(header))
    ragged = next(uneven, None)
    if ragged:
        raise FileRefused(f"{name}: line {ragged:,} has too many or too few columns. Ask for it again.")
    return [column.strip() for column in header], [row for row in rows if row]


def _code_column(header: list[str], name: str) -> str:
    columns = guess(header)
    if columns is None:
        raise FileRefused(f"{name}: no column looks like an area code. Name one `code`.")
    return columns.code


def _parent_column(header: list[str], pattern: re.Pattern[str], own: str) -> int | None:
    return next((at for at, column in enumerate(header) if column != own and pattern.fullmatch(column)), None)


def _table(rows: list[list[str]], header: list[str], own: str, parents: dict[str, int | None]) -> pa.Table:
    at = header.index(own)
    told: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        known = told.setdefault(row[at].strip(), {parent: set() for parent in parents})
        for parent, column in parents.items():
            if column is not None and row[column].strip():
                known[parent].add(_parent_code(parent, row[column].strip()))
    codes = sorted(told)
    columns = {parent: [_only(told[code][parent]) for code in codes] for parent in parents}
    return pa.table({"code": codes, **columns}, schema=LOOKUP_SCHEMA)


def _parent_code(parent: str, value: str) -> str:
    return force_slug(value) if parent == "force" else value


def _only(values: set[str]) -> str | None:
    return next(iter(values)) if len(values) == 1 else None
