"""A card is read whole or refused, with the file, the table, the key and what to write instead."""

from pathlib import Path

import pytest
from tests.support.declared import CARD, ROW, made_card

from ninefold.contracts.cards import read_card
from ninefold.errors import CardInvalid, FileRefused


def test_a_card_gives_its_layouts_and_the_columns_they_know(tmp_path: Path) -> None:
    layout = made_card(tmp_path / "madeup").layouts[0]
    assert set(layout.known_columns) == set(ROW)
    assert set(layout.required_columns) == set(ROW) - {"Note"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('owner = "Records Manager"\n', "", ("[source]", "`owner`", "Write")),
        ('lawful_basis = "Made-up data"', 'lawful_basis = " "', ("`lawful_basis`", "missing or empty")),
        ('marking = "OFFICIAL-SENSITIVE"', 'marking = "HUSH"', ("`marking`", "one of OFFICIAL")),
        ('retention_group = "3"', "retention_group = 3", ("`retention_group`", "not text")),
        ('refresh = "daily"', 'refresh = "daily"\nfrequency = "x"', ("`frequency`", "no such key")),
        ('as = "timestamp"', 'as = "moment"', ("`occurred`", "names no cleaner", "timestamp")),
        ('codes = "types"', 'codes = "kinds"', ("`category`", "[codes.NAME]")),
        ('as = "name"', 'as = "name", formats = ["%d"]', ("`surname`", "`formats` means nothing")),
        ("surname = {", "shoe_size = {", ("`shoe_size`", "no such column", "details.")),
        (
            'born = {column = "Born", as = "partial_date"}',
            'born = {column = "Born", as = "text"}',
            ("`born`",),
        ),
        ('to = "crime"', 'to = "crimes"', ("`to`", "one of crime, victim")),
        ('"Clerk" = "who typed', '"Number" = "who typed', ("`ignored`", "mapped as well")),
        ("{min = 1, max = 100}", "{min = 5, max = 1}", ("`expected_rows`",)),
        ('table = "person"', 'table = "people"', ("`table`", "person")),
        ("[codes.types]", "[codes.types", ("not valid TOML",)),
    ],
)
def test_a_slip_in_a_card_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, told: tuple[str, ...]
) -> None:
    assert old in CARD
    with pytest.raises(CardInvalid) as refusal:
        made_card(tmp_path / "madeup", CARD.replace(old, new))
    for words in ("madeup/card.toml", *told):
        assert words in str(refusal.value)


def test_a_card_may_leave_its_owner_to_fill_in_only_as_a_draft(tmp_path: Path) -> None:
    unfilled = CARD.replace("Records Manager", "TO FILL: who?")
    with pytest.raises(CardInvalid, match="TO FILL"):
        made_card(tmp_path / "a", unfilled)
    assert made_card(
        tmp_path / "b", unfilled.replace('refresh = "daily"', 'refresh = "daily"\ndraft = true')
    ).draft


def test_a_folder_without_a_card_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(CardInvalid, match=r"Write a card\.toml"):
        read_card(tmp_path / "card.toml")


def test_the_columns_decide_the_layout_whatever_the_file_is_called(tmp_path: Path) -> None:
    card = made_card(tmp_path / "madeup")
    assert card.layout_for("odd name.txt", list(ROW)).name == "crime"
    assert card.layout_for("x.csv", [name for name in ROW if name != "Note"]).name == "crime"


def test_a_changed_column_is_refused_and_both_names_are_told(tmp_path: Path) -> None:
    card = made_card(tmp_path / "madeup")
    renamed = ["OffenceType" if name == "Type" else name for name in ROW]
    with pytest.raises(FileRefused) as refusal:
        card.layout_for("2024-crime.csv", renamed)
    assert "columns gone: 'Type'" in str(refusal.value)
    assert "'OffenceType'" in str(refusal.value)


def test_a_hostile_header_is_cut_short_in_what_is_told(tmp_path: Path) -> None:
    card = made_card(tmp_path / "madeup")
    with pytest.raises(FileRefused) as refusal:
        card.layout_for("2024-crime.csv", ["Number", *(f"{'x' * 5000}\x1b[31m{n}" for n in range(500))])
    assert len(str(refusal.value)) < 2000
    assert "\x1b" not in str(refusal.value)
    assert "and 492 more" in str(refusal.value)


def test_a_file_without_its_header_does_not_have_its_first_row_told(tmp_path: Path) -> None:
    card = made_card(tmp_path / "madeup")
    with pytest.raises(FileRefused) as refusal:
        card.layout_for("2024-crime.csv", ["A/1", "Zebedee", "1980"])
    assert "Zebedee" not in str(refusal.value)


def test_the_force_of_a_search_is_in_the_name_of_its_file(tmp_path: Path) -> None:
    card = made_card(
        tmp_path / "madeup",
        CARD.replace('force = "aldmoor"', 'force = {file_name = "^[0-9-]+?-([a-z-]+)-crime"}'),
    )
    layout = card.layouts[0]
    assert layout.force_from_file_name("zip/2024-01-west-mercia-crime.csv") == "west-mercia"
    assert layout.force_from_file_name("other.csv") == "unknown"
