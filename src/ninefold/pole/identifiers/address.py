"""Identifiers of places: postcode, UPRN, and codes of statistical areas."""

import re

from ninefold.pole.refusal import Refusal, compact

_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_UPRN = re.compile(r"[0-9]{1,12}")
_GSS = re.compile(r"[EWSNKLJM][0-9]{8}")
_LSOA = re.compile(r"[EW]01[0-9]{6}|S01[0-9]{6}|N20[0-9]{6}|95[A-Z]{2}[0-9]{2}[SW][0-9]")
_MSOA = re.compile(r"[EW]02[0-9]{6}|S02[0-9]{6}|N21[0-9]{6}")
_OLD_NORTHERN_IRELAND = re.compile(r"95[A-Z]{2}[0-9]{2}[SW][0-9]")


def parse_postcode(text: str) -> str:
    """A postcode in capitals with one space before its last three characters (DS_010).

    The dictionary bars I, J and Z in both of the first two places, which would refuse Ipswich, Jersey
    and Shetland. The rule in use bars Q, V and X in the first place and I, J and Z in the second (not
    confirmed in a primary source). Which third and fourth letters occur has changed over the years, so
    only a postcode file can say whether a postcode exists.
    """
    short = compact(text, "DS_010")
    if short == "GIR0AA":
        return "GIR 0AA"
    found = _POSTCODE.fullmatch(short)
    if not found:
        raise Refusal("DS_010.format", "does not have the shape of a postcode")
    outward, inward = found.groups()
    if outward[0] in "QVX" or (outward[1].isalpha() and outward[1] in "IJZ"):
        raise Refusal("DS_010.position", "starts with letters that no postcode area has")
    if set(inward[1:]) & set("CIKMOV"):
        raise Refusal("DS_010.inward", "ends with a letter that never stands there")
    return f"{outward} {inward}"


def parse_uprn(text: str) -> str:
    """A UPRN as 12 digits, filled with zeros at the front (DS_011).

    The dictionary's length is 12; systems that keep it as a number lose the zeros, and both must meet.
    """
    short = compact(text, "DS_011")
    if not _UPRN.fullmatch(short):
        raise Refusal("DS_011.format", "is not one to twelve digits")
    if not short.strip("0"):
        raise Refusal("DS_011.zero", "is all zeros")
    return short.zfill(12)


def parse_area_code(text: str) -> str:
    """The code of any statistical area: a letter and eight digits, or an old Northern Ireland code."""
    short = compact(text, "area")
    if not (_GSS.fullmatch(short) or _OLD_NORTHERN_IRELAND.fullmatch(short)):
        raise Refusal("area.format", "is not the code of a statistical area")
    return short


def parse_lsoa(text: str) -> str:
    """The code of a lower layer area: LSOA, Scottish data zone, Northern Ireland data zone or SOA."""
    short = parse_area_code(text)
    if not _LSOA.fullmatch(short):
        raise Refusal("area.lsoa", "is the code of another kind of area, not a lower layer one")
    return short


def parse_msoa(text: str) -> str:
    """The code of a middle layer area: MSOA, Scottish intermediate zone or Northern Ireland super zone."""
    short = parse_area_code(text)
    if not _MSOA.fullmatch(short):
        raise Refusal("area.msoa", "is the code of another kind of area, not a middle layer one")
    return short
