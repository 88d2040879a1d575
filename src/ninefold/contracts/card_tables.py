"""Reading one TOML table of a card, key by key, with errors that say where and what to write instead."""

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import NoReturn

from ninefold.contracts.toml_file import read_toml
from ninefold.errors import CardInvalid


class CardTable:
    """One table of a card file; each key taken is crossed off, so what is left over can be refused."""

    def __init__(self, file: str, where: str, values: Mapping[str, object]) -> None:
        """Wrap the values of table `where` in card `file`."""
        self.file = file
        self.where = where
        self._left = dict(values)

    def refuse(self, key: str, wrong: str, instead: str) -> NoReturn:
        """Raise CardInvalid, naming file, table and key, with what to write instead."""
        raise CardInvalid(f"{self.file}, {self.where}, `{key}`: {wrong}. Write {instead}.")

    def has(self, key: str) -> bool:
        """Whether the key is there and not yet taken."""
        return key in self._left

    def take(self, key: str) -> object:
        """The raw value of a key, or None."""
        return self._left.pop(key, None)

    def text(self, key: str, instead: str, *, among: Collection[str] = ()) -> str:
        """A text that must be there, and among those allowed when they are given."""
        value = self.text_or_none(key, instead, among=among)
        if value is None or not value.strip():
            self.refuse(key, "it is missing or empty", instead)
        return value

    def text_or_none(self, key: str, instead: str, *, among: Collection[str] = ()) -> str | None:
        """A text, or None when the key is absent."""
        value = self._left.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, str):
            self.refuse(key, "it is not text", instead)
        if among and value not in among:
            self.refuse(key, "it is not one of the words known", f"one of {', '.join(sorted(among))}")
        return value

    def texts(self, key: str, instead: str) -> tuple[str, ...]:
        """A list of texts; empty when the key is absent."""
        value = self._left.pop(key, [])
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(key, "it is not a list of texts", instead)
        return tuple(value)

    def some_texts(self, key: str, instead: str) -> tuple[str, ...]:
        """A list of texts that must be there, none of them blank."""
        values = self.texts(key, instead)
        if not values or not all(value.strip() for value in values):
            self.refuse(key, "it is missing or empty", instead)
        return values

    def flag(self, key: str) -> bool:
        """true or false; false when absent."""
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            self.refuse(key, "it is not true or false", "true or false, without quotes")
        return value

    def whole(self, key: str) -> int | None:
        """A whole number of nought or more, or None when the key is absent."""
        value = self._left.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.refuse(key, "it is not a whole number", "a whole number of 0 or more, without quotes")
        return value

    def whole_of(self, key: str, *, least: int) -> int:
        """A whole number of at least `least`, which must be there."""
        value = self.whole(key)
        if value is None or value < least:
            self.refuse(key, "it is missing or too small", f"a whole number of at least {least}")
        return value

    def number(self, key: str) -> float | None:
        """A number, or None when the key is absent."""
        value = self._left.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool):
            self.refuse(key, "it is not a number", "a number, without quotes")
        return float(value)

    def day(self, key: str) -> date:
        """A date that must be there."""
        value = self._left.pop(key, None)
        if not isinstance(value, date):
            self.refuse(key, "it is not a date", "a date such as 2027-05-01, without quotes")
        return value

    def table(self, key: str) -> "CardTable":
        """A table under this one; empty when absent."""
        value = self._left.pop(key, {})
        if not isinstance(value, dict):
            self.refuse(key, "it is not a table", f"a table: [{self.where.strip('[]')}.{key}]")
        return CardTable(self.file, f"{self.where} {key}", value)

    def tables(self, key: str) -> tuple["CardTable", ...]:
        """A list of tables ([[…]]); each is named by its number and, when it has one, its name."""
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.refuse(key, "it is not a list of tables", f"[[{key}]] with two brackets on each side")
        return tuple(
            CardTable(self.file, f"{self.where} [[{key}]] {_called(item, number)}".strip(), item)
            for number, item in enumerate(value, 1)
        )

    def text_pairs(self) -> dict[str, str]:
        """Everything left, as text to text."""
        pairs = {}
        for key, value in self._left.items():
            if not isinstance(value, str):
                self.refuse(key, "it is not text", "the value between quotes")
            pairs[key] = value
        self._left = {}
        return pairs

    def names(self) -> tuple[str, ...]:
        """The keys not yet taken."""
        return tuple(self._left)

    def rest(self) -> dict[str, object]:
        """Everything not yet taken, as it stands."""
        left, self._left = self._left, {}
        return left

    def refuse_leftovers(self, known: str) -> None:
        """Refuse a key nobody took: it is a slip of the pen, or means something we would silently skip."""
        for key in self._left:
            self.refuse(key, "no such key is known here", f"one of {known}, or take it out")


def _called(item: Mapping[str, object], number: int) -> str:
    for key in ("name", "label"):
        if isinstance(item.get(key), str):
            return f"'{item[key]}'"
    return f"number {number}"


def open_card(path: Path) -> CardTable:
    """The whole card as one table; CardInvalid when it is absent or not TOML."""
    return CardTable(_shown(path), "", read_toml(path, when_absent="Write a card.toml in this folder."))


def _shown(path: Path) -> str:
    return "/".join(path.parts[-2:])
