"""Physical lines out of blocks of bytes, many at a time, none ever held that is longer than a limit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ninefold.engine.formats.rows import RAW_LIMIT

LINE_LIMIT = 8_000_000  # bytes; a longer line is not even held
PIECE = 50_000  # lines handed on at once
_QUOTED = re.compile(rb'"[^"]*"')


@dataclass(frozen=True)
class Lines:
    """Consecutive physical lines without their ends.

    A carriage return before the line feed stays, so that one inside quotes can be given back exactly. When
    `is_cut` the one line here was longer than the limit and only its beginning was kept. `ends_file` says
    that the file ended without a line end after the last of them.
    """

    lines: list[bytes]
    is_cut: bool = False
    ends_file: bool = False


def line_end(sample: bytes) -> bytes:
    """A carriage return in files whose first line ends in one without a line feed, else a line feed."""
    outside = _QUOTED.sub(b"", sample)
    feed, back = outside.find(b"\n"), outside.find(b"\r")
    if back == -1:
        return b"\n"
    return b"\r" if feed == -1 or back < feed - 1 else b"\n"


def split_lines(blocks: Iterator[bytes], end: bytes, limit: int) -> Iterator[Lines]:
    """The lines of a file, block by block; a line over the limit comes alone and cut short."""
    carried = waiting = b""
    while block := waiting or next(blocks, b""):
        waiting = b""
        whole, found, rest = block.rpartition(end)
        if found:
            yield from _in_pieces((carried + whole).split(end))
        carried = rest if found else carried + rest
        if len(carried) > limit:
            yield Lines([carried[:RAW_LIMIT]], is_cut=True)
            carried, waiting = b"", _after_line_end(blocks, end)
    if carried:
        yield Lines([carried], ends_file=True)


def _in_pieces(lines: list[bytes]) -> Iterator[Lines]:
    for start in range(0, len(lines), PIECE):
        yield Lines(lines[start : start + PIECE])


def _after_line_end(blocks: Iterator[bytes], end: bytes) -> bytes:
    """What follows the next line end; nothing when the file has no more."""
    for block in blocks:
        _, found, rest = block.partition(end)
        if found and rest:
            return rest
        if found:
            return next(blocks, b"")
    return b""
