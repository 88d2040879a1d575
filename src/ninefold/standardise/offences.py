"""Codes that say which offence: Home Office classification and offence code."""

import ibis
from ibis import ir

from ninefold.standardise.cleaned import Cleaned, Parameters
from ninefold.standardise.text import without

_CLASS = "^([0-9]{1,3})/([0-9]{1,2})$"
_CLASS_UNSLASHED = "^([0-9]{3})([0-9]{2})$"
_OFFENCE = "^([A-Z]{2}[0-9]{2}|COML)[0-9]{3}[A-Z]?$"


def ho_classification(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A Home Office classification as NNN/NN, filled with zeros (DS_074)."""
    short = without(value, " ")
    made = ibis.cases(
        (short.re_search(_CLASS), _padded(short, _CLASS)),
        (short.re_search(_CLASS_UNSLASHED), _padded(short, _CLASS_UNSLASHED)),
    )
    return Cleaned(made, "DS_074.format")


def _padded(short: ir.StringValue, pattern: str) -> ir.StringValue:
    major = (ibis.literal("00") + short.re_extract(pattern, 1)).right(3)
    minor = (ibis.literal("0") + short.re_extract(pattern, 2)).right(2)
    return major + "/" + minor


def offence_code(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """An offence code: Act, year and serial, common law, or XX00NNN; a last letter if inchoate (DS_080)."""
    short = without(value, " ")
    return Cleaned(ibis.ifelse(short.re_search(_OFFENCE), short, ibis.null("string")), "DS_080.format")
