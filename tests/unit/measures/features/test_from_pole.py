"""Histories made from POLE records: every version counts for its time, and a person has one part in an event."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from ninefold.engine.as_at import schema_of
from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.measures.features.from_pole import world
from ninefold.measures.features.history import NEVER, days_from_first
from ninefold.measures.features.offences import SERIOUS, listed

DAY = datetime(2022, 5, 1, 12)


@dataclass
class Reader:
    """The POLE tables of a test, and a membership where there is one."""

    engine: DuckDBEngine
    tables: dict[str, list[dict[str, Any]]]
    membership: list[dict[str, str]] | None = None

    def versions(self, table: str) -> ir.Table:
        return self.engine.hold(pa.Table.from_pylist(self.tables.get(table, []), schema_of(table)))

    def linked(self, table: str) -> ir.Table | None:
        return None if self.membership is None else self.hold(pa.Table.from_pylist(self.membership))

    def hold(self, rows: pa.Table) -> ir.Table:
        return self.engine.hold(rows)


def record(key: str, known: datetime, **parts: Any) -> dict[str, Any]:
    return {
        "record_id": key,
        "version": 1,
        "source": "aldmoor",
        "force": "aldmoor",
        "known_at": known,
        **parts,
    }


def crime(key: str, known: datetime, **parts: Any) -> dict[str, Any]:
    return record(key, known, **{"kind": "crime", "occurred": DAY, "category": "burglary", **parts})


def link(person: str, event: str, reason: str, known: datetime) -> dict[str, Any]:
    return record(f"{person}{event}", known, from_table="person", from_id=person, to_table="event", to_id=event,
                  reason=reason)  # fmt: skip


def history(
    engine: DuckDBEngine, membership: list[dict[str, str]] | None = None, **tables: Any
) -> list[dict[str, Any]]:
    found = engine.collect(world(Reader(engine, tables, membership)).history)
    return sorted(found.to_pylist(), key=lambda row: (row["person_id"], row["known_at"]))


def day(number: int) -> datetime:
    return datetime(2022, 6, number)


def test_a_correction_closes_one_version_and_opens_the_next(engine: DuckDBEngine) -> None:
    events = [crime("e", day(1), ho_class="028/05"), crime("e", day(9), version=2, ho_class="034/01")]
    rows = history(engine, event=events, link=[link("ann", "e", "knownSuspect", day(1))])
    assert [(r["family"], r["known_at"], r["replaced_at"]) for r in rows] == [
        ("burglary", day(1), day(9)), ("robbery", day(9), NEVER),
    ]  # fmt: skip


def test_a_version_known_before_an_earlier_one_is_never_hidden_by_it(engine: DuckDBEngine) -> None:
    """As the as-at view has it: of the versions known, the highest holds, in whatever order they came."""
    events = [
        crime("e", day(1), ho_class="028/05"),
        crime("e", day(9), version=2, ho_class="034/01"),
        crime("e", day(5), version=3, ho_class="105/01"),
    ]
    rows = history(engine, event=events, link=[link("ann", "e", "offender", day(1))])
    assert [(r["family"], r["known_at"], r["replaced_at"]) for r in rows] == [
        ("burglary", day(1), day(5)), ("violence", day(5), NEVER),
    ]  # fmt: skip


def test_a_part_is_known_when_both_event_and_part_are(engine: DuckDBEngine) -> None:
    rows = history(engine, event=[crime("e", day(2))], link=[link("ann", "e", "victim", day(7))])
    assert [(r["role"], r["known_at"]) for r in rows] == [("victim", day(7))]


def test_two_nominals_of_one_person_in_one_event_are_one_part(engine: DuckDBEngine) -> None:
    """Counted once, and known from when the first of the two was."""
    links = [link("nominal1", "e", "knownSuspect", day(8)), link("nominal2", "e", "offender", day(3))]
    members = [{"record_id": n, "person_id": "ann"} for n in ("nominal1", "nominal2")]
    rows = history(engine, members, event=[crime("e", day(1))], link=links)
    assert [(r["person_id"], r["role"], r["known_at"]) for r in rows] == [("ann", "suspect", day(3))]


def test_without_linking_each_nominal_is_its_own_person(engine: DuckDBEngine) -> None:
    links = [link("nominal1", "e", "knownSuspect", day(8)), link("nominal2", "e", "offender", day(3))]
    rows = history(engine, event=[crime("e", day(1))], link=links)
    assert [r["person_id"] for r in rows] == ["nominal1", "nominal2"]


def test_a_crime_named_in_a_persons_row_is_found_in_that_source_alone(engine: DuckDBEngine) -> None:
    named = [("crime_reference", "A/1"), ("role", "knownSuspect")]
    events = [crime("e", day(1), reference="A/1"), crime("other", day(1), reference="A/1", source="dunfell")]
    rows = history(engine, event=events, person=[record("ann", day(4), details=named)])
    assert [(r["event_id"], r["role"], r["known_at"]) for r in rows] == [("e", "suspect", day(4))]


def test_officers_at_work_have_no_history(engine: DuckDBEngine) -> None:
    assert history(engine, event=[crime("e", day(1))], link=[link("ann", "e", "officer", day(1))]) == []


def test_the_most_exact_thing_a_record_says_gives_the_family(engine: DuckDBEngine) -> None:
    events = [
        crime("code", day(1), offence_code="OF61017", ho_class="049/01", category="other-theft"),
        crime("number", day(1), ho_class="019/99", category="violent-crime"),
        crime("subgroup", day(1), subgroup="Robbery of personal property", category="violent-crime"),
        crime("title", day(1), details=[("offence", "Rape")], category="violent-crime"),
        crime("type", day(1), category="drugs"),
        crime("nothing", day(1), category="a type of its own"),
    ]
    links = [link("ann", row["record_id"], "knownSuspect", day(1)) for row in events]
    found = {r["event_id"]: r["family"] for r in history(engine, event=events, link=links)}
    assert found == {
        "code": "grievous-harm", "number": "sexual-grave", "subgroup": "robbery", "title": "sexual-grave",
        "type": "drug-possession", "nothing": None,
    }  # fmt: skip


def test_people_at_one_address_are_tied_and_having_none_ties_nobody(engine: DuckDBEngine) -> None:
    people = [
        record("ann", day(1), address="1, High Street", postcode="NF1 1AA"),
        record("bob", day(5), address="1 HIGH STREET", postcode="NF1 1AA"),
        record("cat", day(1), address="No fixed abode"),
        record("dan", day(1), address="No fixed abode"),
    ]
    tied = engine.collect(world(Reader(engine, {"person": people})).tied).to_pylist()
    assert sorted((t["person_id"], t["other_id"], t["known_at"]) for t in tied) == [
        ("ann", "bob", day(5)), ("bob", "ann", day(5)),
    ]  # fmt: skip


def test_birth_and_gender_are_facts_known_when_they_were_told(engine: DuckDBEngine) -> None:
    people = [
        record("ann", day(1), born=date(1990, 2, 3), gender="female", ethnicity_self="B1"),
        record("ann", day(5), version=2, born=date(1991, 2, 3), gender="not-known"),
    ]
    facts = engine.collect(world(Reader(engine, {"person": people})).facts).to_pylist()
    assert sorted((f["fact"], f["value"], f["known_at"]) for f in facts) == [
        ("born", days_from_first(date(1990, 2, 3)), day(1)),
        ("born", days_from_first(date(1991, 2, 3)), day(5)),
        ("ethnic_group", 3, day(1)),
        ("gender", 0, day(1)),
    ]


def test_harm_weights_are_those_of_the_harm_product() -> None:
    """The list carries the medians of the index; were they to part, a feature and a product would disagree."""
    import csv
    from pathlib import Path

    import ninefold

    weights = Path(ninefold.__file__).parent / "products/harm/weights/2026/subgroups.csv"
    days = {row["subgroup"]: row["median_days"] for row in csv.DictReader(weights.open(encoding="utf-8"))}
    assert all(row["days"] == days[row["subgroup"]] for row in listed())


def test_the_serious_families_are_all_listed() -> None:
    assert set(SERIOUS) <= {row["family"] for row in listed()}
