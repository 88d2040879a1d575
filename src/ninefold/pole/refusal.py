"""The one way the vocabulary says no, and the text rules every parser shares."""

import re

from ninefold.errors import NinefoldError

# No identifier, date or code is near this long; a damaged file can hold a field of a hundred megabytes.
LONGEST = 1000

_SPACES = re.compile(r"\s+")
_NOT_PRINTABLE = re.compile(r"[^\x20-\x7e]")


class Refusal(NinefoldError, ValueError):
    """A value breaks a rule: gives the rule's number and why, and never the value itself."""

    def __init__(self, rule: str, why: str) -> None:
        super().__init__(rule, why)
        self.rule = rule
        self.why = why

    def __str__(self) -> str:
        return f"{self.rule}: {self.why}"


def tidied(text: str) -> str:
    """The text with its ends trimmed and each run of white space made one space."""
    return _SPACES.sub(" ", text).strip(" ")


def plain(text: str, rule: str) -> str:
    """The text tidied and in capitals, or a Refusal when it has a character outside printable ASCII.

    Foreign digits and letters such as a long s are refused first, because upper-casing would turn
    some of them into ordinary letters and make a wrong value look right.
    """
    if len(text) > LONGEST:
        raise Refusal(f"{rule}.length", f"is longer than {LONGEST} characters")
    tidy = tidied(text)
    if not tidy:
        raise Refusal(f"{rule}.empty", "nothing is given")
    if _NOT_PRINTABLE.search(tidy):
        raise Refusal(f"{rule}.characters", "a character is not a plain letter, digit or mark")
    return tidy.upper()


def compact(text: str, rule: str, *, drop: str = " ") -> str:
    """The plain text without the marks people put in to make it easier to read."""
    short = plain(text, rule).translate({ord(mark): None for mark in drop})
    if not short:
        raise Refusal(f"{rule}.empty", "nothing is given")
    return short
