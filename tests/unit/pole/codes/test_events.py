"""Outcome groups and risk bands."""

import pytest

from ninefold.pole.codes import HO_OUTCOME, dash_band, ho_outcome_group
from ninefold.pole.refusal import Refusal


@pytest.mark.parametrize(
    ("answers", "band"),
    [(0, "standard"), (9, "standard"), (10, "medium"), (13, "medium"), (14, "high"), (27, "high")],
)
def test_the_band_turns_at_10_and_at_14(answers, band):
    assert dash_band(answers) == band


@pytest.mark.parametrize("answers", [-1, 28])
def test_more_answers_than_questions_are_refused(answers):
    with pytest.raises(Refusal, match=r"DASH\.range"):
        dash_band(answers)


def test_every_outcome_has_a_group():
    assert all(ho_outcome_group(code) for code in HO_OUTCOME.labels)
    assert ho_outcome_group("01") == "charged"
    assert ho_outcome_group("16") == "evidential-difficulties"
    assert ho_outcome_group("18") == "no-suspect"
    assert ho_outcome_group("22") == "diversion"
    with pytest.raises(Refusal):
        ho_outcome_group("23")
