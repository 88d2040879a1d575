"""The card of a scoring product: a product that says how likely something is of a person, an event or a place.

It asks for more than a counting product's card, because more can go wrong: what decision the score informs and
who takes it, who has a row, what counts as the outcome, what every feature knows and on what legal basis.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ninefold.contracts.card_tables import CardTable
from ninefold.contracts.product_card import WRITE_ONE
from ninefold.contracts.scoring_card_parts import (
    Capacity,
    FeatureWanted,
    ModelWanted,
    OutcomeWanted,
    feature_from,
    model_from,
    numbers_from,
    outcome_from,
)
from ninefold.contracts.toml_file import read_toml
from ninefold.errors import CardInvalid

ABOUT = ("person", "event", "place")

_TEXTS = {
    "name": "the product's name, in small letters",
    "title": "a title a reader understands",
    "version": 'a version such as "1.0"',
    "question": "the question it answers",
    "decision": "the decision it informs",
    "who_decides": "who takes that decision",
    "intervention": "what is offered or done after the decision",
    "unit": 'what one row is, such as "the custody event"',
    "cohort": "who has a row, in words",
    "incumbent": "what decides today, in words",
    "metric": "the metric it is judged by, fixed before fitting",
    "wrong_high": "what a wrongly high score costs the person concerned",
    "wrong_low": "what a wrongly low score costs",
    "contest": "how the person concerned contests a score",
    "owner": "the role that owns it",
}
_LISTS = {
    "uses_forbidden": "at least one use it must never be put to",
    "inputs": "the tables it reads",
    "attributes_never_used": "the attributes that never become a feature",
    "groups": "the groups between which it is compared",
    "bands": "its bands, lowest first",
}


@dataclass(frozen=True)
class ScoringCard:
    """The card of one scoring product, complete and checked."""

    name: str
    title: str
    version: str
    question: str
    decision: str
    who_decides: str
    intervention: str
    about: str
    unit: str
    cohort: str
    incumbent: str
    metric: str
    wrong_high: str
    wrong_low: str
    contest: str
    owner: str
    uses_forbidden: tuple[str, ...]
    inputs: tuple[str, ...]
    attributes_never_used: tuple[str, ...]
    groups: tuple[str, ...]
    bands: tuple[str, ...]
    capacity: Capacity
    review_date: date
    expires_after_days: int
    retention_days: int
    horizon: str
    shadow_only: bool
    unscored_share: float  # of those scored, the share whose score is kept from view, for comparison
    outcome: OutcomeWanted
    features: tuple[FeatureWanted, ...]
    model: ModelWanted
    gates: Mapping[str, float]
    file: Mapping[str, Any]
    parameters: Mapping[str, Any]

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The names of its features, in the card's order."""
        return tuple(feature.name for feature in self.features)

    @property
    def approvers_needed(self) -> int:
        """How many different people must approve it: two where a score is about a person, else one."""
        return 1 if self.about == "place" else 2


def is_scoring(path: Path) -> bool:
    """Whether the card at `path` says it is of a scoring product; a broken card is not."""
    try:
        product = read_toml(path, when_absent=WRITE_ONE).get("product", {})
    except CardInvalid:
        return False
    return isinstance(product, dict) and product.get("kind") == "scoring"


def read_scoring_card(path: Path) -> ScoringCard:
    """The scoring card at `path`; raises CardInvalid naming the first thing it lacks."""
    return parse_scoring_card(read_toml(path, when_absent=WRITE_ONE), where=str(path))


def parse_scoring_card(content: Mapping[str, Any], *, where: str) -> ScoringCard:
    """A scoring card from its parsed TOML; `where` names it in errors."""
    card = CardTable(where, "the card", content)
    product = card.table("product")
    if product.take("kind") != "scoring":
        product.refuse("kind", "it is not that of a scoring product", '"scoring"')
    features = tuple(feature_from(each) for each in card.tables("feature"))
    texts: dict[str, Any] = {name: product.text(name, instead) for name, instead in _TEXTS.items()}
    lists: dict[str, Any] = {name: product.some_texts(name, instead) for name, instead in _LISTS.items()}
    read = ScoringCard(
        **texts,
        **lists,
        about=product.text("about", "person, event or place", among=ABOUT),
        capacity=_capacity(product.table("capacity")),
        review_date=product.day("review_date"),
        expires_after_days=product.whole_of("expires_after_days", least=1),
        retention_days=product.whole_of("retention_days", least=1),
        horizon=product.text_or_none("horizon", "an ISO 8601 duration") or "P0D",
        shadow_only=product.flag("shadow_only"),
        unscored_share=product.number("unscored_share") or 0.0,
        outcome=outcome_from(card.table("outcome")),
        features=features,
        model=model_from(card.table("model")),
        gates=MappingProxyType(numbers_from(card.table("gates"))),
        file=MappingProxyType(card.table("file").rest()),
        parameters=MappingProxyType(card.table("parameters").rest()),
    )
    product.refuse_leftovers(", ".join((*_TEXTS, *_LISTS)))
    card.refuse_leftovers("product, outcome, feature, model, gates, file, parameters")
    _check_whole(read, card)
    return read


def _check_whole(read: ScoringCard, card: CardTable) -> None:
    """What only shows when the parts stand together."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", read.name) or not re.fullmatch(
        r"[A-Za-z0-9][\w.-]*", read.version
    ):
        card.refuse(
            "product", "`name` or `version` cannot name a folder", "small letters; letters and digits"
        )
    if not 0 <= read.unscored_share < 1:
        card.refuse("product", "`unscored_share` is not a share", "a number from 0 to below 1")
    if not read.features:
        card.refuse("feature", "there is none", "[[feature]] once for each feature")
    if len(set(read.feature_names)) < len(read.features):
        card.refuse("feature", "two features have one name", "a different name for each")
    if set(read.feature_names) & set(read.attributes_never_used):
        card.refuse("feature", "one is an attribute the card says is never used", "other features")
    if len(read.model.thresholds) != len(read.bands) - 1:
        card.refuse(
            "model", "`thresholds` and `bands` do not fit", "one threshold for each band but the first"
        )


def _capacity(table: CardTable) -> Capacity:
    number = table.whole_of("number", least=1)
    every = table.text("every", "day, week or month", among=("day", "week", "month"))
    of_whom = table.text("of_whom", "who does the work, and what it is")
    table.refuse_leftovers("number, every, of_whom")
    return Capacity(number, every, of_whom)
