"""No feature sees the future, and the engine and the row-by-row reading agree to the last bit."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.measures.features.made_up import (
    FEATURES,
    fact_tables,
    histories,
    moments,
    subject_tables,
    tie_tables,
)

from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.measures.features import build as builder
from ninefold.measures.features.build import build
from ninefold.measures.features.history import NEVER, World
from ninefold.measures.features.plain import Life, Subject, features_of, lives

quick = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def built(engine: DuckDBEngine, subjects: pa.Table, *tables: pa.Table) -> pa.Table:
    found = build(engine, subjects, World.held(engine, *tables), FEATURES)
    engine.release()
    return found


@quick
@given(histories(), fact_tables(), tie_tables(), subject_tables())
def test_many_at_once_and_one_by_one_agree_exactly(
    engine: DuckDBEngine, history: pa.Table, facts: pa.Table, tied: pa.Table, subjects: pa.Table
) -> None:
    known = lives(history, facts, tied)
    rows = built(engine, subjects, history, facts, tied).to_pylist()
    for asked, row in zip(subjects.to_pylist(), rows, strict=True):
        subject = Subject(asked["person_id"], asked["as_of"], asked["unit_event"] or "")
        plain = features_of(subject, lambda person: known.get(person, Life()), FEATURES)
        assert {name: row[name] for name in plain} == plain


@quick
@given(histories(), histories(), fact_tables(), fact_tables(), tie_tables(), tie_tables(), moments, st.data())
def test_records_that_come_later_change_no_byte(
    engine: DuckDBEngine, history: pa.Table, more: pa.Table, facts: pa.Table, more_facts: pa.Table,
    tied: pa.Table, more_tied: pa.Table, now: object, data: st.DataObject,
) -> None:  # fmt: skip
    """What is added, replaced or deleted after the date leaves the features as they were, to the byte."""
    subjects = data.draw(subject_tables())
    column = subjects.column_names.index("as_of")
    subjects = subjects.set_column(column, "as_of", pa.array([now] * len(subjects), pa.timestamp("us")))
    before = built(engine, subjects, history, facts, tied)
    extended = [pa.concat_tables([old, only_after(new, now)]) for old, new in
                ((history, more), (facts, more_facts), (tied, more_tied))]  # fmt: skip
    cut = [known_by(table, now) for table in (history, facts, tied)]
    assert built(engine, subjects, *extended).equals(before)
    assert built(engine, subjects, *cut).equals(before)


def only_after(table: pa.Table, now: object) -> pa.Table:
    return table.filter(pc.greater(table["known_at"], pa.scalar(now, pa.timestamp("us"))))


def known_by(table: pa.Table, now: object) -> pa.Table:
    """What was known by then, every correction after it undone."""
    moment = pa.scalar(now, pa.timestamp("us"))
    kept = table.filter(pc.less_equal(table["known_at"], moment))
    if "replaced_at" not in kept.column_names:
        return kept
    undone = pc.if_else(
        pc.greater(kept["replaced_at"], moment), pa.scalar(NEVER, pa.timestamp("us")), kept["replaced_at"]
    )
    return kept.set_column(kept.column_names.index("replaced_at"), "replaced_at", undone)


def test_a_join_that_forgets_known_at_is_told_by_the_newest_record_it_used(
    engine: DuckDBEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The evidence gate G4 reads: with the as-at filter gone, a feature's newest record is later than its date."""
    from datetime import datetime

    from ninefold.measures.features.history import HISTORY, SUBJECTS, TIED

    late = {"person_id": "ann", "event_id": "e9", "kind": "crime", "role": "suspect", "family": "theft", "force": "f",
            "place": None, "harm": 1.0, "occurred": datetime(2020, 1, 1), "known_at": datetime(2020, 9, 1),
            "replaced_at": NEVER}  # fmt: skip
    asked = [{"subject_row": 0, "person_id": "ann", "as_of": datetime(2020, 6, 1), "unit_event": ""}]
    world = World.held(engine, pa.Table.from_pylist([late], HISTORY), None, TIED.empty_table())
    subjects = engine.hold(pa.Table.from_pylist(asked, SUBJECTS))
    count = [f for f in FEATURES if f.name == "crimes"]
    good = engine.collect(builder.expression(subjects, world, count, newest=True)).to_pylist()[0]
    monkeypatch.setattr(builder, "as_known", lambda pairs: pairs.filter(pairs["occurred"] < pairs["as_of"]))
    bad = engine.collect(builder.expression(subjects, world, count, newest=True)).to_pylist()[0]
    assert (good["crimes"], good["known_at__crimes"]) == (0.0, None)
    assert (bad["crimes"], bad["known_at__crimes"]) == (1.0, datetime(2020, 9, 1))


@quick
@given(histories(), fact_tables(), tie_tables(), subject_tables())
def test_every_feature_says_when_the_newest_record_behind_it_was_known(
    engine: DuckDBEngine, history: pa.Table, facts: pa.Table, tied: pa.Table, subjects: pa.Table
) -> None:
    """Counts, distinct values, facts and ties alike: never later than the date, never empty where something counts."""
    world = World.held(engine, history, facts, tied)
    table = engine.collect(builder.expression(engine.hold(subjects), world, FEATURES, newest=True))
    engine.release()
    asked = {row["subject_row"]: row["as_of"] for row in subjects.to_pylist()}
    for row in table.to_pylist():
        for feature in FEATURES:
            newest = row[f"known_at__{feature.name}"]
            assert newest is None or newest <= asked[row["subject_row"]]
            assert newest is not None or row[feature.name] == feature.absent
