"""A flat file as a table: whatever its separator and letters, with plain names and plain types."""

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from ninefold.errors import CardInvalid, FileRefused

_EMPTY = ["", "NA", "N/A", "n/a", "NULL", "null", "NaN", "nan", "None"]
_SEPARATORS = (",", ";", "\t", "|")
_LOOKED_AT = 64 << 10
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DECIMAL_COMMA = re.compile(r"(^|;)\s*-?\d+,\d+\s*(;|$)", re.MULTILINE)


@dataclass(frozen=True)
class _Form:
    """How a text file is written."""

    encoding: str
    separator: str
    decimal: str


def read_table(path: Path) -> pa.Table:
    """A CSV (.gz, .bz2, .zst too) or Parquet file; FileRefused when it is neither or cannot be read."""
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return _plain_names(pyarrow.parquet.read_table(path))
        form = _form(path)
        table = _read_text(path, form)
        if any(pa.types.is_binary(kind) for kind in table.schema.types):  # letters that are not UTF-8
            table = _read_text(path, _Form("cp1252", form.separator, form.decimal))
        return _plain_names(table)
    except FileNotFoundError:
        raise FileRefused(
            f"{path.name}: there is no such file. Give the path of a CSV or Parquet file."
        ) from None
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, UnicodeError, OSError):
        raise FileRefused(
            f"{path.name}: it cannot be read as CSV with a header line in UTF-8, or as Parquet. Save it so."
        ) from None


def _read_text(path: Path, form: _Form) -> pa.Table:
    convert = pyarrow.csv.ConvertOptions(
        null_values=_EMPTY, strings_can_be_null=True, decimal_point=form.decimal
    )
    parse = pyarrow.csv.ParseOptions(delimiter=form.separator, newlines_in_values=True)
    # Blocks large enough that a column's type is told from more than its first rows.
    read = pyarrow.csv.ReadOptions(block_size=64 << 20, encoding=form.encoding)
    return pyarrow.csv.read_csv(path, read_options=read, parse_options=parse, convert_options=convert)


def _form(path: Path) -> _Form:
    """Told from the beginning: the separator is the one that the header line holds most of."""
    with pa.input_stream(str(path), compression="detect") as stream:
        start = stream.read(_LOOKED_AT)
    encoding = next((name for mark, name in _MARKS if start.startswith(mark)), "utf-8")
    text = start.decode(encoding, errors="replace")
    header = re.sub(r'"[^"]*"', "", text.lstrip("\ufeff\r\n").splitlines()[0]) if text.strip() else ""
    separator = max(_SEPARATORS, key=header.count)  # the first of equals, so a comma where there is none
    decimal = "," if separator == ";" and _DECIMAL_COMMA.search(text) else "."
    return _Form(encoding, separator, decimal)


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
