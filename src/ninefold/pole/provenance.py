"""Where a record came from: force, source, file, row and the run that wrote it."""

import re
from dataclasses import dataclass

from ninefold.pole.refusal import Refusal

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,127}")
_TEXT = re.compile(r"([^/]+)/([^/]+)/([^/#]+)#([0-9]{1,18})@([^/#@]+)")


@dataclass(frozen=True, slots=True)
class Provenance:
    """The five things that lead from a figure back to the row behind it; rows count from 1."""

    force: str
    source: str
    file: str
    row: int
    run: str

    def __post_init__(self) -> None:
        for word in (self.force, self.source, self.file, self.run):
            if not _WORD.fullmatch(word):
                raise Refusal("provenance.word", "a part is empty or has a mark that is not allowed in it")
        if not 1 <= self.row < 10**18:
            raise Refusal("provenance.row", "the row is not a count from 1")

    def __str__(self) -> str:
        """The text form force/source/file#row@run; it names no person and may stand in a log."""
        return f"{self.force}/{self.source}/{self.file}#{self.row}@{self.run}"


def parse_provenance(text: str) -> Provenance:
    """A provenance from its text form."""
    found = _TEXT.fullmatch(text)
    if not found:
        raise Refusal("provenance.format", "is not force/source/file#row@run")
    force, source, file, row, run = found.groups()
    return Provenance(force, source, file, int(row), run)
