"""Labels look forward over exactly their window, and whoever was not followed has none."""

from datetime import datetime, timedelta

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from tests.unit.measures.features.made_up import histories, moments, subject_tables

from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.measures.features.definition import Which
from ninefold.measures.features.history import World
from ninefold.measures.features.outcomes import FollowUp, Outcome, label_of, labels
from ninefold.measures.features.plain import Life, Subject, lives

CRIME = Outcome("crime", "a crime", Which(("crime",), ("suspect",)), 1, arrives_days=3)
ROBBERY = Outcome("robbery", "a robbery", Which(families=("robbery",)), 2, arrives_days=3)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories(), subject_tables(), moments)
def test_labels_of_many_and_of_one_agree(
    engine: DuckDBEngine, history: pa.Table, subjects: pa.Table, until: datetime
) -> None:
    follow = FollowUp(until + timedelta(days=40), until + timedelta(days=50))
    rows = labels(engine, subjects, World.held(engine, history), (CRIME, ROBBERY), follow).to_pylist()
    engine.release()
    known = lives(history, pa.table({"person_id": []}), pa.table({"person_id": []}))
    for asked, row in zip(subjects.to_pylist(), rows, strict=True):
        subject = Subject(asked["person_id"], asked["as_of"], asked["unit_event"] or "")
        found = label_of(subject, known.get(subject.person_id, Life()), (CRIME, ROBBERY), follow)
        assert ({n: row[n] for n in ("crime", "robbery")} if row["followed"] else None) == found


def test_the_query_says_window_codes_and_follow_up() -> None:
    assert "as_of <= occurred < as_of + 1 months" in CRIME.query
    assert "kind in (crime)" in CRIME.query
    assert "followed_until" in CRIME.query
