"""A product's card: what it answers, who decides, and what it must never be used for."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ninefold.errors import CardInvalid

_TEXTS = ("name", "title", "version", "question", "decision", "who_decides", "owner", "interval", "test")
_LISTS = ("uses_forbidden", "subjects", "inputs", "attributes_never_used", "bands")


@dataclass(frozen=True)
class ProductCard:
    """The card of one product, complete and checked."""

    name: str
    title: str
    version: str
    question: str
    decision: str  # the decision it informs
    who_decides: str
    uses_forbidden: tuple[str, ...]
    subjects: tuple[str, ...]
    inputs: tuple[str, ...]  # tables it reads
    attributes_never_used: tuple[str, ...]
    bands: tuple[str, ...]
    interval: str  # what low and high span
    test: str  # how a change is called, and how often it is called falsely
    owner: str
    review_date: date
    expires_after_days: int
    horizon: str  # ISO 8601 duration
    pooled: bool  # findings of some subjects depend on which others are there
    parameters: Mapping[str, Any]


def read_card(path: Path) -> ProductCard:
    """The card at `path`; raises CardInvalid naming the first thing it lacks."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CardInvalid(f"{path}: there is no card here. Write one beside features.py.") from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CardInvalid(f"{path}: not valid TOML ({error}).") from error
    return parse_card(content, where=str(path))


def parse_card(content: Mapping[str, Any], *, where: str) -> ProductCard:
    """A card from its parsed TOML; `where` names it in errors."""
    product = content.get("product")
    if not isinstance(product, dict):
        raise CardInvalid(f"{where}: has no [product] table. Start the card with one.")
    _refuse_unknown(product, where)
    return ProductCard(
        **_texts_and_lists(product, where),
        review_date=_date(product, where),
        expires_after_days=_whole(product, "expires_after_days", where),
        horizon=str(product.get("horizon", "P0D")),
        pooled=bool(product.get("pooled", False)),
        parameters=MappingProxyType(dict(content.get("parameters", {}))),
    )


def _texts_and_lists(product: Mapping[str, Any], where: str) -> dict[str, Any]:
    texts = {name: _text(product, name, where) for name in _TEXTS}
    return texts | {name: _texts(product, name, where) for name in _LISTS}


def _refuse_unknown(product: Mapping[str, Any], where: str) -> None:
    known = {*_TEXTS, *_LISTS, "review_date", "expires_after_days", "horizon", "pooled"}
    for name in sorted(set(product) - known):
        raise CardInvalid(f"{where}: [product] has a key no card has, `{name}`. Correct or remove it.")


def _text(product: Mapping[str, Any], name: str, where: str) -> str:
    value = product.get(name)
    if not isinstance(value, str) or not value.strip():
        raise CardInvalid(f"{where}: `{name}` must be a text. Add it to [product].")
    return value


def _texts(product: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    value = product.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
        raise CardInvalid(f"{where}: `{name}` must be a list with at least one text. Add it to [product].")
    return tuple(value)


def _date(product: Mapping[str, Any], where: str) -> date:
    value = product.get("review_date")
    if not isinstance(value, date):
        raise CardInvalid(f"{where}: `review_date` must be a date such as 2027-05-01. Add it to [product].")
    return value


def _whole(product: Mapping[str, Any], name: str, where: str) -> int:
    value = product.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise CardInvalid(f"{where}: `{name}` must be a whole number of at least 1. Add it to [product].")
    return value
