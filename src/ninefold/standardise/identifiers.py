"""Identifiers of people and vehicles, held to the same rules as `pole.identifiers`, as column expressions."""

from typing import cast

import ibis
from ibis import ir

from ninefold.pole.identifiers.check_letters import LETTERS
from ninefold.pole.identifiers.police import NEWEST_SHORT_YEAR
from ninefold.standardise.cleaned import Cleaned, Parameters
from ninefold.standardise.text import without

_PNC = "^([0-9]{4}|[0-9]{2})/([0-9]{1,7})([A-Z])$"
_PNC_UNSLASHED = "^([0-9]{4}|[0-9]{2})([0-9]{7})([A-Z])$"
_CRO = "^([0-9]{1,6})/([0-9]{2})([A-Z])$"
_CRO_FILE = "^SF([0-9]{2})/([0-9]{1,6})([A-Z])$"
_ASN = "^([0-9]{2})([0-9])?([0-9]{2})([A-Z0-9]{2})([A-Z0-9]{2})([0-9]{11})([A-Z])$"
_ASN_SLASHED = "^([0-9]{2})/([0-9]{2,3}[A-Z0-9]{2})/([A-Z0-9]{2})/([0-9]{1,11})([A-Z])$"
_NINO = "^[A-Z]{2}[0-9]{6}[A-D]?$"
_NINO_NEVER = "^([DFIQUV].|.[DFIOQUV]|GB|BG|NK|KN|TN|NT|ZZ)"
_PASSPORT = "^([A-Z][0-9]{6}|[0-9]{6}[A-Z]|[0-9]{9})$"
_LICENCE = "^[A-Z0-9]{5}[0-9]{6}[A-Z0-9]{3}[A-Z]{2}$"
_VRM = (
    "^("
    + "|".join(
        (
            "[A-HJ-PR-Y]{2}[0-9]{2}[A-HJ-PR-Z]{3}",
            "[A-HJ-NP-TV-YQ][1-9][0-9]{0,2}[A-HJ-PR-Z]{3}",
            "[A-Z]{3}[1-9][0-9]{0,2}[A-HJ-NPR-TV-Y]",
            "[A-Z]?(I[A-Z]|[A-Z][IZ])[1-9][0-9]{0,3}",
            "[1-9][0-9]{0,3}[A-Z]?(I[A-Z]|[A-Z][IZ])",
            "[A-Z]{1,2}[1-9][0-9]{0,3}|[A-Z]{3}[1-9][0-9]{0,2}",
            "[1-9][0-9]{0,3}[A-Z]{1,2}|[1-9][0-9]{0,2}[A-Z]{3}",
        )
    )
    + ")$"
)
_LOCAL = r"[A-Z0-9!#$%&'*+/=?^_`{|}~\-]+(\.[A-Z0-9!#$%&'*+/=?^_`{|}~\-]+)*"
_DOMAIN = r"([A-Z0-9]([A-Z0-9\-]{0,61}[A-Z0-9])?\.)+([A-Z]{2,63}|XN--[A-Z0-9\-]{1,59})"


def _where(condition: ir.BooleanValue, value: ir.StringValue) -> ir.StringValue:
    return cast(ir.StringValue, ibis.ifelse(condition, value, ibis.null("string")))


def _filled(figures: ir.StringValue, length: int) -> ir.StringValue:
    return cast(ir.StringValue, (ibis.literal("0" * length) + figures).right(length))


def _letter_is_wrong(digits: ir.StringValue, letter: ir.StringValue) -> ir.BooleanValue:
    # The letter's place in the row of letters is the remainder by 23.
    return ibis.literal(LETTERS).find(letter) != digits.try_cast("int64") % 23


def pnc_id(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A PNC ID as YYYY/NNNNNNND, its check letter held (DS_072)."""
    short = without(value, " ")
    made = ibis.cases(
        (short.re_search(_PNC), _pnc(short, _PNC)),
        (short.re_search(_PNC_UNSLASHED), _pnc(short, _PNC_UNSLASHED)),
    )
    return Cleaned(
        made,
        "DS_072.format",
        (
            ("DS_072.check", lambda made: _letter_is_wrong(made[2:4] + made[5:12], made.right(1))),
            ("DS_072.year", lambda made: ~made.re_search("^(19|20)")),
        ),
    )


def _pnc(short: ir.StringValue, pattern: str) -> ir.StringValue:
    year = short.re_extract(pattern, 1)
    century = ibis.ifelse(year.try_cast("int64") <= NEWEST_SHORT_YEAR, "20", "19")
    full = ibis.ifelse(year.length() == 2, century + year, year)
    return cast(
        ir.StringValue,
        full + "/" + _filled(short.re_extract(pattern, 2), 7) + short.re_extract(pattern, 3),
    )


def cro(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A CRO number as NNNNNN/YYD, or SFYY/ND for a file on paper only, its check letter held (DS_071)."""
    short = without(value, " ")
    usual = (
        _filled(short.re_extract(_CRO, 1), 6) + "/" + short.re_extract(_CRO, 2) + short.re_extract(_CRO, 3)
    )
    made = ibis.cases((short.re_search(_CRO), usual), (short.re_search(_CRO_FILE), short))
    return Cleaned(made, "DS_071.format", (("DS_071.check", _cro_is_wrong),))


def _cro_is_wrong(made: ir.StringValue) -> ir.BooleanValue:
    digits = ibis.ifelse(
        made.startswith("SF"),
        made[2:4] + made.re_extract(_CRO_FILE, 2),
        made[7:9] + made.left(6),
    )
    return _letter_is_wrong(digits, made.right(1))


def asn(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """An arrest summons number without strokes, its check letter held (DS_073)."""
    spaced = without(value, " ")
    short = without(spaced, "/")
    year, unit, system, serial, letter = (spaced.re_extract(_ASN_SLASHED, part) for part in range(1, 6))
    made = ibis.cases(
        (spaced.re_search(_ASN_SLASHED), year + unit + system + _filled(serial, 11) + letter),
        (short.re_search(_ASN), short),
    )
    return Cleaned(made, "DS_073.format", (("DS_073.check", _asn_is_wrong),))


def _asn_is_wrong(made: ir.StringValue) -> ir.BooleanValue:
    # From the right: letter, 11 of sequence, 2 of system, 2 of unit, 2 of force; the year is in front.
    system, force = made.right(14).left(2), made.right(18).left(2)
    counted = ibis.ifelse(system.re_search("^[0-9]{2}$"), system, "")
    # Eighteen figures at most fit a whole number; the remainder is taken in two steps to be safe.
    front = (force + counted + made.left(2)).try_cast("int64") % 23
    whole = front.cast("string") + made.right(12).left(11)
    return _letter_is_wrong(whole, made.right(1))


def nino(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A National Insurance number, with or without its last letter (DS_060)."""
    short = without(value, " -.")
    return Cleaned(
        _where(short.re_search(_NINO), short),
        "DS_060.format",
        (("DS_060.prefix", lambda made: made.re_search(_NINO_NEVER)),),
    )


def passport(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A United Kingdom passport number (DS_056)."""
    short = without(value, " ")
    return Cleaned(_where(short.re_search(_PASSPORT), short), "DS_056.format")


def driving_licence(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A driver number of Great Britain, 16 characters (DS_061)."""
    short = without(value, " ")
    return Cleaned(
        _where(short.re_search(_LICENCE), short),
        "DS_061.format",
        (
            ("DS_061.surname", lambda made: ~made.left(5).re_search("^[A-Z]{1,5}9{0,4}$")),
            ("DS_061.month", lambda made: ~made[6:8].re_search("^([05][1-9]|[16][0-2])$")),
            ("DS_061.day", lambda made: ~made[8:10].re_search("^(0[1-9]|[12][0-9]|3[01])$")),
        ),
    )


def vrm(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A vehicle registration mark in capitals without spaces; O and 0 are told apart, never guessed."""
    short = without(value, " -")
    return Cleaned(_where(short.re_search(_VRM), short), "VRM.format")


def collar(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A collar number: up to 10 letters and figures, leading zeros kept (DS_070)."""
    short = without(value, " ")
    return Cleaned(_where(short.re_search("^[A-Z0-9]{1,10}$"), short), "DS_070.format")


def phone(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A telephone number in E.164 form; a national number is of the United Kingdom (DS_053)."""
    short = without(value, " -.()/")
    number = ibis.ifelse(short.startswith("00"), ibis.literal("+") + short.substr(2), short)
    international = ibis.cases(
        (number.re_search("^0[1-9][0-9]{8,9}$"), ibis.literal("+44") + number.substr(1)),
        (number.startswith("+440"), ibis.literal("+44") + number.substr(4)),
        else_=number,
    )
    made = _where(international.re_search(r"^\+[1-9][0-9]{6,14}$"), international)
    return Cleaned(
        made,
        "DS_053.format",
        (
            (
                "DS_053.united_kingdom",
                lambda made: made.startswith("+44") & ~made.re_search(r"^\+44[1235789][0-9]{8,9}$"),
            ),
            ("DS_053.length", lambda made: made.length() < 11),
        ),
    )


def email(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """An email address in small letters (DS_054)."""
    made = _where(value.re_search(f"^{_LOCAL}@{_DOMAIN}$"), value.lower())
    long = ("DS_054.length", lambda made: (made.find("@") > 64) | (made.length() > 254))
    return Cleaned(made, "DS_054.format", (long,))
