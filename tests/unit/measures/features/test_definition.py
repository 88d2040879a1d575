"""A definition that makes no sense is refused when it is written, not when it is used."""

from dataclasses import replace

import pytest

from ninefold.errors import CardInvalid
from ninefold.measures.features.definition import Feature, Measure, When, Which, check_features, described
from ninefold.measures.features.months import plus_months
from ninefold.measures.features.outcomes import Outcome

GOOD = Feature("crimes_12m", "crimes in the last 12 months", Measure.COUNT, Which(("crime",)), 12)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "two words"},
        {"words": " "},
        {"months": 0},
        {"measure": Measure.DISTINCT, "of": "surname"},
        {"measure": Measure.FACT},
        {"measure": Measure.PEOPLE},
        {"measure": Measure.DAYS_SINCE_LAST, "through": "co-offender"},
        {"through": "neighbour"},
        {"when": When.UNIT},
        {"absent": 3.0},
    ],
)
def test_a_senseless_definition_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(CardInvalid):
        replace(GOOD, **changes)


def test_two_features_of_one_name_are_refused() -> None:
    with pytest.raises(CardInvalid, match="two features"):
        check_features([GOOD, GOOD])


def test_every_feature_says_its_window_unit_basis_and_how_it_keeps_from_the_future() -> None:
    row = described([GOOD])[0]
    assert row["window"] == "12 months before the date"
    assert row["unit"] == "events"
    assert "known_at" in row["known_at"]
    assert "Data Protection Act 2018" in row["legal_basis"]


def test_an_outcome_without_a_choice_of_events_is_refused() -> None:
    with pytest.raises(CardInvalid):
        Outcome("anything", "anything at all", Which(), 24)


def test_months_are_added_as_the_engines_add_them() -> None:
    from datetime import datetime

    assert plus_months(datetime(2020, 2, 29, 9), 24) == datetime(2022, 2, 28, 9)
    assert plus_months(datetime(2020, 1, 31), 1) == datetime(2020, 2, 29)
    assert plus_months(datetime(2021, 3, 31), -1) == datetime(2021, 2, 28)
