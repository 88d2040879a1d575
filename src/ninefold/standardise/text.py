"""Free text and names: white space made plain, nothing else changed."""

from typing import cast

import ibis
from ibis import ir

from ninefold.standardise.cleaned import Cleaned, Parameters

_SPACE = " \t\r\n\f\v\u00a0"
# White space that `tidy` would change; matching costs half of replacing, and most texts need nothing.
_UNTIDY = f"^ | $|  |[{_SPACE[1:]}]"
NOT_BLANK = f"[^{_SPACE}]"
_NOT_PLAIN = "[^ -~]"

_TITLES = "MR|MRS|MISS|MS|MX|DR|SIR|LADY|LORD|PROF|REV|MASTER"
_NAME_RULES = {"given_name": "DS_031", "surname": "DS_032", "middle_names": "DS_033"}


def as_received(value: ir.StringValue, parameters: Parameters | None = None) -> ir.StringValue:
    """The text as it stands; empty is NULL."""
    return cast(ir.StringValue, value.nullif(""))


def squeezed(value: ir.StringValue) -> ir.StringValue:
    """Ends trimmed and each run of white space made one space, without first asking whether it is needed."""
    return value.re_replace(f"[{_SPACE}]+", " ").re_replace("^ | $", "")


def tidy(value: ir.StringValue, parameters: Parameters | None = None) -> ir.StringValue:
    """Ends trimmed and each run of white space made one space; nothing left is NULL."""
    made = ibis.ifelse(value.re_search(_UNTIDY), squeezed(value), value)
    return cast(ir.StringValue, made.nullif(""))


def trim(value: ir.StringValue, parameters: Parameters | None = None) -> ir.StringValue:
    """The text without white space at its ends; nothing left is NULL."""
    ragged = value.startswith(" ") | value.endswith(" ") | value.startswith("\t") | value.endswith("\t")
    bare = value.re_replace(f"^[{_SPACE}]+|[{_SPACE}]+$", "")
    return cast(ir.StringValue, ibis.ifelse(ragged, bare, value).nullif(""))


def capitals(value: ir.StringValue, parameters: Parameters | None = None) -> ir.StringValue:
    """Tidy text in capitals, unless a character is not plain ASCII: then as it is, to be refused.

    Upper-casing foreign letters can turn a wrong value into one that looks right.
    """
    plain = tidy(value)
    return cast(ir.StringValue, ibis.ifelse(plain.re_search(_NOT_PLAIN), plain, plain.upper()))


def without(value: ir.StringValue, marks: str) -> ir.StringValue:
    """The text without these marks, which people put in to make it easier to read."""
    for mark in marks:
        value = value.replace(mark, "")
    return value


def text(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """Any text; `shortest` and `longest` set its length in characters."""
    rule = str(parameters.get("rule", "text"))
    broken = []
    if isinstance(shortest := parameters.get("shortest"), int):
        broken.append((f"{rule}.short", lambda made: made.length() < shortest))
    if isinstance(longest := parameters.get("longest"), int):
        broken.append((f"{rule}.long", lambda made: made.length() > longest))
    return Cleaned(value, broken=tuple(broken))


def name(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A name of a person: 1 to 35 characters, with a letter and no figure (DS_031, DS_032, DS_033)."""
    rule = str(parameters.get("rule") or _NAME_RULES.get(str(parameters.get("target")), "DS_031"))
    broken = [
        (f"{rule}.length", lambda made: made.length() > 35),
        (f"{rule}.characters", lambda made: made.re_search(r"\p{C}")),
        (f"{rule}.letters", lambda made: ~made.re_search(r"\p{L}") | made.re_search(r"\p{Nd}")),
    ]
    if parameters.get("target") == "given_name":
        broken.append((f"{rule}.title", lambda made: made.upper().re_search(rf"^({_TITLES})\.*( |$)")))
    return Cleaned(value, broken=tuple(broken))


def mo(value: ir.StringValue, parameters: Parameters) -> Cleaned:
    """A modus operandi of 20 to 300 characters (DS_088)."""
    return Cleaned(
        value,
        broken=(
            ("DS_088.short", lambda made: made.length() < 20),
            ("DS_088.long", lambda made: made.length() > 300),
            ("DS_088.characters", lambda made: made.re_search(r"\p{Cc}")),
        ),
    )
