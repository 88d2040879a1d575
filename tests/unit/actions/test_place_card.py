"""A card of places says little, in the words people use, and is told plainly what is wrong."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.actions.places.card import PlaceCard, parse_place_card
from ninefold.errors import CardInvalid


def parsed(**content: Any) -> PlaceCard:
    return parse_place_card(content, where="card.toml")


def test_an_empty_card_is_a_card() -> None:
    assert parsed() == PlaceCard()


def test_a_key_may_stand_in_any_table_or_at_the_top_and_under_its_common_names() -> None:
    said = {
        "date": "when",
        "grid": {"cell_size": 200},
        "windows": {"horizon_days": 28, "test_start": date(2019, 1, 1)},
    }

    card = parsed(**said)

    assert (card.time, card.size, card.days, card.first) == ("when", 200.0, 28, date(2019, 1, 1))


@pytest.mark.parametrize("told", [5, 0.05, [5], [0.05]])
def test_five_per_cent_is_five_per_cent_however_it_is_written(told: Any) -> None:
    assert parsed(shares=told).shares == (0.05,)


@pytest.mark.parametrize("told", [27700, "27700", "EPSG:27700", "epsg:27700"])
def test_a_projection_is_known_by_its_number(told: Any) -> None:
    assert parsed(crs=told).epsg == 27700


def test_types_may_be_a_list_or_groups() -> None:
    assert parsed(types=["Burglary"]).types == {"Burglary": ("Burglary",)}
    assert parsed(types={"robbery": ["Robbery A", "Robbery B"]}).types == {
        "robbery": ("Robbery A", "Robbery B")
    }


def test_methods_are_known_however_they_are_spelt() -> None:
    assert parsed(methods=["kde", "lightgbm", "Three year count"]).methods == (
        "KDE",
        "boosted",
        "three-year count",
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"sise": 250}, "Did you mean `size`"),
        ({"size": -1}, "above nought"),
        ({"size": "250"}, "number"),
        ({"longitude": "lon"}, "belong together"),
        ({"days": 7, "months": 1}, "one length"),
        ({"size": 250, "grid": {"cell": 200}}, "said twice"),
        ({"methods": ["magic"]}, "Those there are"),
        ({"unit": "polygon"}, "needs `areas`"),
        ({"shares": []}, "shares of the area"),
        ({"types": {"burglary": []}}, "without a type"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_write_instead(content: dict[str, Any], words: str) -> None:
    with pytest.raises(CardInvalid, match=words):
        parse_place_card(content, where="card.toml")


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["time", "size", "types", "shares", "first", "grid", "epsg"]), json_like)
)
def test_no_card_breaks_the_reading_of_cards(content: dict[str, Any]) -> None:
    """A card is read, or refused as a card; nothing else comes of it."""
    with suppress(CardInvalid):
        assert parse_place_card(content, where="card.toml").size > 0
