"""A scoring card is complete, or says what it lacks and what to write instead."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.support.product_life import FOLDER

from ninefold.contracts.product_registry import product_names, scoring_product_names
from ninefold.contracts.scoring import band_of
from ninefold.contracts.scoring_card import is_scoring, parse_scoring_card, read_scoring_card
from ninefold.errors import CardInvalid

CARD = FOLDER / "card.toml"
OPTIONAL = {"kind", "horizon", "unscored_share", "shadow_only"}


def content() -> dict[str, Any]:
    return tomllib.loads(CARD.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(content()["product"].keys() - OPTIONAL))
def test_a_card_without_something_it_must_say_is_refused_by_name(name: str) -> None:
    card = content()
    del card["product"][name]
    with pytest.raises(CardInvalid, match=f"`{name}`|{name}"):
        parse_scoring_card(card, where="card.toml")


@pytest.mark.parametrize(
    ("table", "key", "wrong"),
    [
        ("product", "qestion", "?"),
        ("product", "name", "../../elsewhere"),
        ("product", "about", "household"),
        ("product", "unscored_share", 1.0),
        ("product", "retention_days", 0),
        ("outcome", "classes", ["only one"]),
        ("outcome", "window_months", 0),
        ("model", "thresholds", [0.5, 0.2]),
        ("model", "thresholds", []),
        ("gates", "G8.ece", "low"),
    ],
)
def test_a_card_that_says_something_wrong_is_refused(table: str, key: str, wrong: object) -> None:
    card = content()
    card.setdefault(table, {})[key] = wrong
    with pytest.raises(CardInvalid):
        parse_scoring_card(card, where="card.toml")


def test_an_attribute_the_card_rules_out_cannot_be_a_feature() -> None:
    card = content()
    card["product"]["attributes_never_used"] = ["stays"]
    with pytest.raises(CardInvalid, match="never used"):
        parse_scoring_card(card, where="card.toml")


def test_a_product_about_people_needs_two_approvers_and_one_about_places_one() -> None:
    card = content()
    assert parse_scoring_card(card, where="card.toml").approvers_needed == 2
    card["product"]["about"] = "place"
    assert parse_scoring_card(card, where="card.toml").approvers_needed == 1


def test_a_score_is_in_the_band_whose_lower_edge_it_has_reached() -> None:
    card = read_scoring_card(CARD)

    assert band_of(card, np.array([0.0, 0.3499, 0.35, 1.0])) == ["standard", "standard", "raised", "raised"]


def test_counting_and_scoring_products_are_told_apart_by_their_cards(tmp_path: Path) -> None:
    (tmp_path / "card.toml").write_text("[product", encoding="utf-8")

    assert is_scoring(CARD)
    assert not is_scoring(tmp_path / "card.toml")
    assert {"harm", "volume"} <= set(product_names())
    assert not set(product_names()) & set(scoring_product_names())
