"""Identifiers the state gives a person: National Insurance number, passport, driving licence."""

import re

from ninefold.pole.refusal import Refusal, compact

_NINO = re.compile(r"([A-Z])([A-Z])([0-9]{6})([A-D]?)")
_NINO_NEVER = frozenset({"GB", "BG", "NK", "KN", "TN", "NT", "ZZ"})
_PASSPORT = re.compile(r"[A-Z][0-9]{6}|[0-9]{6}[A-Z]|[0-9]{9}")
_LICENCE = re.compile(r"([A-Z0-9]{5})([0-9]{6})([A-Z0-9]{3})([A-Z]{2})")
_LICENCE_NAME = re.compile(r"[A-Z]{1,5}9{0,4}")


def parse_nino(text: str) -> str:
    """A National Insurance number: two letters, six digits and, when known, a letter A to D (DS_060)."""
    found = _NINO.fullmatch(compact(text, "DS_060", drop=" -."))
    if not found:
        raise Refusal("DS_060.format", "is not two letters, six digits and a letter A to D or nothing")
    first, second, digits, suffix = found.groups()
    if first in "DFIQUV" or second in "DFIOQUV" or first + second in _NINO_NEVER:
        raise Refusal("DS_060.prefix", "starts with two letters that are never given")
    return first + second + digits + suffix


def parse_passport(text: str) -> str:
    """A United Kingdom passport number: nine digits, or six with a letter before or after (DS_056)."""
    short = compact(text, "DS_056")
    if not _PASSPORT.fullmatch(short):
        raise Refusal("DS_056.format", "is not nine digits, nor six with one letter before or after")
    return short


def parse_driving_licence(text: str) -> str:
    """A driver number of Great Britain, 16 characters (DS_061).

    The number carries the first letters of a surname, the birth month (50 added for women) and day.
    """
    found = _LICENCE.fullmatch(compact(text, "DS_061"))
    if not found:
        raise Refusal("DS_061.format", "is not the 16 letters and digits of a driver number")
    surname, digits = found[1], found[2]
    if not _LICENCE_NAME.fullmatch(surname):
        raise Refusal("DS_061.surname", "the first five are not letters filled up with nines")
    if digits[1] not in "0156" or not 1 <= int(digits[1:3]) % 50 <= 12:
        raise Refusal("DS_061.month", "the second and third digits are not a month of birth")
    if not 1 <= int(digits[3:5]) <= 31:
        raise Refusal("DS_061.day", "the fourth and fifth digits are not a day of the month")
    return "".join(found.groups())
