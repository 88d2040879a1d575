"""How a name comes to be written wrongly: a slip of the fingers, a short form, an accent lost."""

import unicodedata
from collections.abc import Callable

from ninefold.region.chance import Bools, Ints, Words

_BESIDE = {
    "a": "s", "b": "v", "c": "x", "d": "f", "e": "r", "f": "g", "g": "h", "h": "j", "i": "o", "j": "k",
    "k": "l", "l": "k", "m": "n", "n": "b", "o": "i", "p": "o", "q": "w", "r": "t", "s": "a", "t": "y",
    "u": "i", "v": "b", "w": "e", "x": "z", "y": "t", "z": "x",
}  # fmt: skip


def slip(name: str, luck: int) -> str:
    """The name with one letter dropped, doubled, swapped with the next, or hit beside."""
    if len(name) < 3:
        return name
    way, luck = luck % 4, luck // 4
    place = 1 + luck % (len(name) - 2)
    before, letter, after = name[:place], name[place], name[place + 1 :]
    if not letter.isalpha() or not after[:1].isalpha():
        return name
    if way == 0:
        return before + after
    if way == 1:
        return before + letter + letter + after
    if way == 2:
        return before + after[0] + letter + after[1:]
    return before + _BESIDE.get(letter.lower(), letter) + after


def slips(names: list[str | None], rows: Bools, luck: Words) -> list[str | None]:
    """The names with a slip in the rows marked."""
    return _changed(names, rows, luck, slip)


def short_form(name: str, luck: int, forms: dict[str, list[str]]) -> str:
    """A short form of the name, if it has one."""
    known = forms.get(name)
    return known[luck % len(known)] if known else name


def short_forms(
    names: list[str | None], rows: Bools, luck: Words, forms: dict[str, list[str]]
) -> list[str | None]:
    """The names in a short form in the rows marked."""
    return _changed(names, rows, luck, lambda name, number: short_form(name, number, forms))


def plain(name: str) -> str:
    """The name without accents, as systems that know only plain letters keep it."""
    split = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def exchanged(first: list[str | None], second: list[str | None], rows: Ints) -> None:
    """Exchange forename and surname in the rows given."""
    for row in rows.tolist():
        first[row], second[row] = second[row], first[row]


def _changed(
    names: list[str | None], rows: Bools, luck: Words, change: Callable[[str, int], str]
) -> list[str | None]:
    for row in rows.nonzero()[0].tolist():
        name = names[row]
        if name is not None:
            names[row] = change(name, int(luck[row] >> 8))
    return names
