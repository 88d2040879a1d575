"""XLSX workbooks of one sheet, written row by row so that the same rows give the same bytes."""

import zipfile
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.region.layouts import FileLayout
from ninefold.region.writers.text import _XML, Tables, _escaped, _framed, _rows

_WHEN = (2026, 1, 5, 9, 0, 0)
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)


def write_workbook(path: Path, layout: FileLayout, tables: Tables) -> None:
    """A workbook whose one sheet has a header and every cell as text."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        _add(book, "[Content_Types].xml", _TYPES)
        _add(book, "_rels/.rels", _relation("officeDocument", "xl/workbook.xml"))
        _add(book, "xl/_rels/workbook.xml.rels", _relation("worksheet", "worksheets/sheet1.xml"))
        sheet = layout.options.get("sheet", "Sheet1")
        _add(
            book,
            "xl/workbook.xml",
            f'{_HEAD}<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}"><sheets>'
            f'<sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        with book.open(_entry("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as file:
            _write_sheet(file, layout, tables)


def _write_sheet(file: IO[bytes], layout: FileLayout, tables: Tables) -> None:
    names = [column.name for column in layout.columns]
    file.write(f'{_HEAD}<worksheet xmlns="{_SPREADSHEET}"><sheetData>'.encode())
    header = pa.table({name: pa.array([name]) for name in names})
    file.write("".join(_sheet_rows(header)).encode())
    for table, _ in tables:
        file.write("".join(_sheet_rows(table)).encode())
    file.write(b"</sheetData></worksheet>")


def _sheet_rows(table: pa.Table) -> list[str]:
    cells: list[Any] = [pa.array(["<row>"] * len(table))]
    for column in table.columns:
        text = _framed('<c t="inlineStr"><is><t>', _escaped(column, _XML), "</t></is></c>")
        cells.append(pc.fill_null(text, "<c/>"))
    cells.append(pa.array(["</row>"] * len(table)))
    return _rows(cells, "")


def _relation(kind: str, target: str) -> str:
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _add(book: zipfile.ZipFile, name: str, text: str) -> None:
    book.writestr(_entry(name), text, compresslevel=1)
