"""A made-up demo product that passes the gates it should, for tests to plant one fault in at a time."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from ninefold.assure.evidence import (
    Artefacts,
    BuildFacts,
    Dataset,
    Evidence,
    Feature,
    LabelDefinition,
    TimelineCheck,
    Use,
)
from ninefold.assure.gates import judge
from ninefold.assure.policy import read_policy
from ninefold.contracts.check import Verdict
from ninefold.measures.models.logistic import Logistic
from ninefold.measures.models.out_of_fold import Judged, predictions
from ninefold.measures.models.small import SmallLogistic
from ninefold.measures.scoring.splits import connected, forward_folds, random_folds

DAY = np.timedelta64(1, "D")
WINDOW = 180
POLICY = read_policy()
FEATURES = ("age", "priors", "calls")


def demo(n: int = 12_000, *, seed: int = 1, window_applied: int = WINDOW) -> Evidence:
    """Six years of made-up people; the label is 'an event within 180 days', unless another window is applied."""
    generator = np.random.default_rng(seed)
    as_of = np.datetime64("2016-01-01", "us") + np.sort(generator.integers(0, 2_100, n)) * DAY
    age, priors, calls = generator.integers(18, 70, n), generator.poisson(1.5, n), generator.poisson(3, n)
    hazard = 0.0010 * np.exp(0.5 * (priors - 1.5) - 0.02 * (age - 40) + 0.08 * (calls - 3))
    days = np.ceil(generator.exponential(1 / hazard))
    event_at = np.where(days < 3_000, as_of + days.astype(int) * DAY, np.datetime64("NaT"))
    outcome = (days <= window_applied).astype(np.int8)
    subject = np.array([f"person {number}" for number in generator.permutation(n)])
    rows = pa.table({"age": age, "priors": priors, "calls": calls})
    grade = priors + generator.normal(0, 3, n)
    groups = {"sex": generator.choice(["F", "M"], n)}
    label = LabelDefinition(
        "an event within 180 days",
        WINDOW,
        ("1A",),
        np.full(n, np.datetime64("2030-01-01", "us")),
        event_at,
        (TimelineCheck("a day inside", "1", "1"), TimelineCheck("a day outside", "0", "0")),
    )
    dataset = Dataset(rows, outcome, subject, as_of, groups, grade, {}, "hash of the snapshot")
    sets = connected({"subject": subject}, n)
    folds = (*forward_folds(as_of, gap_days=WINDOW + 1, sets=sets), *random_folds(outcome, sets, folds=2))
    judged = Judged(rows, outcome, subject, as_of, groups, grade)
    recipes = {"proposed": Logistic(), "logistic": Logistic(), "small_logistic": SmallLogistic(2)}
    return Evidence(
        "demo",
        dataset,
        tuple(Feature(name, "as_of", "A. Keeper") for name in FEATURES),
        label,
        folds,
        predictions(judged, recipes, folds, FEATURES),
        Logistic(),
        Logistic().fit(rows, outcome, FEATURES, 0),
        Use(0.1, ("ethnicity",), "the officer's grade"),
        Artefacts(build=BuildFacts("s", "c", "l", 0, FEATURES), features_rebuilt_equal=True),
    )


def asked(evidence: Evidence, *gates: str) -> list[Verdict]:
    """The verdicts of some gates that are not a pass."""
    return [v for v in judge(evidence, POLICY, only=set(gates)) if v.verdict != "pass"]


def told(evidence: Evidence, *gates: str) -> set[tuple[str, str, str]]:
    """Gate, check and verdict of all that is not a pass."""
    return {(v.gate, v.check, v.verdict) for v in asked(evidence, *gates)}


def with_data(evidence: Evidence, **changed: object) -> Evidence:
    """The evidence with another dataset."""
    assert evidence.dataset is not None
    return replace(evidence, dataset=replace(evidence.dataset, **changed))  # type: ignore[arg-type]
