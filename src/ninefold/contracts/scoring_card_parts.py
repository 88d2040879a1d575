"""The tables of a scoring card: the outcome, each feature, the model, the capacity."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ninefold.contracts.card_tables import CardTable

KINDS = ("number", "truth", "category")


@dataclass(frozen=True)
class Capacity:
    """How many high scores can be acted on, how often, and by whom."""

    number: int
    every: str
    of_whom: str


@dataclass(frozen=True)
class OutcomeWanted:
    """What counts as the outcome, and for how long each row is followed."""

    words: str
    window_months: int
    classes: tuple[str, ...]  # lowest first
    event_kinds: tuple[str, ...] = ()
    event_codes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class FeatureWanted:
    """One feature: what it says, when it is known, on what basis, and what values it may take."""

    name: str
    words: str
    known_at: str
    legal_basis: str
    kind: str = "number"
    least: float | None = None
    most: float | None = None
    values: tuple[str, ...] = ()
    block: str = ""
    known_at_signed_by: str = ""


@dataclass(frozen=True)
class ModelWanted:
    """Which estimator, with which settings and seed, and where its bands begin."""

    estimator: str
    seed: int
    thresholds: tuple[float, ...]  # lower edge of every band after the first
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def outcome_from(table: CardTable) -> OutcomeWanted:
    """The [outcome] table."""
    wanted = OutcomeWanted(
        words=table.text("words", "what counts as the outcome, in words"),
        window_months=table.whole_of("window_months", least=1),
        classes=table.texts("classes", "the classes, lowest first") or ("no", "yes"),
        event_kinds=table.texts("event_kinds", "the kinds of event that count"),
        event_codes=table.texts("event_codes", "the offence codes that count"),
        roles=table.texts("roles", "the roles in which they count"),
    )
    if len(wanted.classes) < 2:
        table.refuse("classes", "there are fewer than two", "at least two, lowest first")
    table.refuse_leftovers("words, window_months, classes, event_kinds, event_codes, roles")
    return wanted


def feature_from(table: CardTable) -> FeatureWanted:
    """One [[feature]] table."""
    wanted = FeatureWanted(
        name=table.text("name", "the column's name"),
        words=table.text("words", "what it says, in words an officer can repeat"),
        known_at=table.text("known_at", "when its value becomes known"),
        legal_basis=table.text("legal_basis", "the legal basis for using it"),
        kind=table.text_or_none("kind", "number, truth or category", among=KINDS) or "number",
        least=table.number("least"),
        most=table.number("most"),
        values=table.texts("values", "the values a category may take"),
        block=table.text_or_none("block", "the block it belongs to") or "",
        known_at_signed_by=table.text_or_none("known_at_signed_by", "who vouches for `known_at`") or "",
    )
    table.refuse_leftovers("name, words, known_at, legal_basis, kind, least, most, values, block")
    return wanted


def model_from(table: CardTable) -> ModelWanted:
    """The [model] table."""
    thresholds = table.take("thresholds")
    if not isinstance(thresholds, list) or not all(_is_number(each) for each in thresholds):
        table.refuse("thresholds", "it is not a list of numbers", "a list such as [0.2]")
    edges = tuple(float(each) for each in thresholds)
    if list(edges) != sorted(set(edges)):
        table.refuse("thresholds", "they do not rise", "rising numbers, lowest first")
    wanted = ModelWanted(
        estimator=table.text("estimator", "the name of an estimator"),
        seed=table.whole_of("seed", least=0),
        thresholds=edges,
        settings=MappingProxyType(table.table("settings").rest()),
    )
    table.refuse_leftovers("estimator, seed, thresholds, settings")
    return wanted


def numbers_from(table: CardTable) -> dict[str, float]:
    """Everything left in a table, each of which must be a number."""
    values = {name: table.number(name) for name in table.names()}
    return {name: value for name, value in values.items() if value is not None}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
