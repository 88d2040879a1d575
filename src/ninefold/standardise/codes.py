"""Codes: lists given by a card, and the national lists every source may use by name.

Files nearly always print the words of a list exactly. Those are left alone; only what is not on the list
as it stands is tidied and folded, in a step of its own, because an engine that sees the costly step
named twice works it out for every row.
"""

from collections.abc import Collection, Mapping
from typing import cast

import ibis
from ibis import ir

from ninefold.pole.codes import CODE_LISTS, ETHNICITY, CodeList
from ninefold.pole.codes.code_list import spelling_key
from ninefold.standardise.cleaned import Cleaned, Parameters
from ninefold.standardise.text import NOT_BLANK, squeezed, tidy

_BOOLEANS = {
    **dict.fromkeys(("True", "TRUE", "true", "t", "yes", "y", "1", "1.0"), "true"),
    **dict.fromkeys(("False", "FALSE", "false", "f", "no", "n", "0", "0.0"), "false"),
}
# The list before 2011 as files still print it, with its letter code in brackets; its Chinese, O1, is A4 now.
_OLDER_ETHNICITY = (
    "^(?:White - |Mixed - |Asian or Asian British - |Black or Black British - |"
    r"Chinese or other ethnic group - |Not Stated).*\(([A-Z][0-9]|NS)\)$"
)
_DASHES = " ?[\u2010-\u2015] ?"


def lookup_of(name: str, parameters: Parameters) -> Mapping[str, str] | None:
    """The card's own list behind a field, or None when it uses a national one."""
    own = parameters.get("list")
    if not isinstance(own, Mapping):
        return None
    return {str(key): str(value) for key, value in own.items()}


def printed(codes: CodeList) -> dict[str, str]:
    """Labels as files print them, and the code of each."""
    return {label: code for code, label in codes.labels.items()}


def by_key(codes: CodeList) -> dict[str, str]:
    """Every spelling of a list, folded, and the code it stands for."""
    spellings = printed(codes) | {code: code for code in codes.labels} | dict(codes.spellings)
    return {spelling_key(text): code for text, code in spellings.items()}


def folded(value: ir.StringValue) -> ir.StringValue:
    """A text as spellings are compared: case, white space and kinds of dash make no difference."""
    return squeezed(value.re_replace(_DASHES, " - ")).lower()


def looked_up(value: ir.StringValue, *lists: Mapping[str, str]) -> ir.StringValue:
    """What each text stands for, or NULL; the lists are tried in order."""
    pairs = [pair for pairs in lists for pair in pairs.items()]
    if not pairs:
        return ibis.null("string")
    known = ibis.cases(*((value == text, meaning) for text, meaning in dict(pairs).items()))
    return cast(ir.StringValue, ibis.ifelse(value.isnull(), ibis.null("string"), known))


def left_alone(value: ir.StringValue, listed: Collection[str], otherwise: ir.StringValue) -> ir.StringValue:
    """The text itself where it is listed, else its other form; nothing left is NULL."""
    # Asked by pattern, not of the other form: naming that twice would have it worked out for every row.
    other = ibis.ifelse(value.re_search(NOT_BLANK), otherwise, ibis.null("string"))
    # Cases, not a list of members: an engine makes a join of each such list, hundreds in one query.
    return cast(ir.StringValue, value.cases(*((text, value) for text in listed), else_=other))


def ready_code(value: ir.StringValue, parameters: Parameters) -> ir.StringValue:
    """The text of a code made ready to be looked up."""
    own = lookup_of("code", parameters)
    if own is not None:
        return cast(ir.StringValue, value.cases(*((text, value) for text in own), else_=tidy(value)))
    return left_alone(value, printed(CODE_LISTS[str(parameters["codes"])]), folded(value))


def code(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A code of the card's list, or of the national list of that name; what is not listed is refused."""
    own = lookup_of("code", parameters)
    if own is None:
        return national(value, CODE_LISTS[str(parameters["codes"])])
    made = looked_up(value, own)
    otherwise = parameters.get("otherwise")
    if otherwise is None:
        return Cleaned(made, f"{parameters.get('codes')}.unknown")
    return Cleaned(ibis.ifelse(value.isnull(), ibis.null("string"), made.fill_null(str(otherwise))))


def national(value: ir.StringValue, codes: CodeList) -> Cleaned:
    """A code of a national list, by code, label or other spelling, whatever the case and kind of dash."""
    return Cleaned(looked_up(value, printed(codes), by_key(codes)), f"{codes.rule}.list")


class Shared:
    """A cleaner of a national list that a card may replace with a list of its own words."""

    def __init__(self, name: str) -> None:
        """Take the national list of this name."""
        self.name = name

    def ready(self, value: ir.StringValue, parameters: Parameters) -> ir.StringValue:
        """The text made ready to be looked up."""
        return ready_code(value, {"codes": self.name, **parameters})

    def __call__(self, value: ir.StringValue, parameters: Parameters) -> Cleaned:
        """The code, or a refusal by the list's own rule."""
        return code(value, {"codes": self.name, **parameters})


gender = Shared("gender")
ethnicity_observed = Shared("ethnicity_observed")
hate_crime = Shared("hate_crime")


def ready_ethnicity(value: ir.StringValue, parameters: Parameters) -> ir.StringValue:
    """The text of an ethnicity made ready: an older label becomes the letter code in its brackets."""
    if lookup_of("ethnicity", parameters) is not None:
        return ready_code(value, parameters)
    bare = squeezed(value)
    older = ibis.ifelse(
        bare.re_search(_OLDER_ETHNICITY), bare.re_extract(_OLDER_ETHNICITY, 1).lower(), folded(value)
    )
    return left_alone(value, printed(ETHNICITY), older)


def ethnicity_18_1(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A self-defined ethnicity as a letter code of the 18+1 list, from any of its editions (DS_038)."""
    if lookup_of("ethnicity", parameters) is not None:
        return code(value, parameters)
    made = looked_up(value, printed(ETHNICITY), by_key(ETHNICITY), {"o1": "A4"})
    return Cleaned(made, f"{ETHNICITY.rule}.list")


def ready_boolean(value: ir.StringValue, parameters: Parameters) -> ir.StringValue:
    """The text of a yes or no made ready."""
    if lookup_of("boolean", parameters) is not None:
        return ready_code(value, parameters)
    return left_alone(value, _BOOLEANS, squeezed(value).lower())


def boolean(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """'true' or 'false', from the ways systems write them; `codes` names a card's own words instead."""
    if lookup_of("boolean", parameters) is not None:
        return code(value, parameters)
    return Cleaned(looked_up(value, _BOOLEANS), "boolean.unknown")
