"""Glass boxes add up exactly, come back from their files the same, and agree with a library where there is one."""

import numpy as np
import pyarrow as pa
import pytest
from scipy import optimize

from ninefold.errors import NotAssured, NotFound
from ninefold.measures.models.catalogue import load, recipe
from ninefold.measures.models.choosing import choose
from ninefold.measures.models.logistic import Logistic, newton
from ninefold.measures.scoring.losses import probability
from ninefold.measures.scoring.ranks import auc

FEATURES = ("age", "priors", "kind")


def people(n: int = 1_200, seed: int = 0) -> tuple[pa.Table, np.ndarray]:
    """Made-up people: the young and those with priors do worse, some ages are missing, kinds matter a little."""
    generator = np.random.default_rng(seed)
    age, priors = generator.integers(18, 70, n), generator.poisson(2, n)
    kind = generator.choice(["a", "b", "c"], n)
    odds = -0.6 + 0.5 * np.minimum(priors, 5) - 0.03 * (age - 18) + 0.4 * (kind == "c")
    outcome = (generator.random(n) < probability(odds)).astype(np.int8)
    shown = [None if number % 17 == 0 else float(value) for number, value in enumerate(age)]
    return pa.table({"age": shown, "priors": priors, "kind": kind}), outcome


@pytest.mark.parametrize("name", ["logistic", "ebm", "ebm_pairs", "scorecard"])
def test_contributions_add_up_to_the_score_and_the_file_gives_it_back(name: str) -> None:
    pytest.importorskip("interpret")
    rows, outcome = people(500)
    settings = {"bags": 1} if name.startswith("ebm") else {}
    model = recipe(name, **settings).fit(rows, outcome, FEATURES, 3)
    found = model.contributions(rows)

    assert probability(found.base + found.values.sum(axis=1)) == pytest.approx(model.predict(rows), abs=1e-9)
    assert load(model.content()).predict(rows) == pytest.approx(model.predict(rows), abs=1e-12)
    assert model.glass_box
    assert model.features == FEATURES


@pytest.mark.parametrize("name", ["logistic", "scorecard", "forest"])
def test_the_same_seed_gives_the_same_scores(name: str) -> None:
    pytest.importorskip("sklearn")
    rows, outcome = people(400)
    settings = {"trees": 10} if name == "forest" else {}
    one, two = (recipe(name, **settings).fit(rows, outcome, FEATURES, 5).predict(rows) for _ in range(2))

    assert np.abs(one - two).max() <= 1e-9


def test_the_logistic_agrees_with_scikit_learn() -> None:
    linear = pytest.importorskip("sklearn.linear_model")
    rows, outcome = people()
    ours = Logistic().fit(rows, outcome, FEATURES, 0)
    matrix = ours.encoding.matrix(rows)
    theirs = linear.LogisticRegression(C=0.3, tol=1e-10, max_iter=1000).fit(matrix, outcome)

    assert ours.predict(rows) == pytest.approx(theirs.predict_proba(matrix)[:, 1], abs=1e-6)


@pytest.mark.parametrize("far_out", [1.0, 40.0, 4_000.0])
@pytest.mark.parametrize("ridge", [1 / 0.3, 1e-4])
def test_few_events_and_columns_with_values_far_out_still_reach_the_minimum(
    far_out: float, ridge: float
) -> None:
    """54 of 633, all but told apart by one column, with a row that is far from all others in another."""
    generator = np.random.default_rng(54)
    outcome = np.zeros(633, dtype=np.int8)
    outcome[:54] = 1
    columns = generator.normal(size=(633, 20))
    columns[:, 0] += 3 * outcome
    columns[0, 1] = far_out
    columns -= columns.mean(axis=0)

    def loss(held: np.ndarray) -> tuple[float, np.ndarray]:
        odds, weights = held[0] + columns @ held[1:], held[1:]
        total = np.logaddexp(0, odds).sum() - odds[:54].sum() + 0.5 * ridge * weights @ weights
        apart = probability(odds) - outcome
        return float(total), np.append(apart.sum(), columns.T @ apart + ridge * weights)

    intercept, weights = newton(columns, outcome, ridge)
    found, slope = loss(np.append(intercept, weights))
    theirs = optimize.minimize(loss, np.zeros(21), jac=True, method="BFGS", options={"maxiter": 2_000})

    assert found <= theirs.fun + 1e-6
    assert np.abs(slope / np.maximum(1, np.abs(columns).max())).max() < 1e-4


@pytest.mark.parametrize("name", ["logistic", "ebm", "scorecard"])
def test_what_was_never_seen_in_training_still_gets_a_score(name: str) -> None:
    """A new word, a missing number and a number far out: scored, within 0 and 1."""
    pytest.importorskip("interpret")
    rows, outcome = people(500)
    model = recipe(name).fit(rows, outcome, FEATURES, 0)
    odd = pa.table({"age": [None, 900.0], "priors": [3, -4], "kind": ["never seen", None]})

    assert np.all((model.predict(odd) > 0) & (model.predict(odd) < 1))


def test_a_scorecard_is_of_whole_points_and_of_no_more_lines_than_asked() -> None:
    rows, outcome = people()
    model = recipe("scorecard", lines=4).fit(rows, outcome, FEATURES, 0)
    card = model.describe()["lines"]

    assert 1 <= len(card) <= 4
    assert all(isinstance(line["points"], int) and 1 <= abs(line["points"]) <= 5 for line in card)
    assert auc(model.predict(rows), outcome) > 0.7


def test_reasons_name_what_counts_most_first() -> None:
    rows, outcome = people()
    model = Logistic().fit(rows, outcome, FEATURES, 0)
    told = model.reasons(pa.table({"age": [20.0], "priors": [9], "kind": ["a"]}))[0]

    assert told[0].startswith("priors (9) raises the odds")


def test_few_people_are_given_the_plainest_model() -> None:
    rows, outcome = people(200)

    assert choose(rows, outcome, FEATURES).name == "logistic"


def test_a_black_box_gives_no_reasons() -> None:
    pytest.importorskip("sklearn")
    rows, outcome = people(300)
    forest = recipe("forest", trees=5).fit(rows, outcome, FEATURES, 0)

    assert not forest.glass_box
    with pytest.raises(NotAssured, match="glass box"):
        forest.reasons(rows)


def test_boosted_trees_come_back_from_their_file() -> None:
    pytest.importorskip("lightgbm")
    rows, outcome = people(400)
    model = recipe("boosted", rounds=20).fit(rows, outcome, FEATURES, 0)

    assert load(model.content()).predict(rows) == pytest.approx(model.predict(rows), abs=1e-9)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"kind": "logistic"}', b'{"kind": "other"}', b"\x80\x04pickle"]
)
def test_what_is_no_model_file_is_refused(content: bytes) -> None:
    with pytest.raises(NotAssured):
        load(content)


def test_an_unknown_recipe_is_refused_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="logistic"):
        recipe("oracle")
    with pytest.raises(NotFound, match="setting"):
        recipe("logistic", depth=3)


def test_a_feature_that_is_no_column_is_named() -> None:
    rows, outcome = people(100)

    with pytest.raises(NotAssured, match="'height'"):
        Logistic().fit(rows, outcome, ("age", "height"), 0)
