"""The page of cleaners: what each gives, what may be asked of it, and the rules it refuses by."""

from collections.abc import Mapping
from datetime import date, datetime

import ibis

from generation.markdown import code, listing, section, table
from generation.markdown import page as markdown_page
from ninefold.contracts.vocabulary import CLEANERS as KINDS
from ninefold.contracts.vocabulary import COMMON_PARAMETERS
from ninefold.pole.codes import CODE_LISTS
from ninefold.standardise.cleaned import Parameters
from ninefold.standardise.codes import Shared
from ninefold.standardise.registry import CLEANERS

# Rules that only some fields have are found by asking with the parameters that call for them.
_EVERYTHING: Mapping[str, object] = {
    "today": date(2026, 1, 1),
    "now": datetime(2026, 1, 1),
    **{"shortest": 1, "longest": 9, "least": 0, "most": 9},
}
_ASKED: tuple[Mapping[str, object], ...] = (
    *({**_EVERYTHING, "target": target} for target in ("", "given_name", "middle_names", "surname", "born")),
    {"list": {"A": "a"}, "codes": "LIST"},
)


def page() -> str:
    """Every cleaner, and the national lists that codes are held to."""
    rows = [_row(name) for name in KINDS]
    return markdown_page(
        "Cleaners",
        "A card names a cleaner after `as`. A cleaner gives a value, or the number of the rule that the text breaks; "
        "empty text is never refused unless the field is `required`. LIST stands for the name of a list under "
        "`[codes]`. Numbers such as DS_072 are those of the "
        "Minimum POLE Data Standards Dictionary.",
        table(["cleaner", "what it gives", "column type", "takes beside `as`", "rules it refuses by"], rows),
        section(
            "Taken beside `as` by every cleaner",
            listing(code(name) for name in sorted(COMMON_PARAMETERS)),
        ),
        section("National code lists", table(["list", "codes"], _lists())),
    )


def _row(name: str) -> tuple[str, ...]:
    kind = KINDS[name]
    return (
        code(name),
        _told(name),
        kind.gives,
        listing(code(word) for word in sorted(kind.parameters)),
        listing(code(rule) for rule in rules(name)),
    )


def _told(name: str) -> str:
    cleaner = CLEANERS[name].clean
    if isinstance(cleaner, Shared):
        return f"A code of the national list {code(cleaner.name)}, or of a list of the card's own words"
    documented = cleaner.__doc__ or ""
    return documented.strip().split("\n")[0].rstrip(".")


def rules(name: str) -> list[str]:
    """Every rule a cleaner may refuse by, with the parameters that call for it."""
    return list(dict.fromkeys(rule for asked in _ASKED for rule in _rules(name, asked)))


def _rules(name: str, parameters: Parameters) -> list[str]:
    text = ibis.table({"text": "string"}, name="rows").text
    cleaner = CLEANERS[name]
    if name == "code" and "codes" not in parameters:
        return []
    made = cleaner.clean(cleaner.prepare(text, parameters), parameters)
    first = [made.unreadable] if made.unreadable else []
    return [*first, *(rule for rule, _ in made.broken)]


def _lists() -> list[tuple[str, str]]:
    return [
        (code(name), listing(code(word) for word in codes.labels))
        for name, codes in sorted(CODE_LISTS.items())
    ]
