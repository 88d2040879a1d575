"""Ways to reach a person: telephone number and email address."""

import re

from ninefold.pole.refusal import Refusal, compact

_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")
_NATIONAL = re.compile(r"0([1-9][0-9]{8,9})")
# Numbers of the United Kingdom start 1, 2, 3, 5, 7, 8 or 9 after the zero; 4 and 6 are not in use.
# Not confirmed in a primary source.
_UK_SUBSCRIBER = re.compile(r"[1235789][0-9]{8,9}")
_LOCAL_PART = re.compile(r"[A-Z0-9!#$%&'*+/=?^_`{|}~\-]+(\.[A-Z0-9!#$%&'*+/=?^_`{|}~\-]+)*")
_DOMAIN = re.compile(r"([A-Z0-9]([A-Z0-9\-]{0,61}[A-Z0-9])?\.)+([A-Z]{2,63}|XN--[A-Z0-9\-]{1,59})")


def parse_phone(text: str) -> str:
    """A telephone number in E.164 form, as +44…; a national number is taken to be of the UK (DS_053).

    A number with neither + nor a leading zero is refused: a spreadsheet may have eaten its zero, and
    guessing would join strangers.
    """
    short = compact(text, "DS_053", drop=" -.()/")
    number = "+" + short[2:] if short.startswith("00") else short
    if found := _NATIONAL.fullmatch(number):
        number = "+44" + found[1]
    elif number.startswith("+440"):
        number = "+44" + number[4:]  # written +44 (0)20…
    if not _INTERNATIONAL.fullmatch(number):
        raise Refusal("DS_053.format", "is neither + and a country's number nor a UK number from its zero")
    if number.startswith("+44") and not _UK_SUBSCRIBER.fullmatch(number[3:]):
        raise Refusal("DS_053.united_kingdom", "is not a number in use in the United Kingdom")
    if len(number) < 11:
        raise Refusal("DS_053.length", "is shorter than 11 characters")
    return number


def parse_email(text: str) -> str:
    """An email address in small letters (DS_054); quoted names and bare hosts are refused."""
    short = compact(text, "DS_054", drop="")
    local, at, domain = short.rpartition("@")
    if not at or not _LOCAL_PART.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise Refusal("DS_054.format", "is not a name, an at sign and a domain")
    if len(local) > 64 or len(short) > 254:
        raise Refusal("DS_054.length", "is longer than an address can be")
    return short.lower()
