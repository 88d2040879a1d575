"""Home Office classifications and offence codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.identifiers import parse_ho_classification, parse_offence_code
from ninefold.pole.refusal import Refusal


@given(st.integers(0, 999), st.integers(0, 99))
def test_a_classification_meets_itself_with_and_without_zeros(major, minor):
    full = f"{major:03d}/{minor:02d}"
    assert parse_ho_classification(f"{major}/{minor}") == full
    assert parse_ho_classification(full.replace("/", "")) == full


@pytest.mark.parametrize("text", ["8N", "105A", "0008/06", "008/006", "00806/", "8-6", "806"])
def test_other_codes_are_not_taken_for_classifications(text):
    with pytest.raises(Refusal, match=r"DS_074\.format"):
        parse_ho_classification(text)


@pytest.mark.parametrize("text", ["TH68001", "TH68001A", "COML001", "COML001C", "XX00123"])
def test_offence_codes_of_an_act_of_common_law_and_of_neither_hold(text):
    assert parse_offence_code(text) == text


@pytest.mark.parametrize("text", ["T68001", "TH6800", "TH680011", "COMM001", "TH68001AB", "TH68 001-"])
def test_other_texts_are_not_offence_codes(text):
    with pytest.raises(Refusal, match=r"DS_080\.format"):
        parse_offence_code(text)
