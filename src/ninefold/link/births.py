"""Dates of birth as records hold them: whole, partial, swapped, or impossible; nothing is thrown away."""

import re
from dataclasses import dataclass

_YEAR_FIRST = re.compile(r"^([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?(?:[T ].*)?$")
_YEAR_LAST = re.compile(r"^(?:([0-9]{1,2})[-/. ])?([0-9]{1,2})[-/. ]([0-9]{4})(?:[T ].*)?$")
_FIGURES = re.compile(r"^([0-9]{4})([0-9]{2})([0-9]{2})$")
_LAST_FIGURES = re.compile(r"^([0-9]{2})([0-9]{2})(1[5-9][0-9]{2}|20[0-9]{2})$")
_YEAR = re.compile(r"^([0-9]{4})$")
_NAMED = re.compile(r"^(?:([0-9]{1,2})[-/. ])?([A-Za-z]{3})[a-z]*[-/. ,]+([0-9]{4})$")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@dataclass(frozen=True)
class Birth:
    """What is known of a birth: text as YYYY[-MM[-DD]] or the figures received, and the parts that can be."""

    text: str | None
    year: int | None
    month: int | None
    day: int | None

    @property
    def month_and_day(self) -> str | None:
        """MM-DD, when both are known."""
        return f"{self.month:02}-{self.day:02}" if self.month and self.day else None


def read_birth(text: str, *, day_first: bool = True) -> Birth:
    """The birth a text tells of; a part that cannot be (month 86) is kept in the text alone."""
    words = text.strip()
    if found := _YEAR.match(words):
        return _birth(found[1], None, None)
    if found := _YEAR_FIRST.match(words):
        return _birth(found[1], found[2], found[3])
    if figures := _figures(words):
        return _birth(*figures)
    if (found := _NAMED.match(words)) and found[2].lower() in _MONTHS:
        return _birth(found[3], str(_MONTHS.index(found[2].lower()) + 1), found[1])
    if found := _YEAR_LAST.match(words):
        first, second, year = found.groups()
        if first is None or day_first or int(first) > 12 >= int(second):
            return _birth(year, second, first)
        return _birth(year, first, second)
    return Birth("".join(character for character in words if character.isdigit()) or None, None, None, None)


def _figures(words: str) -> tuple[str, str, str] | None:
    """Year, month and day of eight figures, whichever end the year stands at."""
    if (
        (found := _FIGURES.match(words))
        and int(found[2]) <= 12
        and words[:2] in ("15", "16", "17", "18", "19", "20")
    ):
        return found[1], found[2], found[3]
    if found := _LAST_FIGURES.match(words):
        return found[3], found[2], found[1]
    plain = _FIGURES.match(words)
    return (plain[1], plain[2], plain[3]) if plain else None


def _birth(year: str, month: str | None, day: str | None) -> Birth:
    parts = [year, *(f"{int(part):02}" for part in (month, day) if part is not None)]
    known_month = int(month) if month and 1 <= int(month) <= 12 else None
    known_day = int(day) if day and 1 <= int(day) <= 31 else None
    return Birth("-".join(parts), int(year), known_month, known_day)
