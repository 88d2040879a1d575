"""Three errors planted on purpose, each caught by a gate that bears its name: G1, G4 and G5."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.support.custody import NOW, made_up_facts, made_up_history, units_of

from ninefold.assure.evidence import Dataset, Evidence, Feature, LabelDefinition, TimelineCheck
from ninefold.assure.gates import judge
from ninefold.assure.policy import read_policy
from ninefold.contracts.check import Verdict
from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.measures.features import build as builder
from ninefold.measures.features.history import SUBJECTS, TIED, World
from ninefold.measures.features.outcomes import FollowUp, labels
from ninefold.measures.features.timelines import row_by_row
from ninefold.measures.scoring.splits import Fold
from ninefold.products.hart.features import ANY, SERIOUS_OFFENCE, grade
from ninefold.products.hart.predictors import PROPOSED

SAMPLE = Path(builder.__file__).parents[2] / "products/hart/sample/timelines"


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """Rows of the product for made-up people, with the newest record behind each feature."""
    return rows_of(tmp_path_factory)


def rows_of(folders: pytest.TempPathFactory) -> pa.Table:
    engine = DuckDBEngine([folders.mktemp("engine")])
    history = made_up_history(700)
    world = World.held(engine, history, made_up_facts(700), TIED.empty_table())
    units = [u for u in units_of(history).values() if u.as_of < NOW - timedelta(days=850)]
    people, moments, events = zip(*((u.person_id, u.as_of, u.custody) for u in units), strict=True)
    asked = pa.table([range(len(units)), people, moments, events], names=SUBJECTS.names).cast(SUBJECTS)
    built = builder.expression(engine.hold(asked), world, PROPOSED, newest=True)
    label = labels(engine, asked, world, (ANY, SERIOUS_OFFENCE), FollowUp(NOW, NOW))
    table = engine.collect(built).sort_by("subject_row")
    engine.close()
    for name in ("person_id", "as_of"):
        table = table.append_column(name, asked[name])
    return table.append_column("outcome", label[ANY.name].cast(pa.int8()))


def evidence(rows: pa.Table, label: LabelDefinition | None = None) -> Evidence:
    n = rows.num_rows
    dataset = Dataset(
        rows=rows,
        outcome=np.asarray(rows["outcome"].to_numpy()),
        subject=np.asarray(rows["person_id"].to_pylist()),
        as_of=np.asarray(rows["as_of"].to_numpy()).astype("datetime64[us]"),
    )
    features = tuple(
        Feature(
            f.name, f"column:known_at__{f.name}" if f"known_at__{f.name}" in rows.column_names else "as_of"
        )
        for f in PROPOSED
    )
    half = np.arange(n) < n // 2
    folds = (Fold("halves", "random", np.flatnonzero(half), np.flatnonzero(~half)),)
    asked = label or LabelDefinition(ANY.query, 24 * 30.44, ("crime",))
    return Evidence("hart", dataset, features, asked, folds)


def of_gate(found: list[Verdict], gate: str, check: str) -> list[Verdict]:
    return [verdict for verdict in found if (verdict.gate, verdict.check) == (gate, check)]


def drawn(months: int) -> LabelDefinition:
    outcomes = [replace(outcome, months=months) for outcome in (ANY, SERIOUS_OFFENCE)]
    told = row_by_row(SAMPLE, PROPOSED, outcomes, grade)
    return LabelDefinition(
        "a query", 730.0, ("crime",), timelines=tuple(TimelineCheck(*each) for each in told)
    )


@pytest.mark.parametrize(("months", "verdict"), [(24, "pass"), (23, "fail"), (25, "fail")])
def test_a_label_window_off_by_one_month_is_caught_by_g1(rows: pa.Table, months: int, verdict: str) -> None:
    found = judge(evidence(rows, label=drawn(months)), read_policy(), only=("G1",))
    assert [v.verdict for v in of_gate(found, "G1", "timelines")] == [verdict]


def test_a_feature_joined_without_known_at_is_caught_by_g4(
    rows: pa.Table, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builder, "as_known", lambda pairs: pairs.filter(pairs["occurred"] < pairs["as_of"]))
    leaky = rows_of(tmp_path_factory)
    good = judge(evidence(rows), read_policy(), only=("G4",))
    bad = judge(evidence(leaky), read_policy(), only=("G4",))
    assert [v.verdict for v in of_gate(good, "G4", "known_at")] == ["pass"]
    assert {v.verdict for v in of_gate(bad, "G4", "known_at")} == {"fail"}
    assert "prior_any" in {v.subject for v in of_gate(bad, "G4", "known_at")}


def test_a_person_in_both_halves_is_caught_by_g5(rows: pa.Table) -> None:
    people = np.asarray(rows["person_id"].to_pylist())
    apart = np.isin(people, sorted(set(people))[::2])
    kept = Fold("apart", "random", np.flatnonzero(apart), np.flatnonzero(~apart))
    good = judge(replace(evidence(rows), folds=(kept,)), read_policy(), only=("G5",))
    bad = judge(evidence(rows), read_policy(), only=("G5",))
    assert [v.verdict for v in of_gate(good, "G5", "shared")] == ["pass"]
    assert [v.verdict for v in of_gate(bad, "G5", "shared")] == ["fail"]
