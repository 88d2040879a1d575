"""Text files of which every line is one record: JSON lines and fixed width."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ninefold.engine.formats.encodings import open_text
from ninefold.engine.formats.files import open_plain
from ninefold.engine.formats.lines import LINE_LIMIT, Lines, line_end, split_lines
from ninefold.engine.formats.rows import Options


@dataclass(frozen=True)
class LineRecord:
    """A line that is not blank: its number, its bytes, and its text, None where it cannot be decoded.

    One that `is_cut` was longer than may be held, and only its beginning is here.
    """

    line: int
    raw: bytes
    text: str | None
    is_cut: bool = False


class LineRecords:
    """The lines of a file; may be walked again, from its beginning."""

    def __init__(self, path: Path, options: Options) -> None:
        self._path = path
        self._declared = options.get("encoding")
        with open_plain(path) as stream:
            self.encoding = open_text(path, stream, self._declared).encoding
        self.fallen_back = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """The encoding, and how many lines were not in it."""
        found = (f"encoding: {self.encoding}",)
        return (*found, f"{self.fallen_back:,} lines were read as cp1252") if self.fallen_back else found

    def __iter__(self) -> Iterator[LineRecord]:
        number = 1
        with open_plain(self._path) as stream:
            text = open_text(self._path, stream, self._declared)
            end, decoder = line_end(text.sample), text.line_decoder()
            for group in split_lines(text.blocks, end, LINE_LIMIT):
                texts = decoder.many(group.lines, end, group.ends_file)
                yield from _records(group, texts, number)
                number += len(group.lines)
                self.fallen_back = decoder.fallen_back


def _records(group: Lines, texts: list[str | None], number: int) -> Iterator[LineRecord]:
    for line, (raw, text) in enumerate(zip(group.lines, texts, strict=True), number):
        if raw.strip():
            yield LineRecord(line, raw, None if text is None else text.removesuffix("\r"), group.is_cut)
