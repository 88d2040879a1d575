"""One pass over a file at the speed of memory: what it is, and whether it is plain enough to hurry."""

import codecs
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np

from ninefold.engine.formats.files import open_plain
from ninefold.engine.formats.rows import FIELD_LIMIT

# A block is no longer than a value may be, so that any longer line is seen to cross the end of one.
BLOCK = FIELD_LIMIT
CONTROLS = bytes((*range(1, 9), 11, 12, *range(14, 32), 127))
_NOT_CONTROLS = bytes(code for code in range(256) if code not in CONTROLS)

Progress = Callable[[int], None]
Newline = Literal["lf", "crlf", "cr", "mixed", "none"]


@dataclass(frozen=True)
class Look:
    """The facts of one file; `lines` counts physical lines, a last one without an end included."""

    sha256: str
    size: int
    lines: int
    newline: Newline
    is_clean_utf8: bool
    is_ascii: bool
    has_bom: bool
    has_nul: bool
    has_controls: bool
    has_quotes: bool
    has_blank_lines: bool
    has_long_line: bool

    @property
    def is_plain(self) -> bool:
        """Whether any CSV reader would see the same lines: UTF-8, LF or CR LF throughout, no odd
        characters.
        """
        is_odd = self.has_nul or self.has_controls or self.has_long_line
        return self.is_clean_utf8 and self.newline in ("lf", "crlf") and not is_odd


def quick_look(path: Path, progress: Progress | None = None) -> Look:
    """The facts of a file. `progress` is told the bytes done after each block; what it raises stops the
    pass.
    """
    seen = _Seen()
    with open_plain(path) as stream:
        for block in _blocks(iter(lambda: stream.read(BLOCK), b"")):
            seen.take(block)
            if progress:
                progress(seen.size)
    return seen.look()


def _blocks(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks, with a carriage return at the end of one moved to the next so that CR LF stays together."""
    held = b""
    for block in blocks:
        whole = held + block
        held = b"\r" if whole.endswith(b"\r") else b""
        if whole != b"\r":
            yield whole[:-1] if held else whole
    if held:
        yield held


@dataclass
class _Seen:
    size: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    feeds: int = 0
    pairs: int = 0
    returns: int = 0
    has_bom: bool = False
    has_nul: bool = False
    has_controls: bool = False
    has_quotes: bool = False
    has_blank_lines: bool = False
    is_ascii: bool = True
    is_utf8: bool = True
    longest: int = 0
    line: int = 0  # bytes so far of the line that the last block ended in
    last: bytes = b"\n"  # the last byte seen; a file begins as if after a line end
    decoder: codecs.IncrementalDecoder = field(default_factory=codecs.getincrementaldecoder("utf-8"))

    def take(self, block: bytes) -> None:
        if not self.size:
            self.has_bom = block.startswith(codecs.BOM_UTF8)
        self.digest.update(block)
        self._count_line_ends(block)
        self._measure_lines(block)
        self._decode(block)
        self.has_nul = self.has_nul or b"\0" in block
        self.has_quotes = self.has_quotes or b'"' in block
        self.has_controls = self.has_controls or bool(block.translate(None, _NOT_CONTROLS))
        self.size += len(block)
        self.last = block[-1:] or self.last

    def _count_line_ends(self, block: bytes) -> None:
        codes = np.frombuffer(block, np.uint8)
        at = np.flatnonzero(codes < 14)  # line ends and little else, so what follows is about few bytes
        kinds, touches = codes[at], np.diff(at) == 1
        is_feed, is_return = kinds == 10, kinds == 13
        pairs = is_return[:-1] & is_feed[1:] & touches
        self.feeds += int(np.count_nonzero(is_feed))
        self.returns += int(np.count_nonzero(is_return))
        self.pairs += int(np.count_nonzero(pairs))
        # A line is blank when a line end touches the one before, unless the two are one CR LF.
        is_end = is_feed | is_return
        is_blank = is_end[:-1] & is_end[1:] & touches & ~pairs
        begins_blank = self.last in (b"\n", b"\r") and block[:1] in (b"\n", b"\r")
        self.has_blank_lines = self.has_blank_lines or begins_blank or bool(is_blank.any())

    def _measure_lines(self, block: bytes) -> None:
        first = block.find(b"\n")
        if first == -1:
            self.line += len(block)
        else:
            self.longest = max(self.longest, self.line + first)
            self.line = len(block) - block.rfind(b"\n") - 1
        self.longest = max(self.longest, self.line)

    def _decode(self, block: bytes) -> None:
        is_ascii = block.isascii()
        self.is_ascii = self.is_ascii and is_ascii
        # A character may be waiting for its second half, so once one is not ASCII every block is decoded.
        if self.is_utf8 and not (is_ascii and self.is_ascii):
            try:
                self.decoder.decode(block)
            except UnicodeDecodeError:
                self.is_utf8 = False

    def look(self) -> Look:
        return Look(
            sha256=self.digest.hexdigest(),
            size=self.size,
            lines=self._lines(),
            newline=self._newline(),
            is_clean_utf8=self.is_utf8 and self._ends_whole(),
            is_ascii=self.is_ascii,
            has_bom=self.has_bom,
            has_nul=self.has_nul,
            has_controls=self.has_controls,
            has_quotes=self.has_quotes,
            has_blank_lines=self.has_blank_lines,
            has_long_line=self.longest > FIELD_LIMIT,
        )

    def _ends_whole(self) -> bool:
        return not self.decoder.getstate()[0]

    def _lines(self) -> int:
        ends = self.feeds + self.returns - self.pairs
        return ends + (self.size > 0 and self.last not in (b"\n", b"\r"))

    def _newline(self) -> Newline:
        alone = self.returns - self.pairs
        if not self.feeds:
            return "cr" if alone else "none"
        if alone or 0 < self.pairs < self.feeds:
            return "mixed"
        return "crlf" if self.pairs else "lf"
