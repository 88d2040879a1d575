"""Places: degrees, postcodes, UPRNs and codes of statistical areas."""

from typing import cast

import ibis
from ibis import ir

from ninefold.standardise import grid
from ninefold.standardise.cleaned import Cleaned, Parameters
from ninefold.standardise.text import as_received, capitals, trim, without

_POSTCODE = "^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$"
_AREA = "^([EWSNKLJM][0-9]{8}|95[A-Z]{2}[0-9]{2}[SW][0-9])$"


def ready_degrees(value: ir.StringValue, parameters: Parameters) -> ir.StringValue:
    """Degrees go as they came, since engines trim numbers; a pair with both halves absent is nothing."""
    return trim(value) if parameters.get("crs") else as_received(value)


def longitude(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """Decimal degrees east, -180 to 180 (DS_015)."""
    if parameters.get("crs"):
        return grid.degrees(value, "longitude")
    return _degrees(value, 180, "DS_015")


def latitude(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """Decimal degrees north, -90 to 90 (DS_014)."""
    if parameters.get("crs"):
        return grid.degrees(value, "latitude")
    return _degrees(value, 90, "DS_014")


def _degrees(value: ir.StringValue, limit: int, rule: str) -> Cleaned:
    # Java takes "1d" and "0x1p3" for numbers, DuckDB takes "1_5", and to Spark a NaN is as good as
    # nothing: what ends in one of these letters, or holds one of these marks, is no number to people.
    odd = value.contains("_") | value.contains("x")
    for letter in "dDfFnN":
        odd = odd | value.endswith(letter)
    made = ibis.ifelse(odd, ibis.null("float64"), value.try_cast("float64"))
    return Cleaned(made, f"{rule}.format", ((f"{rule}.range", lambda made: ~made.between(-limit, limit)),))


def postcode(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A postcode in capitals with one space before its last three characters (DS_010)."""
    short = without(value, " ")
    spaced = short.re_extract("^(.*)(.{3})$", 1) + " " + short.right(3)
    made = ibis.ifelse(short.re_search(_POSTCODE) | (short == "GIR0AA"), spaced, ibis.null("string"))
    return Cleaned(
        cast(ir.StringValue, made),
        "DS_010.format",
        (
            ("DS_010.position", lambda made: made.re_search("^([QVX]|.[IJZ])") & (made != "GIR 0AA")),
            ("DS_010.inward", lambda made: made.right(2).re_search("[CIKMOV]")),
        ),
    )


def uprn(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A UPRN as 12 digits, filled with zeros at the front (DS_011)."""
    short = without(value, " ")
    filled = (ibis.literal("000000000000") + short).right(12)
    made = ibis.ifelse(short.re_search("^[0-9]{1,12}$"), filled, ibis.null("string"))
    return Cleaned(made, "DS_011.format", (("DS_011.zero", lambda made: made == "0" * 12),))


def ready_area(value: ir.StringValue, parameters: Parameters) -> ir.StringValue:
    """The code of an area made ready: as printed it is left alone, else put in capitals without spaces."""
    return cast(ir.StringValue, ibis.ifelse(value.re_search(_AREA), value, without(capitals(value), " ")))


def area_code(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """The code of a statistical area such as an LSOA."""
    return Cleaned(ibis.ifelse(value.re_search(_AREA), value, ibis.null("string")), "area.format")
