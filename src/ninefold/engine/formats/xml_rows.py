"""XML whose records are repeated elements, read as it streams, with no document type of any kind.

A record's attributes and children are its columns; a child's own attributes are `child.attribute`. Anything
deeper is a structure the card cannot have named, so that record is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from ninefold.engine.formats.encodings import BLOCK
from ninefold.engine.formats.files import check_columns, open_plain, refused
from ninefold.engine.formats.json_rows import keys_of, refuse_unknown
from ninefold.engine.formats.json_values import Broken, Flat
from ninefold.engine.formats.rows import FIELD_LIMIT, RAW_LIMIT, Chunk, Growing, Options, RefusedRow, cut
from ninefold.engine.formats.values import fault

RECORD_LIMIT = 8_000_000  # bytes
DEPTH_LIMIT = 100
NESTED = "xml.nested"
REPEATED = "xml.repeated_element"
STRAY_TEXT = "xml.stray_text"
TOO_LARGE = "xml.field_too_large"
_STEP = min(BLOCK, 1 << 18)


class XmlRows:
    """An open XML file; see `rows.RowReader`. Read twice, first for its columns, unless `columns` is
    given.
    """

    notes: tuple[str, ...] = ()

    def __init__(self, path: Path, options: Options) -> None:
        self._path = path
        self._element = str(options.get("record") or "")
        if not self._element:
            raise refused(
                path, "its card does not say which element is a record", "Set `record` in the card."
            )
        known = options.get("columns")
        found = known or keys_of(_value(record) for record in _records(path, self._element))
        self.columns: tuple[str, ...] = tuple(found)
        self._known = set(self.columns)
        check_columns(path, self.columns)

    def __iter__(self) -> Iterator[Chunk]:
        growing = Growing(self.columns)
        for number, record in enumerate(_records(self._path, self._element), 1):
            value = _value(record)
            if isinstance(value, Broken):
                growing.refuse(RefusedRow(number, record.line, str(value), record.raw))
            else:
                refuse_unknown(self._path, value, self._known)
                growing.add(number, [value.get(name) for name in self.columns], record.size)
            if growing.is_full:
                yield growing.take()
        yield growing.take()


@dataclass
class _Record:
    line: int
    start: int  # byte in the file
    values: Flat = field(default_factory=dict)
    rule: str | None = None
    raw: bytes = b""
    size: int = 0

    def put(self, name: str, value: str) -> None:
        if name in self.values:
            self.rule = self.rule or REPEATED
        self.values[name] = value


def _value(record: _Record) -> Flat | Broken:
    rule = record.rule or fault("xml", record.values.values())
    return Broken(rule) if rule else record.values


def _records(path: Path, element: str) -> Iterator[_Record]:
    """The records of the file; refuses it when it is not well formed or declares a document type."""
    parser = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    shape = _Shape(path, parser, element)
    parser.setContentHandler(shape)
    with open_plain(path) as stream:
        if not stream.peek(1)[:1]:  # type: ignore[attr-defined]
            raise refused(path, "it is empty", "Ask the sender for the file again.")
        try:
            while block := stream.read(_STEP):
                shape.held += block
                parser.feed(block)
                yield from shape.drain()
            parser.close()
        except DefusedXmlException as error:
            what = "it declares a document type or entities, which may reach outside it"
            raise refused(path, what, "Ask for it without a DOCTYPE.") from error
        except (SAXException, ValueError, LookupError) as error:
            line = parser.getLineNumber()
            raise refused(
                path, f"it is not well-formed XML from line {line or 1:,}", "Ask for it again."
            ) from error
    yield from shape.drain()


class _Shape(ContentHandler):
    """Turns what the parser meets into records; keeps the bytes since the record at hand began."""

    def __init__(self, path: Path, parser: Any, element: str) -> None:
        super().__init__()
        self._path = path
        self._parser = parser
        self._element = element
        self._depth = 0
        self._record: _Record | None = None
        self._inside: list[str] = []  # names of the open elements within the record
        self._text: list[str] = []
        self._length = 0
        self._done: list[_Record] = []
        self.held = b""
        self._held_from = 0  # the byte of the file that `held` begins with

    def drain(self) -> list[_Record]:
        """The records completed since last asked, after which their bytes are let go."""
        done, self._done = self._done, []
        keep = self._record.start if self._record else self._held_from + len(self.held)
        self.held = self.held[keep - self._held_from :]
        self._held_from = keep
        if len(self.held) > RECORD_LIMIT:
            line = self._record.line if self._record else 1
            raise refused(self._path, f"the record on line {line:,} is too large", "Ask for the file again.")
        return done

    def startElement(self, name: str, attrs: Any) -> None:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise refused(
                self._path, f"its elements are nested more than {DEPTH_LIMIT} deep", "Ask for a flat file."
            )
        local = _local(name)
        if self._record is not None:
            self._start_within(local, attrs)
        elif local == self._element:
            self._record = _Record(self._parser.getLineNumber(), self._parser._parser.CurrentByteIndex)
            for key, value in attrs.items():
                self._put_attribute(_local(key), key, value)
        self._text.clear()
        self._length = 0

    def _start_within(self, local: str, attrs: Any) -> None:
        assert self._record is not None
        self._note_stray_text()
        if self._inside:
            self._record.rule = self._record.rule or NESTED
        self._inside.append(local)
        for key, value in attrs.items():
            self._put_attribute(f"{local}.{_local(key)}", key, value)

    def _put_attribute(self, column: str, key: str, value: str) -> None:
        is_markup = key == "xmlns" or key.startswith(("xmlns:", "xsi:"))
        if self._record is not None and not is_markup:
            self._record.put(column, value)

    def characters(self, content: str) -> None:
        if self._record is None:
            return
        self._length += len(content)
        if self._length <= FIELD_LIMIT:
            self._text.append(content)
        else:
            self._record.rule = self._record.rule or TOO_LARGE

    def endElement(self, name: str) -> None:
        self._depth -= 1
        if self._record is None:
            return
        if self._inside:
            column = self._inside.pop()
            if not self._inside:
                self._record.put(column, "".join(self._text))
        else:
            self._note_stray_text()
            self._finish()
        self._text.clear()
        self._length = 0

    def _note_stray_text(self) -> None:
        """Text of the record itself, between its children, belongs to no column."""
        if self._record and not self._inside and "".join(self._text).strip():
            self._record.rule = self._record.rule or STRAY_TEXT

    def _finish(self) -> None:
        assert self._record is not None
        start = self._record.start - self._held_from
        stop = self._parser._parser.CurrentByteIndex - self._held_from
        self._record.size = stop - start
        if _value(self._record).__class__ is Broken:
            end = self.held.find(b">", stop) + 1
            self._record.raw = cut(self.held[start : min(end or stop, start + RAW_LIMIT)])
        self._done.append(self._record)
        self._record = None


def _local(name: str) -> str:
    return name.rpartition(":")[2]
