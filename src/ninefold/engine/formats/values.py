"""Values of formats that are not plain text: as text, and what makes one unfit to take."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ninefold.engine.formats.rows import FIELD_LIMIT, cut

_KEPT = 1_000  # characters kept of a value over the limit
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def fault(format: str, values: Iterable[str | None]) -> str | None:
    """The rule that a record's text breaks whatever its columns mean, or None."""
    present = [value for value in values if value]
    whole = "".join(present)
    if whole.isascii() and whole.isprintable() and len(whole) <= FIELD_LIMIT:
        return None
    if "\0" in whole:
        return f"{format}.nul_byte"
    if _SURROGATE.search(whole):
        return "encoding.undecodable"
    if _CONTROL.search(whole):
        return f"{format}.control_character"
    return f"{format}.field_too_large" if max(map(len, present)) > FIELD_LIMIT else None


def as_text(value: object) -> str | None:
    """A database's or spreadsheet's value as text: ISO dates, plain decimals, true and false."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return _duration(value) if isinstance(value, timedelta) else str(value)


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def as_raw(values: Sequence[object]) -> bytes:
    """A refused record that has no text of its own, as a JSON list of its values."""
    return cut(json.dumps([_shown(value) for value in values]).encode())


def _shown(value: object) -> str | None:
    text = bytes(value[:FIELD_LIMIT]).hex() if isinstance(value, bytes | memoryview) else as_text(value)
    return text[:_KEPT] if text and len(text) > FIELD_LIMIT else text
