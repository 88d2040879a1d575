"""Names made ready to compare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.link.words import name_words, plain, root, second_root, sound


@pytest.mark.parametrize(
    ("first", "second"), [("Mohammed", "Muhamad"), ("Yusuf", "Youssef"), ("Smith", "Smyth")]
)
def test_usual_transliterations_sound_alike(first: str, second: str) -> None:
    assert sound(plain(first)) == sound(plain(second))


def test_a_short_form_leads_to_the_name_it_stands_for() -> None:
    assert root("liz") == root("betty") == "elizabeth"
    assert {root("bert"), second_root("bert")} <= {"albert", "bertram", "herbert", "hubert", "robert"}


def test_accents_and_apostrophes_do_not_matter() -> None:
    assert plain("O’Néill-Szabó ") == "oneill szabo"


def test_a_title_is_no_part_of_a_name_unless_it_is_all_there_is() -> None:
    assert name_words("Dr Ada Example") == ["ada", "example"]
    assert name_words("Major") == ["major"]


@given(st.text(max_size=30))
def test_whatever_is_written_becomes_plain_and_stays_so(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
