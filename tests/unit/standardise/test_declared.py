"""A card and no Python turns rows into records: what is made, what is refused, and which record is which."""

from dataclasses import replace
from pathlib import Path

import ibis
import pytest
from tests.support.declared import CARD, ROW, made_card, mapped, reasons, records

from ninefold.contracts.cards import SourceCard
from ninefold.pole.tables import TABLES


def test_a_row_becomes_a_crime_a_victim_and_the_link_between_them(tmp_path: Path) -> None:
    made = records(mapped(made_card(tmp_path), [ROW]))
    crime, victim, link = made["crime"][0], made["victim"][0], made["victim->crime"][0]
    assert (crime["category"], crime["occurred_precision"]) == ("burglary", "minute")
    assert (str(victim["born"]), victim["born_precision"]) == ("1980-02-01", "month")
    assert (link["from_id"], link["to_id"]) == (victim["record_id"], crime["record_id"])
    assert (link["reason"], link["occurred"]) == ("victim", crime["occurred"])


def test_every_record_says_where_it_came_from_and_how_it_is_marked(tmp_path: Path) -> None:
    for label, rows in records(mapped(made_card(tmp_path), [ROW])).items():
        row = rows[0]
        assert (row["source"], row["force"], row["file"], row["row"]) == ("madeup", "aldmoor", "f" * 32, 1), (
            label
        )
        assert (row["run"], row["version"], row["marking"]) == ("run-1", 1001, "OFFICIAL-SENSITIVE"), label


def test_tables_have_exactly_their_columns_in_order(tmp_path: Path) -> None:
    for record in mapped(made_card(tmp_path), [ROW]).records:
        assert list(record.rows.columns) == list(TABLES[record.table].columns)


def test_an_unknown_code_is_refused_and_the_value_is_not_told(tmp_path: Path) -> None:
    made = mapped(made_card(tmp_path), [ROW, {**ROW, "Type": "Zebedee"}])
    assert reasons(made) == {2: "Type:types.unknown"}
    assert [row["row"] for row in records(made)["crime"]] == [1]


def test_all_that_is_wrong_with_a_row_is_told_at_once(tmp_path: Path) -> None:
    row = {**ROW, "Number": None, "When": "2024-13-01T00:00:00Z", "Born": "2030"}
    assert reasons(mapped(made_card(tmp_path), [row])) == {
        1: "Number:required;When:DS_003.format;Born:DS_034.future"
    }


def test_the_future_is_refused_but_this_morning_is_not(tmp_path: Path) -> None:
    rows = [{**ROW, "When": "2024-06-01T11:59:59Z"}, {**ROW, "When": "2024-06-01T12:00:01Z"}]
    assert reasons(mapped(made_card(tmp_path), rows)) == {2: "When:DS_003.future"}


def test_a_row_without_a_victim_is_a_crime_alone(tmp_path: Path) -> None:
    made = records(mapped(made_card(tmp_path), [{**ROW, "Surname": "  "}]))
    assert [len(made[label]) for label in ("crime", "victim", "victim->crime")] == [1, 0, 0]


def test_a_row_that_makes_no_record_is_refused_not_dropped(tmp_path: Path) -> None:
    text = CARD.replace('kind = "crime"\n', 'kind = "crime"\nwhen = {column = "Type", in = ["BURG"]}\n')
    row = {**ROW, "Type": "ROB", "Surname": None}
    assert reasons(mapped(made_card(tmp_path, text), [ROW, row])) == {2: "row:no_record"}


def test_the_same_nominal_is_one_record_in_two_rows(tmp_path: Path) -> None:
    victims = records(mapped(made_card(tmp_path), [ROW, {**ROW, "Number": "A/2", "Born": "1981"}]))["victim"]
    assert victims[0]["record_id"] == victims[1]["record_id"]
    assert victims[0]["version"] < victims[1]["version"]


def test_two_people_without_a_number_are_never_one(tmp_path: Path) -> None:
    rows = [{**ROW, "Nominal": None}, {**ROW, "Nominal": None, "Number": "A/2"}]
    first, second = records(mapped(made_card(tmp_path), rows))["victim"]
    assert first["record_id"] != second["record_id"]


def test_a_nominal_keeps_its_record_from_one_layout_to_another(tmp_path: Path) -> None:
    start, end = CARD.index("[[layout]]"), CARD.index("[codes.types]")
    second = (
        CARD[start:end].replace('name = "crime"', 'name = "custody"').replace('"Surname"', '"Family Name"')
    )
    card = made_card(tmp_path, CARD[:end] + second + CARD[end:])
    here = records(mapped(card, [ROW]))["victim"][0]
    row = {("Family Name" if name == "Surname" else name): value for name, value in ROW.items()}
    there = records(mapped(_only(card, "custody"), [row]))["victim"][0]
    assert here["record_id"] == there["record_id"]


def _only(card: SourceCard, name: str) -> SourceCard:
    return replace(card, layouts=(card.layout(name),))


def test_a_distinct_place_is_one_record_however_many_rows_name_it(tmp_path: Path) -> None:
    text = CARD.replace(
        "[[layout.link]]",
        '[[layout.record]]\ntable = "location"\nlabel = "home"\nentity = "L_001"\ndistinct = true\n'
        'when = "Note"\n[layout.record.fields]\naddress = {column = "Note", as = "text"}\n[[layout.link]]\n'
        'from = "victim"\nto = "home"\nreason = "homeAddress"\n[[layout.link]]',
        1,
    )
    rows = [{**ROW, "Note": "1 High Road"}, {**ROW, "Note": " 1  High Road"}, {**ROW, "Note": "2 High Road"}]
    made = records(mapped(made_card(tmp_path, text), rows))
    assert sorted((row["address"], row["row"]) for row in made["home"]) == [
        ("1 High Road", 1),
        ("2 High Road", 3),
    ]
    homes = {row["record_id"] for row in made["home"]}
    assert {row["to_id"] for row in made["victim->home"]} == homes


def test_empty_details_are_left_out_and_others_kept_as_text(tmp_path: Path) -> None:
    rows = [ROW, {**ROW, "Note": "seen"}]
    details = [row["details"] for row in records(mapped(made_card(tmp_path), rows))["crime"]]
    assert [None if found is None else dict(found) for found in details] == [None, {"note": "seen"}]


def test_a_column_that_may_be_absent_is_absent_without_harm(tmp_path: Path) -> None:
    row = {name: value for name, value in ROW.items() if name != "Note"}
    assert reasons(mapped(made_card(tmp_path), [row])) == {}


@pytest.mark.spark
def test_the_same_card_compiles_for_spark(tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    assert ibis.pyspark is not None  # loading the backend registers the options its compiler reads
    made = mapped(made_card(tmp_path), [ROW])
    for record in made.records:
        assert "MD5" in ibis.to_sql(record.rows, dialect="pyspark").upper()


def test_no_list_of_members_stands_in_the_query(tmp_path: Path) -> None:
    """An engine makes a join of each such list, which took minutes and gigabytes for five rows."""
    for record in mapped(made_card(tmp_path), [ROW]).records:
        assert " IN (" not in ibis.to_sql(record.rows, dialect="duckdb")
