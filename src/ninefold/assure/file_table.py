"""A flat file as a table with plain names and plain types, and its columns by name."""

import difflib
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.engine.formats.flat_files import FlatRows, read_flat_files
from ninefold.errors import CardInvalid


def read_table(path: Path) -> FlatRows:
    """A CSV (packed too) or Parquet file, with plain names and types; FileRefused when it is neither."""
    found = read_flat_files([path], as_text=False)
    return replace(found, table=_plain_names(found.table))


def _plain_names(table: pa.Table) -> pa.Table:
    """Blanks around names are slips of the pen; a name used twice gets a number."""
    seen: dict[str, int] = {}
    names = []
    for name in (each.strip().removeprefix("\ufeff") for each in table.column_names):
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}.{seen[name] - 1}")
    return _plain_types(table.rename_columns(names))


def _plain_types(table: pa.Table) -> pa.Table:
    """Numbers, words, truths and moments only: every other kind a file may hold becomes one of these."""
    for place, column in enumerate(table.schema):
        kind = column.type
        if pa.types.is_null(kind) or pa.types.is_decimal(kind):
            plain = pa.float64()
        elif pa.types.is_time(kind) or pa.types.is_dictionary(kind) or pa.types.is_large_string(kind):
            plain = pa.string()
        elif pa.types.is_floating(kind):  # without end is no measurement
            finite = pc.fill_null(pc.is_finite(table[place]), False)
            known = pc.if_else(finite, table[place], pa.scalar(None, kind))
            table = table.set_column(place, column.name, known)
            continue
        else:
            continue
        table = table.set_column(place, column.name, pc.cast(table[place], plain))
    return table


def column_named(table: pa.Table, name: str) -> str | None:
    """The column meant by a name, or None; capitals and blanks do not matter."""
    if name in table.column_names:
        return name
    plain = {"".join(each.lower().split()): each for each in table.column_names}
    return plain.get("".join(name.lower().split()))


def absent(table: pa.Table, name: str, what: str) -> CardInvalid:
    """What to say when the card names a column that the file lacks; the closest name there is, is told."""
    close = difflib.get_close_matches(name.lower(), [each.lower() for each in table.column_names], 1, 0.75)
    meant = next((each for each in table.column_names if close and each.lower() == close[0]), None)
    hint = f" Did you mean '{meant}'?" if meant else " Correct the card, or the file's header line."
    return CardInvalid(f"The card names '{name}' as {what}, and the file has no such column.{hint}")
