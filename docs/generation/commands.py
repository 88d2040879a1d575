"""The page of commands, from the command line itself."""

from typing import Any, Literal, get_args, get_origin

import typer

from generation.markdown import bullets, code, section, table
from generation.markdown import page as markdown_page
from ninefold.cli.main import app


def page_names() -> list[str]:
    """Every command as it is typed, in order."""
    return [name for name, _ in _commands(typer.main.get_command(app), "ninefold")]


def page() -> str:
    """Every command, its arguments and its options."""
    found = _commands(typer.main.get_command(app), "ninefold")
    return markdown_page(
        "Commands",
        "`ninefold --install-completion` adds completion to your shell; every command answers `--help`.",
        *(section(code(name), *_described(command)) for name, command in found),
        section("Exit statuses", bullets(_STATUSES)),
    )


_STATUSES = (
    "0: done, and no file was refused",
    "2: the question or its setting is wrong; nothing was done",
    "3: a file was refused or waits; the others were taken in",
    "4: not allowed, or not in this state",
    "5: the workspace is busy or the disk is full; run the same command again",
    "130: stopped by Ctrl-C; what was committed stays",
)


def _commands(command: Any, name: str) -> list[tuple[str, Any]]:
    within = getattr(command, "commands", None)
    if within is None:
        return [(name, command)]
    return [found for word in sorted(within) for found in _commands(within[word], f"{name} {word}")]


def _described(command: Any) -> list[str]:
    rows = [_row(parameter) for parameter in command.params if not parameter.hidden]
    told = " ".join((command.help or "").split())
    return [told, table(["argument or option", "what it is", "takes", "default"], rows)]


def _row(parameter: Any) -> tuple[str, str, str, str]:
    is_option = any(name.startswith("-") for name in parameter.opts)
    names = [*parameter.opts, *parameter.secondary_opts] if is_option else [parameter.name.upper()]
    return (
        ", ".join(code(name) for name in names),
        parameter.help or "",
        _takes(parameter),
        _default(parameter),
    )


def _takes(parameter: Any) -> str:
    kind = parameter.type_descriptor.annotation
    several = get_origin(kind) in (list, tuple)
    if several:
        kind = get_args(kind)[0]
    if get_origin(kind) is Literal:
        return " or ".join(code(word) for word in get_args(kind))
    words = {
        "bool": "nothing",
        "str": "text",
        "int": "whole number",
        "Path": "path",
        "datetime": "date and time",
    }
    name = words.get(getattr(kind, "__name__", ""), "text")
    return f"{name}, one or more" if several else name


def _default(parameter: Any) -> str:
    if parameter.required:
        return "must be given"
    if isinstance(parameter.default, bool) or parameter.default is None:
        return ""
    return code(parameter.default)
