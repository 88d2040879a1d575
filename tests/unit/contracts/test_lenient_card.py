"""A card of a file that is tried out may be written as its author thinks, and what is unclear is refused."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.contracts.lenient_card import LenientKeys, day, text, texts, whole
from ninefold.contracts.toml_file import read_toml
from ninefold.errors import CardInvalid

KEYS = LenientKeys(
    readers={"date": text, "first": day, "ahead": whole, "series": texts, "keep": dict},
    aliases={"date": ("when", "first"), "ahead": ("horizon",)},
    tables={"keep"},
    others={"patterns"},
    page="docs/how-to/somewhere.md",
)


def test_a_key_is_read_from_any_table_under_any_of_its_names() -> None:
    said = KEYS.read(
        {"columns": {"When": "seen"}, "test": {"deep": {"horizon": 28}}, "series": "beat"}, "card"
    )
    assert said == {"date": "seen", "ahead": 28, "series": ("beat",)}


def test_a_key_is_never_taken_for_another_of_which_it_is_an_alias() -> None:
    assert KEYS.read({"first": "2024-05"}, "card") == {"first": date(2024, 5, 1)}


def test_what_belongs_to_people_or_to_other_commands_is_passed_over() -> None:
    assert KEYS.read({"title": "Calls", "patterns": {"ahead": "no number"}}, "card") == {}


def test_a_table_that_is_itself_a_value_stays_whole() -> None:
    assert KEYS.read({"keep": {"ahead": "not a key here"}}, "card") == {"keep": {"ahead": "not a key here"}}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"ahed": 3}, "Did you mean `ahead`"),
        ({"wholly other": 3}, "docs/how-to/somewhere.md"),
        ({"ahead": 1, "test": {"horizon": 2}}, "said twice"),
        ({"ahead": True}, "`ahead` must be a whole number"),
        ({"date": " "}, "`date` must be a text"),
    ],
)
def test_what_is_unclear_is_refused_by_name(content: dict[str, Any], told: str) -> None:
    with pytest.raises(CardInvalid, match=told):
        KEYS.read(content, "card")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["date", "first", "ahead", "series", "keep"]) | st.text(), VALUES, max_size=5
    )
)
def test_whatever_is_written_is_read_or_refused(content: dict[str, Any]) -> None:
    try:
        said = KEYS.read(content, "card")
    except CardInvalid:  # any other error would be ours, and fails the test
        return
    assert set(said) <= set(KEYS.readers)


def test_a_card_in_another_encoding_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "card.toml").write_bytes('date = "d\xe9but"'.encode("latin-1"))
    with pytest.raises(CardInvalid, match="Mend the line named"):
        read_toml(tmp_path / "card.toml", when_absent="Write one.")


def test_a_card_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "card.toml").write_bytes('\ufeffdate = "when"'.encode())
    assert read_toml(tmp_path / "card.toml", when_absent="Write one.") == {"date": "when"}
