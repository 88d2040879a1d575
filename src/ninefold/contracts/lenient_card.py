"""Cards that describe a file somebody brings along: a key may stand in any table, under any usual name.

The card of a source or a product is written once, with care, and read strictly (`card_tables`). The card of a
file that is only tried out should say no more than it must, so here nearly every key has a default, and an
unknown key is met with the nearest one that is known.
"""

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ninefold.errors import CardInvalid

# What other commands read from the same card, and what is there for people alone.
_PASSED_OVER = frozenset({
    "title", "source", "description", "name", "note", "notes", "licence", "license", "owner", "url", "city", "place",
})  # fmt: skip

Reader = Callable[[Any], Any]


@dataclass(frozen=True)
class LenientKeys:
    """The keys a card may have.

    `readers` turn what is given for a key into its value and raise ValueError with what it must be;
    `aliases` are other words for a key; `tables` are keys whose value is itself a table; `others` are tables
    that belong to other commands; `page` is where the keys are explained.
    """

    readers: Mapping[str, Reader]
    aliases: Mapping[str, Collection[str]]
    tables: Collection[str]
    others: Collection[str]
    page: str

    def read(self, content: Mapping[str, Any], where: str) -> dict[str, Any]:
        """The value of every key given, by its full name; CardInvalid names the first that is amiss."""
        said: dict[str, Any] = {}
        for key, given in self._flat(content):
            name = self._known(key, where)
            if name in said:
                raise CardInvalid(f"{where}: `{name}` is said twice. Leave one.")
            try:
                said[name] = self.readers[name](given)
            except (TypeError, ValueError) as error:
                raise CardInvalid(f"{where}: `{name}` {error}. See {self.page}.") from error
        return said

    def _flat(self, content: Mapping[str, Any]) -> list[tuple[str, Any]]:
        """Every key with what it is given, whichever table it stands in."""
        pairs: list[tuple[str, Any]] = []
        for key, given in content.items():
            if _plain(key) in _PASSED_OVER or _plain(key) in self.others:
                continue
            if isinstance(given, dict) and self._words().get(_plain(key)) not in self.tables:
                pairs += self._flat(given)
            else:
                pairs.append((key, given))
        return pairs

    def _words(self) -> dict[str, str]:
        """Every word that may be written, with the key it means; a key is never another's alias."""
        words = {other: name for name, others in self.aliases.items() for other in others}
        return words | {name: name for name in self.readers}

    def _known(self, key: str, where: str) -> str:
        words = self._words()
        if _plain(key) in words:
            return words[_plain(key)]
        near = difflib.get_close_matches(_plain(key), words, n=1)
        hint = f"Did you mean `{near[0]}`?" if near else f"See {self.page} for those there are."
        raise CardInvalid(f"{where}: has a key no card has, `{key}`. {hint}")


def _plain(key: str) -> str:
    return key.strip().lower().replace("-", "_").replace(" ", "_")


def text(given: Any) -> str:
    """A text that is not blank."""
    if not isinstance(given, str) or not given.strip():
        raise ValueError("must be a text")
    return given.strip()


def texts(given: Any) -> tuple[str, ...]:
    """One text or a list of them, each once."""
    return tuple(dict.fromkeys(text(item) for item in listed(given)))


def listed(given: Any) -> list[Any]:
    """A list as it is; anything else as a list of one."""
    return given if isinstance(given, list) else [given]


def whole(given: Any) -> int:
    """A whole number of at least 1."""
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise ValueError("must be a whole number of at least 1")
    return given


def whole_or_nought(given: Any) -> int:
    """A whole number of at least 0."""
    return 0 if given == 0 and not isinstance(given, bool) else whole(given)


def number(given: Any) -> float:
    """Any number."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise ValueError("must be a number")
    return float(given)


def positive(given: Any) -> float:
    """A number above nought."""
    value = number(given)
    if not 0 < value < 1e12:
        raise ValueError("must be a number above nought")
    return value


def truth(given: Any) -> bool:
    """true or false."""
    if not isinstance(given, bool):
        raise ValueError("must be true or false")
    return given


def day(given: Any) -> date:
    """A day; a month such as 2024-05 means its first."""
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    written = text(given)
    return date.fromisoformat(written + "-01" if len(written) == 7 else written)
