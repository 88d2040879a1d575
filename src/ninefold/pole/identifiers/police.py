"""Identifiers that police and courts give: PNC ID, CRO number, arrest summons number, collar number."""

import re

from ninefold.pole.identifiers.check_letters import check_letter
from ninefold.pole.refusal import Refusal, compact, plain

_PNC = re.compile(r"([0-9]{4}|[0-9]{2})/([0-9]{1,7})([A-Z])")
_PNC_UNSLASHED = re.compile(r"([0-9]{4}|[0-9]{2})([0-9]{7})([A-Z])")
_CRO = re.compile(r"([0-9]{1,6})/([0-9]{2})([A-Z])")
_CRO_FILE = re.compile(r"SF([0-9]{2})/([0-9]{1,6})([A-Z])")
# Year, one digit that only 21-character numbers have, force, unit, system, sequence, check letter.
_ASN = re.compile(r"([0-9]{2})([0-9]?)([0-9]{2})([A-Z0-9]{2})([A-Z0-9]{2})([0-9]{11})([A-Z])")
_ASN_SLASHED = re.compile(r"([0-9]{2})/([0-9]?)([0-9]{2})([A-Z0-9]{2})/([A-Z0-9]{2})/([0-9]{1,11})([A-Z])")
_COLLAR = re.compile(r"[A-Z0-9]{1,10}")
_REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9/_.\-]{0,63}")
_POLICE_UK_ID = re.compile(r"[0-9A-F]{64}")

# A two-digit year from 00 to this is of this century. The check letter is worked out on two digits
# only, so it cannot tell 1926 from 2026; a fixed turning point keeps the answer the same every year.
NEWEST_SHORT_YEAR = 49


def parse_pnc_id(text: str) -> str:
    """A PNC ID as YYYY/NNNNNNND, 13 characters, from the long or the short form (DS_072)."""
    short = compact(text, "DS_072")
    found = _PNC.fullmatch(short) or _PNC_UNSLASHED.fullmatch(short)
    if not found:
        raise Refusal("DS_072.format", "is not year, stroke, up to seven digits and a letter")
    year, serial, letter = found[1], found[2].zfill(7), found[3]
    if check_letter(year[-2:] + serial) != letter:
        raise Refusal("DS_072.check", "the check letter does not belong to the digits")
    return f"{_full_year(year)}/{serial}{letter}"


def _full_year(year: str) -> str:
    if len(year) == 2:
        return ("20" if int(year) <= NEWEST_SHORT_YEAR else "19") + year
    if year[:2] not in ("19", "20"):
        raise Refusal("DS_072.year", "the year is not of the last century or this one")
    return year


def parse_cro(text: str) -> str:
    """A CRO number as NNNNNN/YYD, or in the SFYY/…D form (DS_071)."""
    short = compact(text, "DS_071")
    if found := _CRO.fullmatch(short):
        serial, year, letter = found[1].zfill(6), found[2], found[3]
        written = f"{serial}/{year}{letter}"
    elif found := _CRO_FILE.fullmatch(short):
        # The letter of this form is worked out on the serial as written, so it must not be padded.
        year, serial, letter = found[1], found[2], found[3]
        written = f"SF{year}/{serial}{letter}"
    else:
        raise Refusal("DS_071.format", "is neither digits, stroke, year and a letter, nor its SF form")
    if check_letter(year + serial) != letter:
        raise Refusal("DS_071.check", "the check letter does not belong to the digits")
    return written


def parse_asn(text: str) -> str:
    """An arrest summons number without strokes, 20 or 21 characters (DS_073).

    The letter covers force, system, year and sequence, in that order; the unit is outside it, so a
    wrong unit passes.
    """
    short = compact(text, "DS_073")
    found = _ASN_SLASHED.fullmatch(short) or _ASN.fullmatch(short.replace("/", ""))
    if not found:
        raise Refusal("DS_073.format", "is not year, force, unit, system, up to eleven digits and a letter")
    year, region, force, unit, system, serial, letter = found.groups()
    sequence = serial.zfill(11)
    if check_letter(force + (system if system.isdigit() else "") + year + sequence) != letter:
        raise Refusal("DS_073.check", "the check letter does not belong to the digits")
    return year + region + force + unit + system + sequence + letter


def parse_collar(text: str) -> str:
    """A collar number: up to 10 letters and digits, leading zeros kept (DS_070)."""
    short = compact(text, "DS_070")
    if not _COLLAR.fullmatch(short):
        raise Refusal("DS_070.format", "is not one to ten letters and digits")
    return short


def parse_crime_reference(text: str) -> str:
    """A force's own reference in capitals, or the 64 characters data.police.uk gives, in small letters.

    No national rule says what a force's reference looks like, so only what could not be one is refused.
    """
    tidy = plain(text, "reference")
    short = tidy.replace(" ", "")
    if _POLICE_UK_ID.fullmatch(short):
        return short.lower()
    if not _REFERENCE.fullmatch(short):
        raise Refusal("reference.format", "is not letters, digits and strokes, at most 64 of them")
    return short
