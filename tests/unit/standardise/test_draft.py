"""A card drafted from a sample is valid, takes the sample, and leaves to a person what only they know."""

from pathlib import Path

import pytest
from tests.support.declared import made_card, mapped, reasons

from ninefold.contracts.cards import TO_FILL
from ninefold.errors import CardInvalid
from ninefold.standardise.draft import draft_card

ROWS: list[dict[str, str | None]] = [
    {
        "Ref No": f"X/{n:04d}",
        "DOB": f"19{60 + n % 40}-0{1 + n % 9}-11",
        "Occurred On": f"{1 + n % 28:02d}/05/2024 14:{n % 60:02d}",
        "Status": ("Open", "Closed", 'Filed "NFA"')[n % 3],
        "Longitude": f"-1.{n:03d}",
        "Post Code": "DH1 3HP",
        "Injured?": "Y" if n % 2 else None,
        "Free.text": f"words {n}",
    }
    for n in range(60)
]


def test_the_draft_is_a_valid_card_and_takes_every_row_of_its_sample(tmp_path: Path) -> None:
    card = made_card(tmp_path, draft_card("north_custody", list(ROWS[0]), ROWS))
    assert reasons(mapped(card, ROWS)) == {}
    assert card.layouts[0].keys == ("Ref No",)


def test_the_draft_guesses_what_columns_hold(tmp_path: Path) -> None:
    card = made_card(tmp_path, draft_card("north_custody", list(ROWS[0]), ROWS))
    guesses = {spec.columns[0]: spec.cleaner for spec in card.layouts[0].fields}
    assert guesses == {
        "Ref No": "text",
        "DOB": "partial_date",
        "Occurred On": "timestamp",
        "Status": "code",
        "Longitude": "longitude",
        "Post Code": "postcode",
        "Injured?": "boolean",
        "Free.text": "text",
    }
    assert card.codes["status"]['Filed "NFA"'] == "filed-nfa"


def test_owner_and_law_are_left_to_a_person(tmp_path: Path) -> None:
    text = draft_card("north_custody", list(ROWS[0]), ROWS)
    assert made_card(tmp_path / "a", text).draft
    with pytest.raises(CardInvalid, match=TO_FILL):
        made_card(tmp_path / "b", text.replace("draft = true\n", ""))


def test_a_name_that_only_looks_like_a_kind_of_value_is_not_believed() -> None:
    rows: list[dict[str, str | None]] = [{"Postcode": f"area {n}"} for n in range(30)]
    assert 'as = "postcode"' not in draft_card("north", ["Postcode"], rows)


def test_columns_with_hostile_names_still_make_a_valid_card(tmp_path: Path) -> None:
    columns = ['a"b', "a.b", "a b", "é\\n", "x\ty", "details", "]", "a_b"]
    rows: list[dict[str, str | None]] = [dict.fromkeys(columns, "1 High Road, Nowhere")]
    card = made_card(tmp_path, draft_card("north", columns, rows))
    assert set(card.layouts[0].known_columns) == set(columns)
    assert reasons(mapped(card, rows)) == {}
