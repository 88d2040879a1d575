"""Date formats as cards write them (%d/%m/%Y …), turned into patterns that run on every engine.

Engines disagree on format letters and on what a bad date does, so the parts are cut out by pattern and
put together as ISO text, which both read alike and refuse alike.
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
# A year of two figures above this is of the last century; a person born in '49 is read as 1949 only then.
_NEWEST_SHORT_YEAR = 49


@dataclass(frozen=True)
class DateFormat:
    """A pattern with one group for each part of a date, and which group is which."""

    pattern: str
    parts: tuple[str, ...]

    def fits(self, text: ir.StringValue) -> ir.BooleanValue:
        """Whether a text is written in this format."""
        return text.re_search(self.pattern)

    def part(self, text: ir.StringValue, letter: str) -> ir.StringValue | None:
        """One part of the text, or None when the format has no such part."""
        if letter not in self.parts:
            return None
        return text.re_extract(self.pattern, self.parts.index(letter) + 1)


def read(written: str) -> DateFormat:
    """A format in strptime's letters; CardInvalid when it has a letter that is not known here."""
    pattern, parts = "", []
    for literal, letter in re.findall(r"([^%]+)|%(.)", written):
        if literal:
            pattern += re.sub(r"([.^$*+?()\[\]{}|\\])", r"\\\1", literal)
        elif letter in _PARTS:
            pattern += _PARTS[letter]
            parts.append(letter)
        else:
            raise CardInvalid(
                f"formats: %{letter} is not known in a date format. Write it with one of "
                f"{', '.join('%' + known for known in _PARTS)}."
            )
    return DateFormat(f"^{pattern}$", tuple(parts))


def iso_date(text: ir.StringValue, form: DateFormat) -> ir.StringValue:
    """YYYY-MM-DD from a text in this format; a missing month or day is the first."""
    month, day = form.part(text, "m"), form.part(text, "d")
    return cast(
        ir.StringValue,
        _year(text, form)
        + "-"
        + (_named_month(text, form) if month is None else _two(month))
        + "-"
        + (ibis.literal("01") if day is None else _two(day)),
    )


def iso_clock(text: ir.StringValue, form: DateFormat) -> ir.StringValue:
    """HH:MM:SS from a text in this format; parts of a second are dropped."""
    hour, minute, second = (form.part(text, letter) for letter in "HMS")
    zero = ibis.literal("00")
    written = (zero if hour is None else _two(hour)) + ":" + (zero if minute is None else minute)
    return cast(ir.StringValue, written + ":" + (zero if second is None else second))


def _year(text: ir.StringValue, form: DateFormat) -> ir.StringValue:
    whole = form.part(text, "Y")
    if whole is not None:
        return whole
    short = form.part(text, "y")
    if short is None:
        raise CardInvalid("formats: a date format has no year. Write %Y in it.")
    recent = short.try_cast("int64") <= _NEWEST_SHORT_YEAR
    return cast(ir.StringValue, ibis.ifelse(recent, "20", "19") + short)


def _named_month(text: ir.StringValue, form: DateFormat) -> ir.StringValue:
    named = form.part(text, "b")
    if named is None:
        return ibis.literal("01")
    cases = [(month, f"{number:02d}") for number, month in enumerate(_MONTHS, 1)]
    return cast(ir.StringValue, named.lower().cases(*cases))


def _two(figures: ir.StringValue) -> ir.StringValue:
    return cast(ir.StringValue, ibis.ifelse(figures.length() == 1, ibis.literal("0") + figures, figures))
