"""A product's card: what it answers, who decides, and what it must never be used for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ninefold.contracts.card_tables import CardTable
from ninefold.contracts.toml_file import read_toml

WRITE_ONE = "Write a card beside features.py."

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
    return parse_card(read_toml(path, when_absent=WRITE_ONE), where=str(path))


def parse_card(content: Mapping[str, Any], *, where: str) -> ProductCard:
    """A card from its parsed TOML; `where` names it in errors."""
    card = CardTable(where, "the card", content)
    product = card.table("product")
    texts: dict[str, Any] = {name: product.text(name, "a text") for name in _TEXTS}
    lists: dict[str, Any] = {
        name: product.some_texts(name, "a list with at least one text") for name in _LISTS
    }
    read = ProductCard(
        **texts,
        **lists,
        review_date=product.day("review_date"),
        expires_after_days=product.whole_of("expires_after_days", least=1),
        horizon=product.text_or_none("horizon", "an ISO 8601 duration") or "P0D",
        pooled=product.flag("pooled"),
        parameters=MappingProxyType(card.table("parameters").rest()),
    )
    product.refuse_leftovers(", ".join((*_TEXTS, *_LISTS, "horizon", "pooled")))
    card.refuse_leftovers("product and parameters")
    return read
