"""Small made-up worlds drawn by hypothesis, and features of every measure."""

from datetime import datetime, timedelta

import pyarrow as pa
from hypothesis import strategies as st

from ninefold.measures.features.definition import Feature, Measure, When, Which
from ninefold.measures.features.history import FACTS, HISTORY, NEVER, SUBJECTS, TIED

START = datetime(2020, 1, 31)
PEOPLE = tuple(f"person{n}" for n in range(8))
SUSPECT = Which(("crime",), ("suspect",))

FEATURES = (
    Feature("age", "age", Measure.AGE, absent=-1),
    Feature("gender", "gender", Measure.FACT, of="gender", absent=-1),
    Feature("crimes", "crimes", Measure.COUNT, SUSPECT),
    Feature("crimes_1m", "crimes of a month", Measure.COUNT, SUSPECT, 1),
    Feature("any_robbery", "a robbery", Measure.ANY, Which(families=("robbery",))),
    Feature("harm_2m", "harm", Measure.HARM, Which(), 2),
    Feature("last", "days since", Measure.DAYS_SINCE_LAST, SUSPECT, absent=9999),
    Feature("first", "days since the first", Measure.DAYS_SINCE_FIRST, SUSPECT, absent=9999),
    Feature("age_first", "age at first", Measure.AGE_AT_FIRST, SUSPECT, absent=99),
    Feature("places", "places", Measure.DISTINCT, Which(), of="place"),
    Feature("forces_1m", "forces", Measure.DISTINCT, SUSPECT, 1, of="force"),
    Feature("unit_harm", "harm of the unit", Measure.HARM, when=When.UNIT),
    Feature("with_people", "co-offenders", Measure.PEOPLE, through="co-offender"),
    Feature("with_crimes", "their crimes", Measure.COUNT, SUSPECT, through="co-offender"),
    Feature("with_harm_1m", "their harm", Measure.HARM, Which(), 1, through="co-offender"),
)

# Whole days and odd hours, so that boundaries are met exactly as well as missed.
moments = st.builds(
    lambda days, hours: START + timedelta(days=days, hours=hours),
    st.integers(0, 120),
    st.sampled_from((0, 0, 7)),
)


@st.composite
def parts(draw: st.DrawFn) -> dict[str, object]:
    """One row of a history; some are told late, some put right later."""
    occurred, known = draw(moments), draw(moments)
    replaced = draw(st.one_of(st.just(NEVER), st.just(NEVER), moments))
    return {
        "person_id": draw(st.sampled_from(PEOPLE)),
        "event_id": draw(st.sampled_from(tuple(f"e{n}" for n in range(12)))),
        "kind": draw(st.sampled_from(("crime", "custody"))),
        "role": draw(st.sampled_from(("suspect", "victim"))),
        "family": draw(st.sampled_from(("robbery", "theft", None))),
        "force": draw(st.sampled_from(("aldmoor", "dunfell", None))),
        "place": draw(st.sampled_from(("p1", "p2", None))),
        "harm": draw(st.sampled_from((0.0, 1.5, 365.0))),
        "occurred": occurred,
        "known_at": known,
        "replaced_at": replaced,
    }


facts = st.builds(
    lambda person, fact, value, known: {"person_id": person, "fact": fact, "value": value, "known_at": known},
    st.sampled_from(PEOPLE), st.sampled_from(("born", "gender")), st.integers(0, 70_000), moments,
)  # fmt: skip
ties = st.builds(
    lambda one, other, known, replaced: {
        "person_id": one, "other_id": other, "tie": "co-offender", "known_at": known, "replaced_at": replaced
    },
    st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), moments, st.one_of(st.just(NEVER), moments),
)  # fmt: skip
askings = st.builds(
    lambda person, as_of, unit: {"person_id": person, "as_of": as_of, "unit_event": unit},
    st.sampled_from((*PEOPLE, "nobody")), moments, st.sampled_from(("", "e1", None)),
)  # fmt: skip


def histories() -> st.SearchStrategy[pa.Table]:
    """Up to ninety rows of history: large worlds, since an expression takes longer to compile than to run."""
    return st.lists(parts(), max_size=90).map(lambda rows: pa.Table.from_pylist(rows, HISTORY))


def fact_tables() -> st.SearchStrategy[pa.Table]:
    """A few facts."""
    return st.lists(facts, max_size=20).map(lambda rows: pa.Table.from_pylist(rows, FACTS))


def tie_tables() -> st.SearchStrategy[pa.Table]:
    """A few ties."""
    return st.lists(ties, max_size=20).map(lambda rows: pa.Table.from_pylist(rows, TIED))


def subject_tables() -> st.SearchStrategy[pa.Table]:
    """One to two dozen subjects."""
    return st.lists(askings, min_size=1, max_size=24).map(
        lambda rows: pa.Table.from_pylist([{"subject_row": n, **row} for n, row in enumerate(rows)], SUBJECTS)
    )
