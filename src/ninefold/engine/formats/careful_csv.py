"""A CSV reader that is tolerant of a bad record and exact about every other one.

It reads any encoding a force has been seen to send, keeps going after a broken record, and accounts for each:
a record is given exactly as received or refused under a rule. Clean stretches are split in bulk; a line that
holds a quote, a control character or bytes of another encoding is looked at by itself.

A quoted value may span lines. When the quotes of a record do not close within 1,000 lines or 1 MB, or close
on the wrong number of fields, only its first line is refused and reading resumes at the next.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from ninefold.engine.formats.encodings import MIXED, LineDecoder, TextBytes, open_text
from ninefold.engine.formats.files import check_columns, open_plain, refused
from ninefold.engine.formats.lines import LINE_LIMIT, line_end, split_lines
from ninefold.engine.formats.quotes import CONTROL_CHARACTER, Dialect, Record, simply_quoted
from ninefold.engine.formats.rows import FIELD_LIMIT, Chunk, Options, RefusedRow, batch, cut

NUL_BYTE = "csv.nul_byte"
TOO_FEW_FIELDS = "csv.too_few_fields"
TOO_MANY_FIELDS = "csv.too_many_fields"
UNCLOSED_QUOTE = "csv.unclosed_quote"
FIELD_TOO_LARGE = "csv.field_too_large"
UNDECODABLE = "encoding.undecodable"

SPAN_LINES = 1_000
SPAN_BYTES = 1_000_000
CONTROLS = [bytes([code]) for code in (*range(9), 11, 12, *range(14, 32), 127)]
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class _Stretch:
    """Some physical lines, their text (None where undecodable), and what has to be looked for in them."""

    raws: list[bytes]
    texts: list[str | None]
    has_controls: bool
    has_returns: bool
    has_quotes: bool
    is_last: bool  # nothing that follows can complete a record begun here


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One record: how many lines it took (none: more lines are needed) and its fields or the rule it
    breaks.
    """

    used: int
    fields: list[str]
    rule: str | None = None


class CarefulCsv:
    """An open CSV file; see `rows.RowReader`."""

    def __init__(self, path: Path, options: Options) -> None:
        self._path = path
        self._stream = open_plain(path)
        text = open_text(path, self._stream, options.get("encoding"))
        self._end = self.line_end = line_end(text.sample)
        self._decoder: LineDecoder = text.line_decoder()
        self._encoding = text.encoding
        self.dialect = _dialect(path, text, self._end, self._decoder, options)
        self._quote = self.dialect.quote.encode()
        self._groups = split_lines(text.blocks, self._end, LINE_LIMIT)
        self._line = 1  # number of the first line not yet read
        self._waiting: list[bytes] = []
        self._ends_file = False
        self.columns = self._header()
        check_columns(path, self.columns)

    @property
    def shape(self) -> dict[str, str]:
        """What was found of the file that is not usual, as options a card would state it with."""
        found = {} if self.dialect.delimiter == "," else {"delimiter": self.dialect.delimiter}
        return found if self._encoding in (MIXED, "utf-8") else {**found, "encoding": self._encoding}

    @property
    def notes(self) -> tuple[str, ...]:
        """The encoding and delimiter, and how many lines so far were not in that encoding."""
        delimiter = {"\t": "tab"}.get(self.dialect.delimiter, self.dialect.delimiter)
        found = (f"encoding: {self._encoding}", f"delimiter: {delimiter}")
        fallen = self._decoder.fallen_back
        return (*found, f"{fallen:,} lines were read as cp1252") if fallen else found

    def __iter__(self) -> Iterator[Chunk]:
        number = 0
        with self._stream:
            for chunk in self._chunks():
                yield chunk
                number += 1
        if not number:
            yield Chunk(batch(self.columns, [], [[] for _ in self.columns]), ())

    def _chunks(self) -> Iterator[Chunk]:
        reading = _Reading(self, first_row=1)
        for group in self._groups:
            if group.is_cut:
                yield from self._read(reading, is_last=True)
                yield reading.refused_cut_line(group.lines[0], self._line)
                self._line += 1
            else:
                self._waiting += group.lines
                self._ends_file = group.ends_file
                yield from self._read(reading, is_last=group.ends_file)
        yield from self._read(reading, is_last=True)

    def _read(self, reading: "_Reading", is_last: bool) -> Iterator[Chunk]:
        if not self._waiting:
            return
        chunk, used = reading.chunk(self._stretch(self._waiting, is_last), self._line)
        self._waiting = self._waiting[used:]
        self._line += used
        yield chunk

    def _stretch(self, raws: list[bytes], is_last: bool) -> _Stretch:
        whole = self._end.join(raws)
        return _Stretch(
            raws=raws,
            texts=self._decoder.many(raws, self._end, self._ends_file),
            has_controls=any(control in whole for control in CONTROLS),
            has_returns=(b"\r" if self._end == b"\n" else b"\n") in whole,
            has_quotes=bool(self._quote) and self._quote in whole,
            is_last=is_last,
        )

    def _header(self) -> tuple[str, ...]:
        """The first line that is not blank; taken off the lines that wait."""
        for group in self._groups:
            if group.is_cut:
                raise refused(
                    self._path, "its first line is too long for a header", "Check that it is a CSV file."
                )
            self._waiting += group.lines
            blank = next((i for i, line in enumerate(self._waiting) if line.strip(b"\r")), len(self._waiting))
            self._waiting = self._waiting[blank:]
            self._line += blank
            self._ends_file = group.ends_file
            if self._waiting:
                return self._first_record()
        raise refused(self._path, "it holds nothing but blank lines", "Ask the sender for the file again.")

    def _first_record(self) -> tuple[str, ...]:
        record = Record(self.dialect, self._end.decode())
        for used, raw in enumerate(self._waiting[:SPAN_LINES], 1):
            text = self._decoder.one(raw)
            if text is None or _CONTROL.search(raw):
                break
            record.feed(text)
            if record.broken:
                break
            if not record.is_open:
                self._waiting = self._waiting[used:]
                self._line += used
                return tuple(record.fields)
        raise refused(
            self._path, f"its header (line {self._line:,}) cannot be read", "Check its quotes and encoding."
        )


class _Reading:
    """The walk over the data records, which alone knows their numbers."""

    def __init__(self, csv: CarefulCsv, first_row: int) -> None:
        self._columns = csv.columns
        self._width = len(csv.columns)
        self._dialect = csv.dialect
        self._quote = csv.dialect.quote.encode()
        self._end = csv.line_end
        self._next_row = first_row

    def refused_cut_line(self, raw: bytes, line: int) -> Chunk:
        """A chunk for a line so long that it was not read to its end."""
        row = RefusedRow(self._next_row, line, FIELD_TOO_LARGE, cut(raw))
        self._next_row += 1
        return Chunk(batch(self._columns, [], [[] for _ in self._columns]), (row,))

    def chunk(self, stretch: _Stretch, first_line: int) -> tuple[Chunk, int]:
        """The records of a stretch and how many of its lines they took."""
        rows = self._in_bulk(stretch)
        if rows is not None:
            return Chunk(rows, ()), len(stretch.raws)
        return self._one_by_one(stretch, first_line)

    def _in_bulk(self, stretch: _Stretch) -> pa.RecordBatch | None:
        """All records at once, when no line of the stretch is out of the ordinary."""
        if stretch.has_controls or stretch.has_returns or stretch.has_quotes or None in stretch.texts:
            return self._without_returns(stretch)
        lines = [text for text in stretch.texts if text]
        return self._split_all(lines, max(map(len, stretch.raws)))

    def _without_returns(self, stretch: _Stretch) -> pa.RecordBatch | None:
        """As in bulk, for the common case that every line ends in CR LF."""
        if stretch.has_controls or stretch.has_quotes or self._end != b"\n":
            return None
        texts = [text.removesuffix("\r") for text in stretch.texts if text is not None]
        if len(texts) < len(stretch.texts) or any("\r" in text for text in texts):
            return None
        return self._split_all([text for text in texts if text], max(map(len, stretch.raws)))

    def _split_all(self, lines: list[str], longest: int) -> pa.RecordBatch | None:
        delimiter, expected = self._dialect.delimiter, self._width - 1
        if longest > FIELD_LIMIT or any(line.count(delimiter) != expected for line in lines):
            return None
        flat = delimiter.join(lines).split(delimiter) if lines else []
        numbers = range(self._next_row, self._next_row + len(lines))
        self._next_row += len(lines)
        return batch(self._columns, numbers, [flat[i :: self._width] for i in range(self._width)])

    def _one_by_one(self, stretch: _Stretch, first_line: int) -> tuple[Chunk, int]:
        numbers: list[int] = []
        records: list[list[str]] = []
        refusals: list[RefusedRow] = []
        at, count, raws = 0, len(stretch.raws), stretch.raws
        while at < count:
            if not raws[at] or raws[at] == b"\r":
                at += 1
                continue
            outcome = self._plain(stretch, at) or self._careful(stretch, at)
            if not outcome.used:
                break
            if outcome.rule is None:
                numbers.append(self._next_row)
                records.append(outcome.fields)
            else:
                raw = cut(self._end.join(raws[at : at + outcome.used]))
                refusals.append(RefusedRow(self._next_row, first_line + at, outcome.rule, raw))
            self._next_row += 1
            at += outcome.used
        columns = list(zip(*records, strict=True)) if records else [()] * self._width
        return Chunk(batch(self._columns, numbers, columns), tuple(refusals)), at

    def _plain(self, stretch: _Stretch, at: int) -> _Outcome | None:
        """The record on an ordinary line; None when the line needs care."""
        raw, text = stretch.raws[at], stretch.texts[at]
        if text is None or (stretch.has_controls and _CONTROL.search(raw)):
            return None
        if stretch.has_returns:
            text = text.removesuffix("\r") if self._end == b"\n" else text
            if "\r" in text or "\n" in text:
                return None
        if not stretch.has_quotes or self._quote not in raw:
            return self._judged(text.split(self._dialect.delimiter), len(raw), 1)
        fields = simply_quoted(text, self._dialect)
        return None if fields is None else self._judged(fields, len(raw), 1)

    def _judged(self, fields: list[str], size: int, used: int) -> _Outcome:
        if len(fields) != self._width:
            return _Outcome(used, fields, TOO_FEW_FIELDS if len(fields) < self._width else TOO_MANY_FIELDS)
        if size > FIELD_LIMIT and max(map(len, fields)) > FIELD_LIMIT:
            return _Outcome(used, fields, FIELD_TOO_LARGE)
        return _Outcome(used, fields)

    def _careful(self, stretch: _Stretch, at: int) -> _Outcome:
        """The record that begins on a line with quotes, odd characters or odd bytes."""
        record = Record(self._dialect, self._end.decode())
        self._feed(record, stretch, at)
        if record.broken or not record.is_open:
            rule = self._spoiled(stretch, at, at + 1) or record.broken
            judged = self._judged(record.fields, len(stretch.raws[at]), 1)
            return _Outcome(1, record.fields, rule) if rule else judged
        return self._spanning(record, stretch, at)

    def _spanning(self, record: Record, stretch: _Stretch, at: int) -> _Outcome:
        """A record whose quotes are still open after its first line."""
        size = len(stretch.raws[at])
        last = min(at + SPAN_LINES, len(stretch.raws))
        position = at + 1
        while self._may_go_on(record, size) and position < last:
            self._feed(record, stretch, position)
            size += len(stretch.raws[position]) + 1
            position += 1
        if self._may_go_on(record, size) and position - at < SPAN_LINES and not stretch.is_last:
            return _Outcome(0, [])
        if record.is_open or record.broken or len(record.fields) != self._width:
            return self._first_line_alone(stretch, at)
        rule = self._spoiled(stretch, at, position)
        return (
            _Outcome(position - at, record.fields, rule)
            if rule
            else self._judged(record.fields, size, position - at)
        )

    def _may_go_on(self, record: Record, size: int) -> bool:
        is_hopeful = record.is_open and not record.broken and len(record.fields) < self._width
        return is_hopeful and size <= SPAN_BYTES

    def _first_line_alone(self, stretch: _Stretch, at: int) -> _Outcome:
        return _Outcome(1, [], self._spoiled(stretch, at, at + 1) or UNCLOSED_QUOTE)

    def _feed(self, record: Record, stretch: _Stretch, at: int) -> None:
        text = stretch.texts[at]
        record.feed(stretch.raws[at].decode("latin-1") if text is None else text)

    def _spoiled(self, stretch: _Stretch, start: int, stop: int) -> str | None:
        """The rule broken by the bytes themselves of some lines, whatever their fields."""
        raws = stretch.raws[start:stop]
        if stretch.has_controls and any(b"\0" in raw for raw in raws):
            return NUL_BYTE
        if None in stretch.texts[start:stop]:
            return UNDECODABLE
        if stretch.has_controls and any(_CONTROL.search(raw) for raw in raws):
            return CONTROL_CHARACTER
        return None


def _dialect(path: Path, text: TextBytes, end: bytes, decoder: LineDecoder, options: Options) -> Dialect:
    quote = str(options.get("quote", '"'))
    delimiter = str(options.get("delimiter") or _sniffed(text, end, quote))
    if len(delimiter) != 1 or len(quote) > 1 or not quote.isascii() or delimiter in ("\r", "\n", quote):
        raise refused(
            path, "its declared delimiter or quote makes no sense", "Correct them in the source's card."
        )
    return Dialect(delimiter, quote)


def _sniffed(text: TextBytes, end: bytes, quote: str) -> str:
    """The delimiter found most often in the first line, outside its quotes; a comma where there is none."""
    lines = (line for line in text.sample.split(end) if line.strip())
    header = next(lines, b"").decode("latin-1")
    outside = "".join(header.split(quote)[0::2]) if quote else header
    return max(_DELIMITERS, key=outside.count)
