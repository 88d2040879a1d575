"""Whether every record of a CSV file is beyond doubt, so that any CSV reader must read it alike.

Readers differ on stray quotes, on a spare delimiter at a line's end and on blank lines. A file is regular when it
has none of these: each record has exactly the right number of fields, and quotes only ever surround whole values.
"""

import codecs
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ninefold.engine.formats.files import open_plain
from ninefold.engine.formats.quick_look import Look, Progress

BLOCK = 250_000
HELD_LIMIT = 1_000_000  # bytes of one record
_FEED, _RETURN, _QUOTE = 10, 13, 34

Codes = npt.NDArray[np.uint8]


def is_regular(
    path: Path, look: Look, width: int, delimiter: str = ",", progress: Progress | None = None
) -> bool:
    """Whether a file of so many columns may be given to any CSV reader; decided in one pass, vector by vector.

    `progress` is told the bytes done after each block; what it raises stops the pass.
    """
    if not look.is_plain or look.has_blank_lines or len(delimiter) != 1 or not delimiter.isascii():
        return False
    held, done = b"", 0
    with open_plain(path) as stream:
        if look.has_bom:
            stream.read(len(codecs.BOM_UTF8))
        while block := stream.read(BLOCK):
            rest = _after_regular(held + block, width, ord(delimiter))
            if rest is None or len(rest) > HELD_LIMIT:
                return False
            held, done = rest, done + len(block)
            if progress:
                progress(done)
    return not held or _after_regular(held + b"\n", width, ord(delimiter)) == b""


def _after_regular(data: bytes, width: int, delimiter: int) -> bytes | None:
    """What follows the last whole record, or None when a record before it is not regular."""
    codes = np.frombuffer(data, np.uint8)
    at = np.flatnonzero((codes == delimiter) | (codes == _FEED) | (codes == _QUOTE))
    kinds = codes[at]
    is_quote = kinds == _QUOTE
    inside = np.cumsum(is_quote) % 2 == 1  # just after each of them
    ends = np.flatnonzero((kinds == _FEED) & ~inside)
    if not len(ends):
        return data
    whole = slice(0, int(ends[-1]) + 1)
    at, kinds, is_quote, inside = at[whole], kinds[whole], is_quote[whole], inside[whole]
    if not _quotes_surround_values(codes, at[is_quote], inside[is_quote], delimiter):
        return None
    outside = kinds[~is_quote & ~inside]
    if len(outside) % width:
        return None
    records = outside.reshape(-1, width)
    is_even = bool((records[:, :-1] == delimiter).all() and (records[:, -1] == _FEED).all())
    return data[int(at[-1]) + 1 :] if is_even else None


def _quotes_surround_values(
    codes: Codes, quotes: npt.NDArray[np.intp], opens: npt.NDArray[np.bool_], delimiter: int
) -> bool:
    opening, closing = quotes[opens], quotes[~opens]
    before = codes[opening[opening > 0] - 1]
    after = codes[closing + 1]
    begins_well = ((before == delimiter) | (before == _FEED)).all()
    ends_well = ((after == delimiter) | (after == _FEED) | (after == _RETURN)).all()
    return bool(begins_well and ends_well)
