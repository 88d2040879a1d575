"""Vehicle registration marks of the United Kingdom, by the form they are written in.

Which letters and numbers were issued in each form is not confirmed in a primary source; the forms are
kept wide, because refusing a true mark loses a record and accepting an unused one does not.
"""

import re
from enum import StrEnum

from ninefold.pole.refusal import Refusal, compact


class VrmForm(StrEnum):
    """The form of a registration mark, which tells roughly when it was issued."""

    CURRENT = "current"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    DATELESS = "dateless"
    NORTHERN_IRELAND = "northern-ireland"


# In order: a mark that fits two forms is of the first. I and Q stand in no series but those named.
_FORMS: tuple[tuple[VrmForm, re.Pattern[str]], ...] = (
    (VrmForm.CURRENT, re.compile(r"[A-HJ-PR-Y]{2}[0-9]{2}[A-HJ-PR-Z]{3}")),
    (VrmForm.PREFIX, re.compile(r"[A-HJ-NP-TV-YQ][1-9][0-9]{0,2}[A-HJ-PR-Z]{3}")),
    (VrmForm.SUFFIX, re.compile(r"[A-Z]{3}[1-9][0-9]{0,2}[A-HJ-NPR-TV-Y]")),
    (VrmForm.NORTHERN_IRELAND, re.compile(r"[A-Z]?(?:I[A-Z]|[A-Z][IZ])[1-9][0-9]{0,3}")),
    (VrmForm.NORTHERN_IRELAND, re.compile(r"[1-9][0-9]{0,3}[A-Z]?(?:I[A-Z]|[A-Z][IZ])")),
    (VrmForm.DATELESS, re.compile(r"[A-Z]{1,2}[1-9][0-9]{0,3}|[A-Z]{3}[1-9][0-9]{0,2}")),
    (VrmForm.DATELESS, re.compile(r"[1-9][0-9]{0,3}[A-Z]{1,2}|[1-9][0-9]{0,2}[A-Z]{3}")),
)


def parse_vrm(text: str) -> str:
    """A registration mark in capitals without spaces; O and 0 are told apart, never guessed."""
    short = compact(text, "VRM", drop=" -")
    vrm_form(short)
    return short


def vrm_form(mark: str) -> VrmForm:
    """Which form a registration mark, in capitals without spaces, is written in."""
    for form, pattern in _FORMS:
        if pattern.fullmatch(mark):
            return form
    raise Refusal("VRM.format", "has none of the forms of a United Kingdom registration mark")
