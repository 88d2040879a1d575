"""Fixed-width text: each column is so many characters from a given place in the line."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ninefold.engine.formats.files import check_columns, refused
from ninefold.engine.formats.line_records import LineRecord, LineRecords
from ninefold.engine.formats.rows import Chunk, Growing, Options, RefusedRow, cut
from ninefold.engine.formats.values import fault


@dataclass(frozen=True)
class Field:
    """One column: its name, its first character (from 1) and how many characters it takes."""

    name: str
    start: int
    width: int

    @property
    def stop(self) -> int:
        """Where the next character after it is, counted from 0."""
        return self.start - 1 + self.width


class FixedWidth:
    """An open fixed-width file; see `rows.RowReader`. The spaces that pad a value are not part of it."""

    def __init__(self, path: Path, options: Options) -> None:
        self._fields = _fields(path, options)
        self.columns = tuple(field.name for field in self._fields)
        check_columns(path, self.columns)
        self._width = max(field.stop for field in self._fields)
        self._gaps = _gaps(self._fields)
        self._records = LineRecords(path, options)

    @property
    def notes(self) -> tuple[str, ...]:
        """The encoding."""
        return self._records.notes

    def __iter__(self) -> Iterator[Chunk]:
        growing = Growing(self.columns)
        for number, record in enumerate(self._records, 1):
            if rule := self._rule(record):
                growing.refuse(RefusedRow(number, record.line, rule, cut(record.raw)))
            else:
                growing.add(number, self._values(record.text or ""), len(record.raw))
            if growing.is_full:
                yield growing.take()
        yield growing.take()

    def _values(self, text: str) -> list[str]:
        return [text[field.start - 1 : field.stop].strip(" ") for field in self._fields]

    def _rule(self, record: LineRecord) -> str | None:
        text = record.text
        if record.is_cut:
            return "fixed_width.too_long"
        if text is None:
            return "encoding.undecodable"
        if rule := fault("fixed_width", [text]):
            return rule
        if len(text) < self._width:
            return "fixed_width.too_short"
        if text[self._width :].strip(" "):
            return "fixed_width.too_long"
        return "fixed_width.unlisted_text" if any(text[gap].strip(" ") for gap in self._gaps) else None


def _fields(path: Path, options: Options) -> list[Field]:
    try:
        fields = [Field(str(one["name"]), int(one["start"]), int(one["width"])) for one in options["fields"]]
    except (KeyError, TypeError, ValueError) as error:
        raise refused(
            path, "its card gives no usable fields", "Give each a name, a start and a width."
        ) from error
    if not fields or any(field.start < 1 or field.width < 1 for field in fields):
        raise refused(path, "its card gives a field no place", "Starts count from 1; widths are at least 1.")
    return fields


def _gaps(fields: list[Field]) -> list[slice]:
    """The stretches that no field covers; text found there would otherwise be lost in silence."""
    gaps, reached = [], 0
    for field in sorted(fields, key=lambda field: field.start):
        if field.start - 1 > reached:
            gaps.append(slice(reached, field.start - 1))
        reached = max(reached, field.stop)
    return gaps
