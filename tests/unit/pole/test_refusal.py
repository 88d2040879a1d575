"""The one way the vocabulary says no."""

import pickle

from hypothesis import given
from hypothesis import strategies as st

from ninefold.errors import NinefoldError
from ninefold.pole.refusal import Refusal, tidied


def test_a_refusal_is_a_value_error_of_ours_that_gives_the_rule_and_why():
    refusal = Refusal("DS_072.check", "the check letter does not belong to the digits")
    assert isinstance(refusal, ValueError)
    assert isinstance(refusal, NinefoldError)
    assert str(refusal) == "DS_072.check: the check letter does not belong to the digits"
    assert (refusal.rule, refusal.why) == refusal.args


def test_a_refusal_crosses_between_processes():
    again = pickle.loads(pickle.dumps(Refusal("DS_010.format", "why")))
    assert (again.rule, again.why) == ("DS_010.format", "why")


@given(st.text())
def test_tidied_text_has_no_double_spaces_and_stays_tidied(text):
    tidy = tidied(text)
    assert "  " not in tidy
    assert tidy == tidy.strip()
    assert tidied(tidy) == tidy
