"""Written dates and clock times, turned into ISO text that every engine reads alike and refuses alike.

Engines disagree on format letters and on what a bad date does. So the parts of a date are cut out by
pattern and put together as ISO text in a step of their own; whether it is a real date is asked after.
"""

import re
from dataclasses import dataclass
from typing import cast

import ibis
from ibis import ir

from ninefold.errors import CardInvalid

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Figures may come without their leading zero, as people and spreadsheets write them.
_PARTS = {
    "Y": "([0-9]{4})",
    "y": "([0-9]{2})",
    "m": "([0-9]{1,2})",
    "d": "([0-9]{1,2})",
    "b": "([A-Za-z]{3})",
    "H": "([0-9]{1,2})",
    "M": "([0-9]{2})",
    "S": "([0-9]{2})",
    "f": "([0-9]{1,9})",
    "z": "(Z|[+-][0-9]{2}:?[0-9]{2})",
}
_AROUND = "[ \t\r\n\f\v\u00a0]*"
# A year of two figures above this is of the last century.
_NEWEST_SHORT_YEAR = "49"


@dataclass(frozen=True)
class DateFormat:
    """A pattern with one group for each part of a date or clock time, and which group is which."""

    pattern: str
    parts: tuple[str, ...]

    def fits(self, text: ir.StringValue) -> ir.BooleanValue:
        """Whether a text is written in this format."""
        return text.re_search(self.pattern)

    def has(self, letter: str) -> bool:
        """Whether the format has this part."""
        return letter in self.parts

    def part(self, text: ir.StringValue, letter: str, otherwise: str) -> ir.StringValue:
        """One part of the text; empty when the text leaves it out, `otherwise` when the format does."""
        if letter not in self.parts:
            return ibis.literal(otherwise)
        return text.re_extract(self.pattern, self.parts.index(letter) + 1)


def of_pattern(pattern: str, parts: str) -> DateFormat:
    """A format from a pattern and the letters of its groups in order."""
    return DateFormat(f"^{_AROUND}{pattern}{_AROUND}$", tuple(parts))


def read(written: str) -> DateFormat:
    """A format in strptime's letters; CardInvalid when it has a letter that is not known here."""
    pattern, parts = "", ""
    for literal, letter in re.findall(r"([^%]+)|%(.)", written):
        if literal:
            pattern += re.sub(r"([.^$*+?()\[\]{}|\\])", r"\\\1", literal)
        elif letter in _PARTS:
            pattern += _PARTS[letter]
            parts += letter
        else:
            raise CardInvalid(
                f"formats: %{letter} is not known in a date format. Write it with one of "
                f"{', '.join('%' + known for known in _PARTS)}."
            )
    if "Y" not in parts and "y" not in parts and "H" not in parts:
        raise CardInvalid("formats: a date format has no year. Write %Y in it.")
    return of_pattern(pattern, parts)


def iso_date(text: ir.StringValue, form: DateFormat) -> ir.StringValue:
    """YYYY, YYYY-MM or YYYY-MM-DD from a text in this format, as much as the format has."""
    iso = _year(text, form)
    if form.has("b"):
        names = [(month, f"-{number:02d}") for number, month in enumerate(_MONTHS, 1)]
        iso = iso + form.part(text, "b", "").lower().cases(*names, else_="-00")
    elif form.has("m"):
        iso = iso + "-" + _two(form.part(text, "m", ""))
    if form.has("d"):
        iso = iso + "-" + _two(form.part(text, "d", ""))
    return cast(ir.StringValue, iso)


def iso_clock(text: ir.StringValue, form: DateFormat) -> ir.StringValue:
    """HH:MM:SS from a text in this format; parts of a second are dropped."""
    hour, minute, second = (_two(form.part(text, letter, "")) for letter in "HMS")
    return cast(ir.StringValue, hour + ":" + minute + ":" + second)


def _year(text: ir.StringValue, form: DateFormat) -> ir.StringValue:
    if form.has("Y"):
        return form.part(text, "Y", "")
    short = form.part(text, "y", "")
    return cast(ir.StringValue, ibis.ifelse(short <= _NEWEST_SHORT_YEAR, "20", "19") + short)


def _two(figures: ir.StringValue) -> ir.StringValue:
    return cast(ir.StringValue, (ibis.literal("00") + figures).right(2))
