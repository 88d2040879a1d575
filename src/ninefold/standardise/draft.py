"""Drafts a source's card by profiling a sample of one file; a person fills in the rest and checks it."""

import json
from collections.abc import Mapping, Sequence

from ninefold.contracts.cards import TO_FILL
from ninefold.standardise.guesses import guessed

# Cleaners whose values have a column of their own in the event table; the rest go to `details`.
_EVENT_COLUMNS = {
    "longitude": "longitude",
    "latitude": "latitude",
    "area_code": "area",
    "ho_classification": "ho_class",
    "offence_code": "offence_code",
}
_WHEN = ("timestamp", "date", "month")


def draft_card(
    name: str,
    columns: Sequence[str],
    sample_rows: Sequence[Mapping[str, str | None]],
    *,
    format: str = "csv",
    options: Mapping[str, object] | None = None,
    files: str = "*",
) -> str:
    """A card.toml that takes the sample: cleaners and code lists guessed, owner and law left to fill in."""
    texts = {column: _filled(column, sample_rows) for column in columns}
    guesses = {column: guessed(column, texts[column]) for column in columns}
    keys = _keys(columns, sample_rows)
    lines = [*_about(name), *_layout(name, format, files, keys, options or {})]
    lines += [*_record(columns, guesses), *_lists(guesses)]
    return "\n".join(lines) + "\n"


def _filled(column: str, rows: Sequence[Mapping[str, str | None]]) -> list[str]:
    return [text for row in rows if (text := (row.get(column) or "").strip())]


def _about(name: str) -> list[str]:
    return [
        f"# A draft, made from a sample. Fill in what says {TO_FILL}, check every guess, and then take out `draft`:",
        "# until that is done the source can be tried but not relied on.",
        "[source]",
        f"name = {_quoted(name)}",
        f"title = {_quoted(name.replace('_', ' '))}",
        "draft = true",
        f'owner = "{TO_FILL}: who answers for this data (a role)"',
        f'lawful_basis = "{TO_FILL}: the law under which it is held and used"',
        'licence = "none"',
        f'purpose = "{TO_FILL}: what it is for"',
        'force = "unknown"',
        'refresh = "irregular"',
        'sensitivity = "police"',
        'marking = "OFFICIAL-SENSITIVE"',
        'retention_group = "3"',
        "expected_rows = {min = 1, max = 5000000}",
        "",
    ]


def _layout(name: str, format: str, files: str, keys: list[str], options: Mapping[str, object]) -> list[str]:
    lines = [
        "[[layout]]",
        f"name = {_quoted(name)}",
        f"format = {_quoted(format)}",
        f"files = [{_quoted(files)}]",
    ]
    if keys:
        lines += [f"keys = [{', '.join(map(_quoted, keys))}]  # different in every row of the sample"]
    if options:
        lines += ["[layout.options]", *(f"{key} = {_literal(value)}" for key, value in options.items())]
    return [*lines, ""]


def _record(columns: Sequence[str], guesses: Mapping[str, tuple[str, Mapping[str, str]]]) -> list[str]:
    lines = [
        "[[layout.record]]",
        "# Every row is drafted as one event; a person or an object in it wants a record of its own.",
        'table = "event"',
        'label = "event"',
        'entity = "E_002"',
        'kind = "incident"',
        "[layout.record.fields]",
    ]
    taken: set[str] = set()
    for column in columns:
        cleaner, codes = guesses[column]
        target = _target(column, cleaner, taken)
        taken.add(target)
        of_list = f", codes = {_quoted(_list_name(column))}" if codes else ""
        lines.append(f'{_quoted(target)} = {{column = {_quoted(column)}, as = "{cleaner}"{of_list}}}')
    return [*lines, ""]


def _target(column: str, cleaner: str, taken: set[str]) -> str:
    target = "occurred" if cleaner in _WHEN else _EVENT_COLUMNS.get(cleaner, "")
    if not target or target in taken:
        target = f"details.{_list_name(column)}"
    number = 2
    first = target
    while target in taken:
        target, number = f"{first}_{number}", number + 1
    return target


def _lists(guesses: Mapping[str, tuple[str, Mapping[str, str]]]) -> list[str]:
    lines: list[str] = []
    for column, (_, codes) in guesses.items():
        if codes:
            lines += [
                f"[codes.{_list_name(column)}]",
                *(f"{_quoted(k)} = {_quoted(v)}" for k, v in codes.items()),
                "",
            ]
    return lines


def _keys(columns: Sequence[str], rows: Sequence[Mapping[str, str | None]]) -> list[str]:
    """The first column that is filled and different in every row, if the sample is long enough to tell."""
    if len(rows) < 20:
        return []
    for column in columns:
        texts = _filled(column, rows)
        if len(texts) == len(rows) == len(set(texts)):
            return [column]
    return []


def _list_name(column: str) -> str:
    plain = "".join(mark if mark.isascii() and mark.isalnum() else "_" for mark in column.lower())
    return plain.strip("_") or "column"


def _quoted(text: str) -> str:
    # JSON's quoting is TOML's, but for DEL, which TOML wants written out.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _literal(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
