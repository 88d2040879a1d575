"""The published list is kept whole, and costs choose the class without touching a probability."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from ninefold.errors import NotAssured
from ninefold.products.hart import method
from ninefold.products.hart.features import CARD
from ninefold.products.hart.predictors import PROPOSED, PUBLISHED
from ninefold.products.hart.reference import TREES, published_forest
from ninefold.products.hart.table import three_by_three


def rows(n: int = 600, seed: int = 3) -> pa.Table:
    """Made-up rows in which earlier offences and youth go with later ones."""
    draw = np.random.default_rng(seed)
    columns = {feature.name: draw.poisson(1.0, n).astype(float) for feature in PROPOSED}
    columns["custody_age"] = 18 + 40 * draw.random(n)
    risk = -1.6 + 0.9 * columns["any_24m"] - 0.03 * (columns["custody_age"] - 30)
    some = draw.random(n) < 1 / (1 + np.exp(-risk))
    serious = some & (draw.random(n) < 0.25)
    start = datetime(2021, 1, 1)
    return pa.table(
        {
            "subject_id": [f"c{number:04d}" for number in range(n)],
            "as_of": [start + timedelta(days=number) for number in range(n)],
            "outcome": some.astype(int) + serious.astype(int),
            **columns,
        }
    )


@pytest.fixture(scope="module")
def model() -> method.HartModel:
    return method.fit(CARD, rows(), 1)


def test_the_published_list_has_34_predictors_and_two_have_no_feature() -> None:
    assert len(PUBLISHED) == 34
    assert [name for name, feature in PUBLISHED.items() if feature is None] == [
        "CustodyPostcodeOutwardTop24", "CustodyMosaicCodeTop28",
    ]  # fmt: skip


def test_the_card_says_of_every_feature_what_its_definition_says() -> None:
    told = [(f.name, f.words, f.known_at, f.legal_basis) for f in CARD.features]
    assert told == [(f.name, f.words, f.known_rule, f.basis) for f in PROPOSED]


def test_where_a_person_lives_is_never_used() -> None:
    assert {"postcode", "address", "commercial_segment"} <= set(CARD.attributes_never_used)
    assert not {"place", "force"} & {f.of for f in PROPOSED}
    assert not any(f.through for f in PROPOSED), (
        "what other people did is no ground for what a person is offered"
    )


def test_chances_add_up_and_a_serious_offence_is_never_likelier_than_any(model: method.HartModel) -> None:
    chances = model.predict(rows(seed=4))
    assert np.allclose(chances.sum(axis=1), 1)
    assert chances.min() >= 0


def test_costs_move_the_class_and_leave_the_probabilities(model: method.HartModel) -> None:
    asked = rows(seed=4)
    even = replace(model, costs=((0, 1, 2), (1, 0, 1), (2, 1, 0)))
    assert np.array_equal(model.predict(asked), even.predict(asked))
    assert model.places(asked).mean() > even.places(asked).mean()


def test_the_class_is_the_one_of_least_expected_cost(model: method.HartModel) -> None:
    """Worked out by hand: 0.6, 0.3 and 0.1 cost 1.0 as low, 0.8 as moderate and 1.5 as high."""

    class Fixed(method.HartModel):
        def predict(self, rows: pa.Table) -> np.ndarray:
            return np.array([[0.6, 0.3, 0.1], [0.9, 0.09, 0.01], [0.2, 0.2, 0.6]])

    fixed = Fixed(model.any_offence, model.serious, model.costs, "")
    assert fixed.bands(rows()) == ["moderate", "low", "high"]


def test_a_model_file_gives_the_same_predictions_and_a_strange_one_is_refused(
    model: method.HartModel,
) -> None:
    again = method.load(model.content())
    assert np.array_equal(again.predict(rows(seed=5)), model.predict(rows(seed=5)))
    with pytest.raises(NotAssured, match="not a model file"):
        method.load(b'{"kind": "hart"}')


def test_rows_without_one_of_the_classes_teach_nothing() -> None:
    plain = rows()
    quiet = plain.set_column(plain.column_names.index("outcome"), "outcome", pa.array([0] * plain.num_rows))
    with pytest.raises(NotAssured, match="low and high"):
        method.fit(CARD, quiet, 1)


def test_the_model_card_shows_the_whole_table_with_base_rates(model: method.HartModel) -> None:
    told = model.describe()["held_out_latest_quarter"]
    assert sum(map(sum, told["rows_happened_columns_forecast"])) == told["n"] == 150
    assert sum(told["base_rates"]) == pytest.approx(1)
    assert {"very_dangerous", "very_cautious", "accuracy_of_the_commonest_class"} <= set(told)


def test_reasons_can_be_said_to_a_person(model: method.HartModel) -> None:
    told = model.explanations(rows().slice(0, 40))
    assert all("the odds of" in sentence for one in told for sentence in one.reasons)
    assert all(one.contest == CARD.contest and one.not_known for one in told)
    assert any("the answer would be" in sentence for one in told for sentence in one.would_change)


def test_contributions_sum_to_the_log_odds_exactly(model: method.HartModel) -> None:
    asked = rows(seed=6)
    parts = model.any_offence.contributions(asked)
    odds = np.log(model.any_offence.predict(asked) / (1 - model.any_offence.predict(asked)))
    assert np.allclose(parts.base + parts.values.sum(axis=1), odds, atol=1e-9)


def test_the_table_of_three_by_three_by_hand() -> None:
    """Rows are what happened: 2 low, 2 moderate, 1 high; columns what was forecast."""
    table = three_by_three([0, 0, 1, 1, 2], [0, 2, 1, 0, 0])
    assert table.counts.tolist() == [[1, 0, 1], [1, 1, 0], [1, 0, 0]]
    assert table.base_rates == (0.4, 0.4, 0.2)
    assert (table.accuracy, table.very_dangerous, table.very_cautious) == (0.4, 0.2, 0.2)
    assert (table.precision("low"), table.recall("high"), table.precision("high")) == (1 / 3, 0.0, 0.0)


@pytest.mark.slow
def test_the_reference_is_the_published_forest() -> None:
    pytest.importorskip("sklearn")
    asked = rows(200)
    forest = published_forest(asked, asked["outcome"].to_pylist(), CARD.feature_names, 1)
    assert len(forest.estimators_) == TREES == 509
    assert list(forest.classes_) == [0, 1, 2]
