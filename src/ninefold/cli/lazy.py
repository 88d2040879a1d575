"""A group of commands that imports each one only when it is asked for."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from ninefold.cli.commands_table import COMMANDS, Entry


class LazyCommands(Mapping[str, Any]):
    """The commands by their word; looking one up imports it, listing them imports none."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, word: str) -> Any:
        if word not in self._loaded:
            self._loaded[word] = _load(word, self._entries[word])
        return self._loaded[word]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._entries))

    def __len__(self) -> int:
        return len(self._entries)


def _load(word: str, entry: Entry) -> Any:
    found = getattr(import_module(entry.module), entry.name)
    around = typer.Typer(add_completion=False, rich_markup_mode=None)
    if isinstance(found, typer.Typer):
        around.add_typer(found, name=word)
        return typer.main.get_group(around).commands[word]
    around.command(word)(found)
    return typer.main.get_command(around)


class LazyGroup(TyperGroup):
    """`ninefold` itself; a group of its commands names its own table."""

    entries: Mapping[str, Entry] = COMMANDS

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = LazyCommands(self.entries)  # type: ignore[assignment]

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the words with the table's help, so that help imports no command."""
        with formatter.section("Commands"):
            formatter.write_dl([(word, self.entries[word].help) for word in sorted(self.entries)])
