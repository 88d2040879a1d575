"""The elements of one large JSON array, one at a time, going on after a malformed one where that is sure."""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ninefold.engine.formats.encodings import MIXED, ONE_BYTE, open_text
from ninefold.engine.formats.files import open_plain, refused
from ninefold.engine.formats.json_values import DECODER, as_json, broken, parsed

ELEMENT_LIMIT = 8_000_000  # characters
WHOLE_LIMIT = 64_000_000  # bytes of a file whose list is found by a path, which is read at once
_SPACE = re.compile(r"[ \t\r\n]*")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|["\[\]{},]', re.DOTALL)
_ASK = "Ask the sender for the file again."


@dataclass(frozen=True)
class Element:
    """One element: the line it starts on, its text, and its value or the rule it breaks."""

    line: int | None
    text: str
    value: Any


class ArrayElements:
    """The elements of a file that is one array; may be walked again, from its beginning."""

    def __init__(self, path: Path, encoding: str | None) -> None:
        self._path = path
        self._declared = encoding

    def __iter__(self) -> Iterator[Element]:
        with open_plain(self._path) as stream:
            text = open_text(self._path, stream, self._declared)
            name = text.encoding if text.encoding in ONE_BYTE and text.encoding != MIXED else "utf-8"
            decoder = codecs.getincrementaldecoder(name)("surrogateescape")
            yield from _Walk(self._path, text.blocks, decoder).elements()


class _Walk:
    def __init__(self, path: Path, blocks: Iterator[bytes], decoder: codecs.IncrementalDecoder) -> None:
        self._path = path
        self._blocks = blocks
        self._decoder = decoder
        self._text = ""
        self._at = 0
        self._line = 1
        self._counted = 0  # up to where in the text line ends were counted

    def elements(self) -> Iterator[Element]:
        if self._next_character() != "[":
            what = "it is not a JSON array"
            raise refused(self._path, what, "Name the list inside it by record_path, or send a list.")
        self._at += 1
        if self._next_character() == "]":
            self._at += 1
        else:
            yield from self._until_closed()
        if self._next_character():
            raise refused(self._path, "something follows its JSON array", _ASK)

    def _until_closed(self) -> Iterator[Element]:
        while True:
            if not self._next_character():
                raise refused(self._path, "it ends before its JSON array does", _ASK)
            yield self._element()
            after = self._next_character()
            if after not in (",", "]"):
                raise refused(self._path, "it ends before its JSON array does", _ASK)
            self._at += 1
            if after == "]":
                return

    def _element(self) -> Element:
        line = self._line_here()
        value, end = self._value_or_rule()
        start, self._at = self._at, end
        return Element(line, self._text[start:end], value)

    def _value_or_rule(self) -> tuple[Any, int]:
        """The element at hand, read as far as needed, and where it ends."""
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if self._may_be_cut(error) and self._more():
                    continue
                return broken(error), self._end_of_element()
            # A number at the end of what was read may go on.
            if end == len(self._text) and self._more():
                continue
            if self._is_followed_well(end):
                return value, end
            return broken(ValueError()), self._end_of_element()

    def _is_followed_well(self, end: int) -> bool:
        at = _SPACE.match(self._text, end).end()  # type: ignore[union-attr]
        return at == len(self._text) or self._text[at] in ",]"

    def _may_be_cut(self, error: Exception) -> bool:
        """Whether the error may only be that the rest has not been read yet."""
        if not isinstance(error, json.JSONDecodeError):
            return False
        return error.msg.startswith("Unterminated string") or error.pos >= len(self._text) - 16

    def _end_of_element(self) -> int:
        """Where the comma or bracket after the element at hand is, found by its brackets and quotes alone."""
        while (end := _balanced(self._text, self._at)) is None:
            if not self._more():
                what = f"the record on line {self._line:,} is damaged so that its end cannot be found"
                raise refused(self._path, what, _ASK)
        return end

    def _next_character(self) -> str:
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _more(self) -> bool:
        """Whether more of the file could be read; what is done with is let go."""
        if len(self._text) - self._at > ELEMENT_LIMIT:
            raise refused(self._path, f"the record on line {self._line:,} is too large", _ASK)
        block = next(self._blocks, b"")
        if not block:
            return False
        self._line_here()
        self._text = self._text[self._at :] + self._decoder.decode(block)
        self._at = self._counted = 0
        return True


def _balanced(text: str, start: int) -> int | None:
    depth = 0
    for token in _TOKEN.finditer(text, start):
        mark = token[0]
        if mark == '"':  # a string that does not end here
            return None
        if depth == 0 and mark in ",]":
            return token.start()
        depth += (mark in "[{") - (mark in "]}") if len(mark) == 1 else 0
    return None


def elements_at(path: Path, record_path: str, encoding: str | None) -> list[Element]:
    """The elements of the list found at a dotted path of keys, in a file small enough to be read at once."""
    with open_plain(path) as stream:
        text = open_text(path, stream, encoding)
        whole = b"".join(_up_to(path, text.blocks))
        try:
            value = parsed(whole.decode(text.encoding if text.encoding in ONE_BYTE else "utf-8"))
        except UnicodeDecodeError as error:
            raise refused(
                path, "it is not in the encoding expected", "Declare its encoding in the card."
            ) from error
    for key in record_path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, list):
        raise refused(path, "it is not sound JSON with a list at the card's record_path", "Check the card.")
    return [Element(None, as_json(one), one) for one in value]


def _up_to(path: Path, blocks: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for block in blocks:
        size += len(block)
        if size > WHOLE_LIMIT:
            raise refused(path, "it is too large to be read at once", "Send it as JSON lines.")
        yield block
