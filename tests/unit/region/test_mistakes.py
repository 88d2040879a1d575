"""Mistakes in names are those of hurried hands: small, and never nothing at all."""

from hypothesis import given
from hypothesis import strategies as st

from ninefold.region.mistakes import plain, short_form, slip

NAMES = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12).map(str.title)


@given(name=NAMES, luck=st.integers(0, 2**40))
def test_a_slip_changes_at_most_one_letter_of_length_and_keeps_the_first(name: str, luck: int):
    written = slip(name, luck)
    assert abs(len(written) - len(name)) <= 1
    assert written[0] == name[0]


def test_very_short_names_are_left_alone():
    assert slip("Ng", 5) == "Ng"


def test_a_short_form_is_one_of_those_known():
    assert short_form("Robert", 1, {"Robert": ["Bob", "Rob"]}) == "Rob"
    assert short_form("Imogen", 1, {"Robert": ["Bob"]}) == "Imogen"


def test_a_plain_name_has_no_accents():
    assert plain("Zoë Novák") == "Zoe Novak"
