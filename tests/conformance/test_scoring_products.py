"""Every product that scores keeps every promise, and a product that breaks one is told which."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pyarrow as pa
import pytest
from tests.support.scoring_world import scoring_world

from ninefold.contracts.conformance_scoring import (
    CHECKS,
    ScoringWorld,
    check_scoring_product,
    half_the_subjects_give_the_same_rows,
    later_records_never_change_earlier_rows,
    lives_drawn_by_hand_come_out_as_drawn,
    no_forbidden_attribute_is_a_feature,
)
from ninefold.contracts.product_registry import load_scoring_product, scoring_product_names
from ninefold.contracts.promises import ProductNonconforming
from ninefold.contracts.scoring import Rows, ScoringInputs, ScoringProduct
from ninefold.engine.duckdb_engine import DuckDBEngine


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScoringWorld]:
    engine = DuckDBEngine([tmp_path_factory.mktemp("engine")])
    yield scoring_world(engine)
    engine.close()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", scoring_product_names())
def test_every_scoring_product_keeps_every_promise(
    name: str, check: Callable[[ScoringProduct, ScoringWorld], None], world: ScoringWorld
) -> None:
    check(load_scoring_product(name), world)


def test_a_product_that_counts_what_came_later_is_told_so(world: ScoringWorld) -> None:
    sound = load_scoring_product("hart")

    def peeking(inputs: ScoringInputs, cohort: Rows) -> pa.Table:
        rows = inputs.engine.collect(sound.features(inputs, cohort))
        seen = inputs.engine.collect(inputs.versions("event")).num_rows
        place = rows.column_names.index(sound.card.feature_names[0])
        return rows.set_column(place, sound.card.feature_names[0], pa.array([float(seen)] * rows.num_rows))

    with pytest.raises(ProductNonconforming, match="known only later changed its features"):
        later_records_never_change_earlier_rows(replace(sound, features=peeking), world)


def test_a_product_whose_answer_hangs_on_who_else_is_asked_is_told_so(world: ScoringWorld) -> None:
    sound = load_scoring_product("hart")

    def crowded(inputs: ScoringInputs, cohort: Rows) -> pa.Table:
        rows = inputs.engine.collect(sound.features(inputs, cohort))
        return rows.set_column(
            rows.column_names.index(sound.card.feature_names[0]),
            sound.card.feature_names[0],
            pa.array([float(rows.num_rows)] * rows.num_rows),
        )

    with pytest.raises(ProductNonconforming, match="half the subjects"):
        half_the_subjects_give_the_same_rows(replace(sound, features=crowded), world)


def test_a_forbidden_attribute_and_a_missing_life_are_told_together(world: ScoringWorld) -> None:
    sound = load_scoring_product("hart")

    def with_postcode(inputs: ScoringInputs, cohort: Rows) -> pa.Table:
        rows = inputs.engine.collect(sound.features(inputs, cohort))
        return rows.append_column("postcode", pa.array(["ZZ1 1ZZ"] * rows.num_rows))

    broken = replace(sound, features=with_postcode, timelines=None)
    for check in (no_forbidden_attribute_is_a_feature, lives_drawn_by_hand_come_out_as_drawn):
        with pytest.raises(ProductNonconforming):
            check(broken, world)
    with pytest.raises(ProductNonconforming, match=r"never used is a feature[\s\S]*no life is drawn"):
        check_scoring_product(broken, world)
