"""One pass, then totals: by every kind of area, on every engine."""

from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from tests.support.events import UnboundInputs, event, inputs

from ninefold.measures.by_area import counted


def _counts(events: list[dict[str, object]]) -> dict[tuple[str, ...], int]:
    table = counted(inputs(events).events, ("lsoa", "force")).to_pyarrow().to_pylist()
    return {
        (r["area_kind"], r["area"], r["force"], r["period"], r["stream"], r["category"]): r["n"]
        for r in table
    }


def test_each_kind_of_area_counts_the_events_that_have_it() -> None:
    found = _counts([event("2024-01"), event("2024-01"), event("2024-01", lsoa=None)])
    assert found == {
        ("force", "northmoor", "northmoor", "2024-01", "crime", "burglary"): 3,
        ("lsoa", "X01", "northmoor", "2024-01", "crime", "burglary"): 2,
    }


def test_other_kinds_of_event_are_categories_by_themselves() -> None:
    found = _counts(
        [event("2024-01", kind="stop_search", lsoa=None), event("2024-01", kind="asb", lsoa=None)]
    )
    assert sorted(key[4:] for key in found) == [("crime", "unknown"), ("stop_search", "stop_search")]


def test_an_event_without_a_month_keeps_an_empty_period() -> None:
    assert {key[3] for key in _counts([event(None)])} == {""}


def test_the_expression_is_understood_by_spark_as_well() -> None:
    """The SQL that Spark would run, made without Spark."""
    unbound = UnboundInputs(inputs([event("2024-01")])).events
    sql = PySparkCompiler().to_sqlglot(counted(unbound, ("lsoa", "force"), ("subgroup",))).sql("spark")
    assert sql.count("`events`") == 1  # events are read once, however many kinds of area
    assert "UNION ALL" in sql
