"""Codes that say which offence: Home Office classification and offence code."""

import re

from ninefold.pole.refusal import Refusal, compact

_CLASS = re.compile(r"([0-9]{1,3})/([0-9]{1,2})|([0-9]{3})([0-9]{2})")
_OFFENCE = re.compile(r"(?:[A-Z]{2}[0-9]{2}|COML)[0-9]{3}[A-Z]?")


def parse_ho_classification(text: str) -> str:
    """A Home Office classification as NNN/NN, filled with zeros: 8/6 and 00806 become 008/06 (DS_074)."""
    found = _CLASS.fullmatch(compact(text, "DS_074"))
    if not found:
        raise Refusal("DS_074.format", "is not three digits, stroke and two digits")
    major, minor = found[1] or found[3], found[2] or found[4]
    return f"{major.zfill(3)}/{minor.zfill(2)}"


def parse_offence_code(text: str) -> str:
    """An offence code: AAYYNNN (Act, year, serial), COMLNNN or XX00NNN, and a letter if inchoate (DS_080)."""
    short = compact(text, "DS_080")
    if not _OFFENCE.fullmatch(short):
        raise Refusal("DS_080.format", "is not an Act's letters, a year and a serial, nor common law")
    return short
