"""Boosted curves stop where what is held aside stops gaining: a row that stands there twice must be on one side."""

import numpy as np
import pyarrow as pa
import pytest

pytest.importorskip("interpret")

from ninefold.measures.models.boosting import Boosting, _bags, _frame
from ninefold.measures.models.encoding import learn_encoding
from ninefold.measures.scoring.losses import log_loss, probability

N = 600


def people(seed: int) -> tuple[pa.Table, np.ndarray]:
    generator = np.random.default_rng(seed)
    values = generator.normal(size=(N, 6))
    came = (generator.random(N) < probability(values[:, 0] - 0.5)).astype(np.int8)
    return pa.table({f"f{n}": values[:, n] for n in range(6)}), came


def bags_of(rows: pa.Table, came: np.ndarray) -> np.ndarray | None:
    return _bags(_frame(rows, learn_encoding(rows, rows.column_names)), came, 3, 0)


def test_a_row_and_its_twin_are_on_one_side() -> None:
    rows, came = people(0)
    drawn = np.random.default_rng(0).choice(N, N)
    bags = bags_of(rows.take(pa.array(drawn)), came[drawn])
    assert bags is not None
    for bag in bags.T:
        assert all(len(set(bag[drawn == row])) == 1 for row in np.unique(drawn))
        assert 0.05 < np.mean(bag == -1) < 0.3


def test_rows_that_are_alike_by_chance_are_left_to_the_library() -> None:
    """Two people of one age with one caution are not the same person: their outcomes differ as anybody's do."""
    generator = np.random.default_rng(2)
    rows = pa.table({"age": generator.integers(18, 30, N), "cautions": generator.integers(0, 3, N)})
    assert bags_of(rows, (generator.random(N) < 0.4).astype(np.int8)) is None


def test_a_file_with_everybody_twice_is_not_learnt_by_heart() -> None:
    rows, came = people(3)
    later, happened = people(4)
    names, recipe = rows.column_names, Boosting(bags=2)
    once = recipe.fit(rows, came, names, 0)
    twice = recipe.fit(pa.concat_tables([rows, rows]), np.concatenate([came, came]), names, 0)
    assert log_loss(twice.predict(later), happened) < log_loss(once.predict(later), happened) + 0.02
