"""The lives drawn by hand come out as they were drawn, worked out by the engine and row by row."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.measures.features import build, outcomes
from ninefold.measures.features.history import World
from ninefold.measures.features.plain import Life, Subject, features_of, lives
from ninefold.measures.features.timelines import Ask, Timelines, differences, read_timelines
from ninefold.products.hart.features import ANY, CARD, SERIOUS_OFFENCE, grade
from ninefold.products.hart.predictors import PROPOSED

FOLDER = Path(__file__).parents[4] / "src/ninefold/products/hart/sample/timelines"


@pytest.fixture
def drawn() -> Timelines:
    return read_timelines(FOLDER)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    made = DuckDBEngine([tmp_path])
    yield made
    made.close()


def plain_differences(drawn: Timelines, *labelled: outcomes.Outcome) -> list[str]:
    known = lives(drawn.history, drawn.facts, drawn.tied)

    def life_of(person: str) -> Life:
        return known.get(person, Life())

    def subject(ask: Ask) -> Subject:
        return Subject(ask.person_id, ask.as_of, ask.unit_event)

    return differences(
        drawn,
        lambda ask: features_of(subject(ask), life_of, PROPOSED),
        lambda ask: grade(outcomes.label_of(subject(ask), life_of(ask.person_id), labelled, ask.follow)),
        PROPOSED,
    )


def test_every_life_gets_its_features_and_label_row_by_row(drawn: Timelines) -> None:
    assert plain_differences(drawn, ANY, SERIOUS_OFFENCE) == []


def test_every_life_gets_its_features_and_label_from_the_engine(
    drawn: Timelines, engine: DuckDBEngine
) -> None:
    world = World.held(engine, drawn.history, drawn.facts, drawn.tied)
    values = build.build(engine, drawn.subjects, world, PROPOSED).to_pylist()

    def label(ask: Ask) -> str | None:
        asked = drawn.subjects.slice(ask.subject_row, 1)
        found = outcomes.labels(engine, asked, world, (ANY, SERIOUS_OFFENCE), ask.follow).to_pylist()[0]
        return grade({o.name: found[o.name] for o in (ANY, SERIOUS_OFFENCE)} if found["followed"] else None)

    assert differences(drawn, lambda ask: values[ask.subject_row], label, PROPOSED) == []


@pytest.mark.parametrize("months", [23, 25])
def test_a_window_one_month_off_gives_a_label_that_was_not_drawn(drawn: Timelines, months: int) -> None:
    """The error that ended the violence model of the national pilot would have been seen here."""
    wrong = [replace(outcome, months=months) for outcome in (ANY, SERIOUS_OFFENCE)]
    told = plain_differences(drawn, *wrong)
    assert any("month_off.toml" in sentence and "label" in sentence for sentence in told)


def test_the_card_names_the_window_that_the_label_uses() -> None:
    assert CARD.outcome.window_months == ANY.months == SERIOUS_OFFENCE.months == 24
