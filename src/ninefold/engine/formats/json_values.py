"""One JSON record: parsed strictly, flattened with dots, every number as the characters received."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from ninefold.engine.formats.values import fault

DEPTH_LIMIT = 20
MALFORMED = "json.malformed"
DUPLICATE_KEY = "json.duplicate_key"
NOT_AN_OBJECT = "json.not_an_object"
TOO_DEEP = "json.too_deep"

Flat = dict[str, str | None]


class Number(str):
    """A number as its digits were written, so that none is rounded."""


class DuplicateKey(ValueError):
    """An object names one key twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise DuplicateKey
    return found


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=Number, parse_float=Number, parse_constant=_refuse_constant
)


def parsed(text: str) -> Any | str:
    """The value, or the name of the rule it breaks as a `Broken`."""
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        return broken(error)


class Broken(str):
    """The rule that a record breaks, where a value was expected."""


def broken(error: Exception) -> Broken:
    """The rule for an error met in parsing."""
    if isinstance(error, DuplicateKey):
        return Broken(DUPLICATE_KEY)
    return Broken(TOO_DEEP if isinstance(error, RecursionError) else MALFORMED)


def flattened(value: Any) -> Flat | Broken:
    """The columns of one record, or the rule it breaks."""
    if isinstance(value, Broken):
        return value
    if not isinstance(value, dict):
        return Broken(NOT_AN_OBJECT)
    flat: Flat = {}
    try:
        for key, text in _leaves(value, "", 1):
            if key in flat:
                return Broken(DUPLICATE_KEY)
            flat[key] = text
    except RecursionError:
        return Broken(TOO_DEEP)
    rule = fault("json", flat.values()) or fault("json", flat)
    return Broken(rule) if rule else flat


def _leaves(value: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, str | None]]:
    if depth > DEPTH_LIMIT:
        raise RecursionError
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _leaves(inner, f"{prefix}{key}.", depth + 1)
        else:
            yield prefix + key, _leaf(inner, depth)


def _leaf(value: Any, depth: int) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return as_json(value, depth)


def as_json(value: Any, depth: int = 0) -> str:
    """A value as JSON again, its numbers untouched."""
    if depth > DEPTH_LIMIT:
        raise RecursionError
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(as_json(one, depth + 1) for one in value) + "]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)}: {as_json(one, depth + 1)}" for key, one in value.items())
        return "{" + ", ".join(pairs) + "}"
    return json.dumps(value, ensure_ascii=False)
