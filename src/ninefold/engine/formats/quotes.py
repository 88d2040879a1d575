"""The fields of one delimited record that has quotes in it, fed one physical line at a time."""

from dataclasses import dataclass, field

STRAY_QUOTE = "csv.stray_quote"
CONTROL_CHARACTER = "csv.control_character"


@dataclass(frozen=True)
class Dialect:
    """How fields are delimited and quoted; an empty quote means that quotes are ordinary characters."""

    delimiter: str
    quote: str = '"'


def simply_quoted(line: str, dialect: Dialect) -> list[str] | None:
    """The fields of a line whose quotes only ever surround whole fields; None for any other line.

    The line must hold no NUL, which stands for each quoted part while the rest is split.
    """
    parts = line.split(dialect.quote)
    if len(parts) % 2 == 0:
        return None
    fields = "\0".join(parts[0::2]).split(dialect.delimiter)
    inside = parts[1::2]
    if fields.count("\0") != len(inside):
        return None
    quoted = iter(inside)
    return [next(quoted) if field == "\0" else field for field in fields]


@dataclass
class Record:
    """A record in the making.

    Only what RFC 4180 allows is taken: quotes around a whole field, doubled inside. `broken` is the rule that
    the record breaks, and feeding may stop there.
    """

    dialect: Dialect
    line_end: str
    fields: list[str] = field(default_factory=list)
    broken: str | None = None
    is_open: bool = False  # inside quotes after the last line fed
    _pieces: list[str] = field(default_factory=list)

    def feed(self, line: str) -> None:
        """Take one physical line, without its end."""
        if self.is_open:
            self._pieces.append(self.line_end)
        parts = line.split(self.dialect.quote) if self.dialect.quote else [line]
        starts_open, last = self.is_open, len(parts) - 1
        self.is_open = starts_open ^ (last % 2 == 1)
        for position, part in enumerate(parts):
            if starts_open ^ (position % 2 == 1):
                self._pieces.append(part)
            else:
                self._outside(part, is_first=position == 0, is_last=position == last)

    def _outside(self, part: str, is_first: bool, is_last: bool) -> None:
        if is_last and self.line_end == "\n":
            part = part.removesuffix("\r")
        if "\r" in part or "\n" in part:
            self.broken = self.broken or CONTROL_CHARACTER
        if is_first:
            self._before_quotes(part, is_last)
        elif is_last:
            self._after_quotes(part)
        else:
            self._between_quotes(part)

    def _before_quotes(self, part: str, is_last: bool) -> None:
        if is_last:
            self.fields += part.split(self.dialect.delimiter)
        elif part.endswith(self.dialect.delimiter):
            self.fields += part[:-1].split(self.dialect.delimiter)
        elif part:
            self.broken = self.broken or STRAY_QUOTE

    def _after_quotes(self, part: str) -> None:
        self._close_field()
        if part.startswith(self.dialect.delimiter):
            self.fields += part[1:].split(self.dialect.delimiter)
        elif part:
            self.broken = self.broken or STRAY_QUOTE

    def _between_quotes(self, part: str) -> None:
        delimiter = self.dialect.delimiter
        if not part:  # two quotes in a row inside a field are one
            self._pieces.append(self.dialect.quote)
            return
        self._close_field()
        if part == delimiter:
            return
        if len(part) > 1 and part[0] == delimiter == part[-1]:
            self.fields += part[1:-1].split(delimiter)
        else:
            self.broken = self.broken or STRAY_QUOTE

    def _close_field(self) -> None:
        self.fields.append("".join(self._pieces))
        self._pieces.clear()
