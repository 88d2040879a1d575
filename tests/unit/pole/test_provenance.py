"""Where a record came from, as text and back."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.provenance import Provenance, parse_provenance
from ninefold.pole.refusal import Refusal

WORDS = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_.\-]{0,40}\Z")


@given(WORDS, WORDS, WORDS, st.integers(1, 10**17), WORDS)
def test_provenance_goes_to_text_and_back(force, source, file, row, run):
    came_from = Provenance(force, source, file, row, run)
    assert parse_provenance(str(came_from)) == came_from


def test_its_text_reads_from_force_to_run():
    came_from = Provenance("northmarch", "custody", "3f2a", 4112, "load-7")
    assert str(came_from) == "northmarch/custody/3f2a#4112@load-7"


@pytest.mark.parametrize("row", [0, -1, 10**18])
def test_rows_count_from_one(row):
    with pytest.raises(Refusal, match=r"provenance\.row"):
        Provenance("northmarch", "custody", "3f2a", row, "load-7")


@pytest.mark.parametrize("word", ["", "a/b", "a#b", "a b", "../x"])
def test_a_part_that_would_break_the_text_is_refused(word):
    with pytest.raises(Refusal, match=r"provenance\.word"):
        Provenance("northmarch", word, "3f2a", 1, "load-7")


@given(st.one_of(st.text(), st.text("ab/#@1 ", max_size=20)))
def test_any_text_is_a_provenance_or_is_refused(text):
    with suppress(Refusal):
        assert str(parse_provenance(text)).count("/") == 2
