"""Which encoding a text file has, and its bytes in a form whose lines can be told apart.

UTF-8, cp1252, latin-1 and their like keep their own bytes, since a comma, a quote and a line end are the same
single byte in all of them. Anything wider is turned into UTF-8 as it streams; what cannot be decoded becomes
an encoded surrogate, which no UTF-8 decoder accepts, so that only the line holding it is refused later.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ninefold.engine.formats.files import refused

BLOCK = 1 << 22
SAMPLE = 1 << 16
MIXED = "utf-8, and cp1252 where a line is not"
# Encodings in which every byte below 128 means what it means in ASCII.
ONE_BYTE = {"cp1252", "iso8859-1", "iso8859-15", "cp850", "cp437", "mac-roman", "ascii"}
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark is the first half of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BINARY = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
)
UNDECODABLE = "\udc00"
_CONTROLS = bytes(i for i in range(32) if i not in (9, 10, 13)) + b"\x7f"


def _mark_undecodable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODABLE, error.end


codecs.register_error("ninefold-mark", _mark_undecodable)


@dataclass(frozen=True)
class TextBytes:
    """A text file as bytes whose line ends and commas are plain ASCII."""

    blocks: Iterator[bytes]
    sample: bytes
    encoding: str

    def line_decoder(self) -> "LineDecoder":
        """A fresh decoder of this file's lines."""
        return LineDecoder(self.encoding if self.encoding in (MIXED, *ONE_BYTE) else "utf-8")


def open_text(path: Path, stream: BinaryIO, declared: str | None = None) -> TextBytes:
    """The file's text, in the declared encoding or the one it shows; refuses files that hold no text."""
    head = stream.read(SAMPLE)
    _refuse_binary(path, head)
    mark, marked = next(((mark, name) for mark, name in MARKS if head.startswith(mark)), (b"", None))
    name = _known(path, declared) if declared else marked or _wide_without_mark(head) or MIXED
    # A mark that contradicts the declaration is left in place, where it spoils the header for all to see.
    skip = len(mark) if marked and _same_family(name, marked) else 0
    blocks = _blocks(stream, head[skip:])
    if not is_line_encoding(name):
        blocks = _transcoded(blocks, _endian(name, marked))
    first = next(blocks, b"")
    if not first:
        raise refused(path, "it is empty", "Ask the sender for the file again.")
    _refuse_gibberish(path, first[:4096])
    return TextBytes(_chained(first, blocks), first[:SAMPLE], name)


def is_line_encoding(name: str) -> bool:
    """Whether files in this encoding are split into lines as bytes, before decoding."""
    return name in (MIXED, "utf-8") or name in ONE_BYTE


def _known(path: Path, declared: str) -> str:
    try:
        name = codecs.lookup(declared).name
    except LookupError as error:
        raise refused(
            path, "its declared encoding is not known", "Correct `encoding` in the source's card."
        ) from error
    return {"utf-8-sig": "utf-8"}.get(name, name)


def _same_family(name: str, marked: str) -> bool:
    return name == MIXED or name.startswith(marked.removesuffix("-le").removesuffix("-be"))


def _endian(name: str, marked: str | None) -> str:
    if name in ("utf-16", "utf-32"):
        return marked or f"{name}-le"
    return name


def _wide_without_mark(head: bytes) -> str | None:
    """UTF-16 shows itself by a NUL in every other byte of ordinary text."""
    sample = head[: len(head) // 2 * 2]
    units = len(sample) // 2
    if units < 2:
        return None
    even, odd = sample[0::2].count(0) / units, sample[1::2].count(0) / units
    if odd > 0.5 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.5 and odd < 0.05 else None


def _refuse_binary(path: Path, head: bytes) -> None:
    kind = next((kind for magic, kind in BINARY if head.startswith(magic)), None)
    if kind:
        raise refused(path, f"it is {kind}, not a text file", "Export the data again as text.")
    if not head:
        raise refused(path, "it is empty", "Ask the sender for the file again.")
    if not head.strip(b"\0"):
        raise refused(path, "it begins with nothing but NUL bytes", "Ask the sender for the file again.")


def _refuse_gibberish(path: Path, sample: bytes) -> None:
    strange = len(sample) - len(sample.translate(None, _CONTROLS))
    if strange > 16 and strange * 10 > len(sample):
        raise refused(path, "it holds binary data, not text", "Export the data again as text.")


def _blocks(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    if head:
        yield head
    while block := stream.read(BLOCK):
        yield block


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


def _transcoded(blocks: Iterator[bytes], name: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(name)("ninefold-mark")
    for block in blocks:
        if text := decoder.decode(block):
            yield text.encode("utf-8", "surrogatepass")
    if rest := decoder.decode(b"", True):
        yield rest.encode("utf-8", "surrogatepass")


class LineDecoder:
    """Decodes lines one by one or in bulk, and counts those that were not in the encoding expected."""

    def __init__(self, encoding: str) -> None:
        self.encoding = "utf-8" if encoding == MIXED else encoding
        self.is_mixed = encoding == MIXED
        self.fallen_back = 0

    def many(self, lines: list[bytes], end: bytes, ends_file: bool) -> list[str | None]:
        """Each line's text, or None where it cannot be decoded."""
        try:
            return list(end.join(lines).decode(self.encoding).split(end.decode()))
        except UnicodeDecodeError:
            texts = [self.one(line) for line in lines[:-1]]
            return [*texts, *(self.one(line, ends_file) for line in lines[-1:])]

    def one(self, line: bytes, ends_file: bool = False) -> str | None:
        """The line's text, or None. A character cut off by the end of the file is not taken for cp1252."""
        try:
            return line.decode(self.encoding)
        except UnicodeDecodeError as error:
            is_cut_off = ends_file and not self.fallen_back and error.reason == "unexpected end of data"
            return None if is_cut_off or not self.is_mixed else self._as_cp1252(line)

    def _as_cp1252(self, line: bytes) -> str | None:
        try:
            text = line.decode("cp1252")
        except UnicodeDecodeError:
            return None
        self.fallen_back += 1
        return text
