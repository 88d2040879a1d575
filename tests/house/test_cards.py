"""No card that comes with Ninefold lacks a field, and every source is one anybody may see."""

from importlib.resources import files
from pathlib import Path

import pytest

from ninefold.contracts.cards import TO_FILL, read_card
from ninefold.contracts.product_registry import load_product, product_names

CARDS = sorted(Path(str(files("ninefold.sources"))).glob("*/card.toml"))


def test_there_are_the_open_source_and_nine_made_up_forces() -> None:
    names = {card.parent.name for card in CARDS}

    assert "police_uk" in names
    assert len(names) >= 10


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.parent.name)
def test_no_source_card_lacks_a_field(path: Path) -> None:
    card = read_card(path)

    assert card.name == path.parent.name
    assert not card.draft
    assert TO_FILL not in path.read_text(encoding="utf-8")
    assert all(reason.strip() for layout in card.layouts for reason in layout.ignored.values())


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.parent.name)
def test_every_source_but_the_open_one_says_it_is_made_up(path: Path) -> None:
    card = read_card(path)

    assert card.sensitivity == "open" or "made up" in card.title.lower()


@pytest.mark.parametrize("name", product_names())
def test_no_product_card_lacks_a_field(name: str) -> None:
    card = load_product(name).card

    assert card.name == name
    assert card.uses_forbidden
    assert len(card.question) > 20
