"""Excel workbooks: one sheet's cells as text, formulas as the values Excel last worked out for them.

A workbook is a zip of XML, so both are checked before openpyxl sees it: sizes, bombs, overlaps, and that no
part declares a document type. Links to other files, macros and pictures are never opened.
"""

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import repeat
from pathlib import Path
from typing import IO, Any
from xml.parsers.expat import ExpatError, ParserCreate

from defusedxml.common import DTDForbidden
from openpyxl import load_workbook

from ninefold.engine.formats.archives import Limits, check_every_member, checked_zip
from ninefold.engine.formats.files import check_columns, open_plain, refused
from ninefold.engine.formats.rows import Chunk, Growing, Options, RefusedRow
from ninefold.engine.formats.values import as_raw, as_text, fault

LIMITS = Limits(members=5_000, member_bytes=2_000_000_000, total_bytes=3_000_000_000, ratio=200)
STRINGS_LIMIT = 100_000_000  # bytes of the shared strings, which openpyxl holds in memory
PART_LIMIT = 20_000_000
_FORMULA_MARKS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ")
ROW_LIMIT = 1_048_576  # as Excel's own
_ASK = "Save it again from Excel, or send it as CSV."

Cells = Sequence[Any]


class Xlsx:
    """One sheet of a workbook; see `rows.RowReader`. The first row that is not blank is the header."""

    def __init__(self, path: Path, options: Options) -> None:
        self._path = path
        has_formulas = _check_package(path)
        self._values = _sheet(path, options.get("sheet"), values=True)
        self._formulas = _sheet(path, options.get("sheet"), values=False) if has_formulas else None
        self._rows = self._numbered()
        self.columns = self._header()
        self.notes: tuple[str, ...] = (f"sheet: {self._values.title}",)
        check_columns(path, self.columns)

    def __iter__(self) -> Iterator[Chunk]:
        growing = Growing(self.columns)
        for number, (line, cells, formulas) in enumerate(self._rows, 1):
            texts = [_cell_text(cell) for cell in cells]
            rule = self._rule(texts, cells, formulas)
            if rule:
                growing.refuse(RefusedRow(number, line, rule, as_raw(texts)))
            else:
                width = len(self.columns)
                growing.add(number, [*texts[:width], *repeat(None, width - len(texts))], 20 * width)
            if growing.is_full:
                yield growing.take()
        yield growing.take()

    def _rule(self, texts: list[str | None], cells: Cells, formulas: Cells) -> str | None:
        if any(texts[len(self.columns) :]):
            return "xlsx.too_many_cells"
        if any(
            one.data_type == "f" and cell.value is None for cell, one in zip(cells, formulas, strict=False)
        ):
            return "xlsx.formula_without_value"
        return fault("xlsx", texts)

    def _header(self) -> tuple[str, ...]:
        for _, cells, _ in self._rows:
            names = [(_cell_text(cell) or "") for cell in cells]
            while names and not names[-1]:
                names.pop()
            return tuple(names)
        raise refused(self._path, "its sheet is empty", "Name the right sheet in the source's card.")

    def _numbered(self) -> Iterator[tuple[int, Cells, Cells]]:
        """The rows that are not blank, with their place in the sheet and the formulas of their cells."""
        try:
            formulas = self._formulas.iter_rows() if self._formulas else repeat(())
            for line, (cells, formula) in enumerate(zip(self._values.iter_rows(), formulas, strict=False), 1):
                if line > ROW_LIMIT:
                    raise refused(self._path, "it has more rows than a sheet can", _ASK)
                if any(cell.value is not None for cell in (*cells, *formula)):
                    yield line, cells, formula
        except (KeyError, ValueError, TypeError, IndexError, AttributeError, SyntaxError, OSError) as error:
            raise _damaged(self._path, error) from error
        except zipfile.BadZipFile as error:
            raise refused(self._path, "it is damaged", _ASK) from error


def _cell_text(cell: Any) -> str | None:
    value = cell.value
    if isinstance(value, datetime):
        shows_time = "h" in str(cell.number_format).lower()
        return (
            value.isoformat()
            if shows_time or value.time().isoformat() != "00:00:00"
            else value.date().isoformat()
        )
    return as_text(value)


def _sheet(path: Path, name: str | None, values: bool) -> Any:
    try:
        # By its stream, because openpyxl would judge a path by its ending.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and links, which are not read
            book = load_workbook(open_plain(path), read_only=True, data_only=values, keep_links=False)
    except Exception as error:  # openpyxl lets many kinds of error through on a damaged workbook
        raise _damaged(path, error) from error
    if name is None and len(book.worksheets) != 1:
        raise refused(
            path, f"it has {len(book.worksheets)} sheets", "Name one as `sheet` in the source's card."
        )
    sheet = next((sheet for sheet in book.worksheets if name in (None, sheet.title)), None)
    if sheet is None:
        raise refused(
            path, "it has no sheet of the name in the card", "Correct `sheet` in the source's card."
        )
    sheet.reset_dimensions()  # the size a sheet claims may be false
    return sheet


def _damaged(path: Path, error: Exception) -> Exception:
    if isinstance(error, OSError) and error.errno:
        return error
    return refused(path, "it is not a sound Excel workbook", _ASK)


def _check_package(path: Path) -> bool:
    """Refuse a workbook that may harm; gives whether any sheet holds a formula."""
    has_formulas = False
    with open_plain(path) as stream, checked_zip(path, stream, LIMITS) as package:
        check_every_member(path, package, LIMITS)
        for entry in package.infolist():
            name = entry.filename.lower()
            if entry.file_size > _part_limit(name):
                raise refused(path, "a part of it is larger than allowed", "Send it as CSV.")
            if name.endswith((".xml", ".rels", ".vml")):
                with package.open(entry) as part:
                    has_formulas |= _check_part(path, part) and "worksheets/" in name
    return has_formulas


def _part_limit(name: str) -> int:
    """Sheets are streamed; all other parts openpyxl holds in memory."""
    if "worksheets/" in name or not name.endswith((".xml", ".rels")):
        return LIMITS.member_bytes
    return STRINGS_LIMIT if name.endswith("sharedstrings.xml") else PART_LIMIT


def _check_part(path: Path, part: IO[bytes]) -> bool:
    """Read one part to its end: its checksum, that it has no document type, and whether it seems to have
    formulas.
    """
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    has_formulas, tail = False, b""
    try:
        while block := part.read(1 << 18):
            parser.Parse(block, False)
            has_formulas = has_formulas or any(mark in tail + block for mark in _FORMULA_MARKS)
            tail = block[-2:]
        parser.Parse(b"", True)
    except DTDForbidden as error:
        raise refused(path, "a part of it declares a document type, which may reach outside", _ASK) from error
    except (ExpatError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, OSError, LookupError) as error:
        raise _damaged(path, error) from error
    return has_formulas


def _refuse_doctype(name: str, system: str | None, public: str | None, _: bool) -> None:
    raise DTDForbidden(name, system, public)
