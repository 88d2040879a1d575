"""An artefact is known by what it says, and one that was changed is told from the one recorded."""

from datetime import datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.contracts.artefact import Artefact, ArtefactFile, canonical, parse
from ninefold.errors import NotAssured

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def artefact(body: dict[str, Any]) -> Artefact:
    files = (ArtefactFile("model.bin", "c" * 64, 12),)
    return Artefact("model", "second_look", "1.0", datetime(2026, 1, 1), "Ada", ("a" * 64,), body, files)


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_what_is_written_is_read_again_under_the_same_name(body: dict[str, Any]) -> None:
    one = artefact(body)

    assert parse(one.content, one.sha256).content == one.content


def test_the_order_of_keys_makes_no_other_artefact() -> None:
    assert artefact({"a": 1, "b": 2}).sha256 == artefact({"b": 2, "a": 1}).sha256
    assert artefact({"a": 1}).sha256 != artefact({"a": 2}).sha256


def test_a_changed_artefact_is_refused() -> None:
    one = artefact({"seed": 7})
    with pytest.raises(NotAssured, match="changed"):
        parse(one.content.replace(b'"seed":7', b'"seed":8'), one.sha256)


def test_numbers_of_every_kind_are_written_and_one_that_is_none_is_nothing() -> None:
    told = {"n": np.int64(3), "x": np.float64(0.5), "none": float("nan"), "at": datetime(2026, 1, 1)}

    assert canonical(told) == b'{"at":"2026-01-01T00:00:00","n":3,"none":null,"x":0.5}'


def test_a_file_it_does_not_have_is_refused_by_name() -> None:
    with pytest.raises(NotAssured, match="rows"):
        artefact({}).file("rows.parquet")
