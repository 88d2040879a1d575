"""Names and free text: DS_031 to DS_033 names, DS_088 modus operandi, DS_120 age."""

import re
import unicodedata

from ninefold.pole.refusal import Refusal, compact, tidied

_TITLES = frozenset({"MR", "MRS", "MISS", "MS", "MX", "DR", "SIR", "LADY", "LORD", "PROF", "REV", "MASTER"})
_AGE = re.compile(r"[0-9]{1,3}")


def parse_name(text: str, *, rule: str = "DS_031") -> str:
    """A given name, surname or middle names: 1 to 35 characters, letters of any alphabet, case kept."""
    name = unicodedata.normalize("NFC", tidied(text))
    if not name:
        raise Refusal(f"{rule}.empty", "nothing is given")
    if len(name) > 35:
        raise Refusal(f"{rule}.length", "longer than 35 characters")
    if any(unicodedata.category(mark)[0] == "C" for mark in name):
        raise Refusal(f"{rule}.characters", "holds a control character")
    if not any(mark.isalpha() for mark in name) or any(mark.isdigit() for mark in name):
        raise Refusal(f"{rule}.letters", "is not made of letters")
    return name


def parse_given_name(text: str) -> str:
    """A given name (DS_031); a title in front, such as Mr or Dr, is refused, as the dictionary asks."""
    name = parse_name(text, rule="DS_031")
    if name.split(" ")[0].rstrip(".").upper() in _TITLES:
        raise Refusal("DS_031.title", "starts with a title; a title is not part of a given name")
    return name


def parse_surname(text: str) -> str:
    """A surname (DS_032)."""
    return parse_name(text, rule="DS_032")


def parse_middle_names(text: str) -> str:
    """Middle names (DS_033)."""
    return parse_name(text, rule="DS_033")


def parse_mo(text: str) -> str:
    """A modus operandi: 20 to 300 characters once white space is tidied (DS_088)."""
    words = tidied(text)
    if len(words) < 20:
        raise Refusal("DS_088.short", "shorter than 20 characters")
    if len(words) > 300:
        raise Refusal("DS_088.long", "longer than 300 characters")
    if any(unicodedata.category(mark) in ("Cc", "Cs") for mark in words):
        raise Refusal("DS_088.characters", "holds a control character")
    return words


def parse_age(text: str) -> int:
    """An age in whole years, 0 to 120 (DS_120; the ceiling is that of DS_034)."""
    years = compact(text, "DS_120")
    if not _AGE.fullmatch(years):
        raise Refusal("DS_120.format", "is not a whole number of years")
    if int(years) > 120:
        raise Refusal("DS_120.range", "is more than 120 years")
    return int(years)
