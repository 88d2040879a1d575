"""Stories of two records: who is matched, and who would be hurt if they were."""

from collections.abc import Iterator

import pyarrow as pa
import pytest

from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.link.cluster import cluster
from ninefold.link.frequencies import Frequencies
from ninefold.link.match import count_frequencies, match
from ninefold.link.model import load_model
from ninefold.link.prepare import nominals_from_columns

MODEL = load_model()
FORENAMES = [
    "adele",
    "boris",
    "celia",
    "darius",
    "edwina",
    "fabian",
    "gloria",
    "hector",
    "iris",
    "jasper",
    "kirsty",
    "lionel",
    "mavis",
    "nigel",
    "oona",
]
SURNAMES = ("abbot birch cole drew early frost gale hobbs irwin joyce kemp lowe marsh nash odell").split(" ")  # noqa: SIM905
Row = dict[str, str | None]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    made = DuckDBEngine([tmp_path_factory.mktemp("engine")])
    yield made
    made.close()


def town(*rows: Row) -> pa.Table:
    """The rows asked about, r0 and on, among some hundred strangers."""
    strangers: list[Row] = [
        {
            "given": FORENAMES[number % 15],
            "surname": SURNAMES[number * 7 % 15],
            "born": f"{1940 + number % 60}-{1 + number % 12:02}-{1 + number * 5 % 28:02}",
            "postcode": f"ZZ{number % 9} {number % 7}AB",
        }
        for number in range(300)
    ]
    everyone = [*rows, *strangers]
    columns = {name for row in everyone for name in row}
    told = {name: pa.array([row.get(name) for row in everyone], pa.string()) for name in columns}
    ids = [f"r{number}" for number in range(len(rows))] + [
        f"s{number:03}" for number in range(len(strangers))
    ]
    return nominals_from_columns({"record_id": pa.array(ids), **told})


def are_one(engine: DuckDBEngine, *rows: Row) -> bool:
    nominals = town(*rows)
    found = cluster(match(engine, nominals, MODEL), nominals, MODEL)
    names = dict(zip(found["record_id"].to_pylist(), found["cluster"].to_pylist(), strict=True))
    return len({names[f"r{number}"] for number in range(len(rows))}) == 1


ADA: Row = {
    "given": "Ada",
    "surname": "Quillfeather",
    "born": "1984-03-17",
    "postcode": "QX1 2AB",
    "sex": "F",
}


def test_swapped_names_are_one_person(engine: DuckDBEngine) -> None:
    assert are_one(engine, ADA, ADA | {"given": "Quillfeather", "surname": "Ada"})


def test_a_short_form_and_a_day_and_month_exchanged_are_one_person(engine: DuckDBEngine) -> None:
    liz: Row = {"given": "Elizabeth", "surname": "Quillfeather", "born": "1984-03-07", "postcode": "QX1 2AB"}
    assert are_one(engine, liz, liz | {"given": "Liz", "born": "1984-07-03"})


def test_a_woman_who_married_is_one_person(engine: DuckDBEngine) -> None:
    assert are_one(engine, ADA, ADA | {"surname": "Pondersby"})


def test_twins_at_one_address_are_not_merged(engine: DuckDBEngine) -> None:
    home = {"address": "12 Heron Row, Corran", "phone": "01012345678"}
    assert not are_one(engine, ADA | home, ADA | home | {"given": "Beatrice"})


def test_a_father_and_a_son_of_one_name_are_not_merged(engine: DuckDBEngine) -> None:
    home = {"address": "12 Heron Row, Corran"}
    elder: Row = {"given": "Otto", "surname": "Quillfeather", "born": "1951-03-17", "postcode": "QX1 2AB"}
    assert not are_one(engine, elder | home, elder | home | {"born": "1983-11-02"})


def test_a_shared_telephone_does_not_make_one_person(engine: DuckDBEngine) -> None:
    other: Row = {"given": "Basil", "surname": "Pondersby", "born": "1961-11-02"}
    assert not are_one(engine, ADA | {"phone": "07700900123"}, other | {"phone": "07700900123"})


def test_evidence_says_what_each_comparison_gave(engine: DuckDBEngine) -> None:
    pair = match(engine, town(ADA, ADA | {"surname": "Quilfeather"}), MODEL).to_pylist()
    found = next(each for each in pair if (each["left_id"], each["right_id"]) == ("r0", "r1"))
    assert MODEL.words("surname", found["gamma_surname"]) == "surname: one letter apart"
    assert MODEL.words("born", found["gamma_born"]) == "date of birth: the same day"
    told = sum(found[f"weight_{name}"] for name in MODEL.comparison_names)
    assert found["weight"] == pytest.approx(told + MODEL.start(302), abs=0.01)


def test_a_pair_scores_the_same_whoever_else_is_there_under_the_same_counts(engine: DuckDBEngine) -> None:
    everyone = town(ADA, ADA | {"surname": "Quilfeather"}, ADA | {"given": "Adda"})
    counts = Frequencies.from_arrow(count_frequencies(engine, everyone).to_arrow())
    whole = match(engine, everyone, MODEL, frequencies=counts).to_pylist()
    few = match(engine, everyone.slice(0, 3), MODEL, frequencies=counts).to_pylist()
    assert len(few) == 3
    assert few == [row for row in whole if row["left_id"] < "s" and row["right_id"] < "s"]


def test_nobody_and_one_person_are_no_trouble(engine: DuckDBEngine) -> None:
    for rows in (0, 1):
        nominals = town(ADA).slice(0, rows)
        pairs = match(engine, nominals, MODEL)
        assert (len(pairs), len(cluster(pairs, nominals, MODEL))) == (0, rows)
