"""Any table that a card describes becomes nominals."""

from pathlib import Path

import pyarrow as pa
import pytest

from ninefold.actions.linking.evaluate_linkage import evaluate_linkage, read_people
from ninefold.contracts.cards import read_card
from ninefold.errors import CardInvalid, NotFound
from ninefold.link.rows import nominals_from_rows

CARD = """
[source]
name = "made_up"
title = "Made up"
owner = "Nobody"
lawful_basis = "made-up data"
licence = "none"
purpose = "to test"
force = "north"
refresh = "once"
sensitivity = "police"
marking = "OFFICIAL"
retention_group = "3"
expected_rows = {min = 1, max = 1000}

[[layout]]
name = "people"
format = "csv"
keys = ["id"]

[[layout.record]]
table = "person"
label = "someone"
entity = "P_012"
[layout.record.fields]
given_name = {column = "first", as = "name"}
surname = {column = "last", as = "name"}
born = {column = "dob", as = "date", formats = ["%d/%m/%Y"]}
gender = {column = "sex", as = "gender", codes = "sexes"}
postcode = {column = "pc", as = "postcode"}
"details.place_of_birth" = {column = "town", as = "text"}

[codes.sexes]
W = "Female"
"""
FILE = """id,first,last,dob,sex,pc,town,who
1,Ada,Quillfeather,17/03/1984,W,QX1 2AB,Corran,p
2,Ada,Quilfeather,17/03/1984,W,QX1 2A,Corran,p
3,Basil,Pondersby,99/03/1951,,QX9 9ZZ,Undersay,q
"""


@pytest.fixture
def card(tmp_path: Path) -> Path:
    (tmp_path / "card.toml").write_text(CARD)
    (tmp_path / "people.csv").write_text(FILE)
    return tmp_path / "card.toml"


def test_what_a_cleaner_would_refuse_is_kept_for_linking(card: Path) -> None:
    third = read_people(card.parent / "people.csv", card).nominals.to_pylist()[2]
    assert (third["born"], third["born_year"], third["born_day"]) == ("1951-03-99", 1951, None)


def test_codes_and_details_of_the_card_are_understood(card: Path) -> None:
    first = read_people(card.parent / "people.csv", card).nominals.to_pylist()[0]
    assert (first["sex"], first["birth_place"], first["record_id"]) == ("f", "corran", "row-000000001")


def test_the_truth_need_not_be_in_the_card_and_columns_may_be_absent(card: Path) -> None:
    file = card.parent / "fewer.csv"
    file.write_text("\n".join(line.split(",", 4)[0] + "," + ",".join(line.split(",")[1:4] + line.split(",")[7:])
                              for line in FILE.splitlines()) + "\n")  # fmt: skip
    told = evaluate_linkage(file=file, card=card, truth="who")
    assert told.linkage.pairwise.f1 == 1.0
    assert told.blocking.recall == 1.0


def test_a_truth_that_is_not_there_is_told_plainly(card: Path) -> None:
    with pytest.raises(NotFound, match="no column called 'whom'"):
        read_people(card.parent / "people.csv", card, truth="whom")


def test_a_table_without_names_cannot_be_linked(card: Path) -> None:
    layout = read_card(card).layouts[0]
    with pytest.raises(CardInvalid, match="nobody can be linked"):
        nominals_from_rows(pa.table({"dob": ["17/03/1984"]}), layout)
