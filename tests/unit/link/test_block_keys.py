"""Blocks as numbers: whoever shares a block is met, and the numbers are the same in every run."""

from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.link.block_keys import hashes_of, keys_of, that_meet
from ninefold.link.coded import Coded
from ninefold.link.coded_blocks import blocked, hot_of
from ninefold.link.frequencies import counted
from ninefold.link.people import shipped_people
from ninefold.link.prepare import nominals_from_columns

WORDS = st.lists(st.sampled_from(["", "a", "ab", "abcdefgh", "abcdefghi", "æbcdefghi", None]), min_size=1)


def told(*values: str | None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string())])


def keys(*columns: pa.ChunkedArray, leads: "np.ndarray | None" = None) -> pa.Table:
    return pa.table({"rule": keys_of([hashes_of(column) for column in columns], leads)})


@given(WORDS, WORDS)
def test_those_who_share_a_value_meet_and_no_others(new: list[str | None], old: list[str | None]) -> None:
    met = that_meet(keys(told(*new)), keys(told(*old)))
    assert met.tolist() == [word is not None and word in new for word in old]


def test_all_columns_of_a_rule_must_be_shared_and_told() -> None:
    new = keys(told("quill", "quill"), told("ada", None))
    old = keys(told("quill", "quill", "ada", "quill"), told("ada", "bea", "quill", None))
    assert that_meet(new, old).tolist() == [True, False, False, False]


def test_a_rule_for_records_that_lack_something_brings_no_two_together_that_tell_it() -> None:
    name, lacks = told("quill", "quill"), np.array([False, True])
    held = keys(name, leads=lacks)
    assert that_meet(keys(name.slice(0, 1), leads=lacks[:1]), held).tolist() == [False, True]
    assert that_meet(keys(name.slice(1), leads=lacks[1:]), held).tolist() == [True, True]


def test_the_numbers_do_not_depend_on_the_other_values_or_on_how_they_are_cut() -> None:
    whole = told("quill", None, "smith", "a longer name than eight letters")
    cut = pa.chunked_array([whole.slice(0, 1).chunk(0), whole.slice(1, 2).chunk(0), whole.slice(3).chunk(0)])
    assert hashes_of(whole).tolist() == hashes_of(cut).tolist()
    assert hashes_of(whole.slice(2)).tolist() == hashes_of(whole)[2:].tolist()


def test_the_numbers_that_were_kept_can_still_be_read() -> None:
    """Numbers lie on disks beside the records: when this fails, `FORM` must change too."""
    assert hashes_of(told("quill", None, "a longer name")).tolist() == KEPT


KEPT = [16684405132968626279, 0, 8272150198828152611]


PERSON = st.fixed_dictionaries(
    {
        "given": st.sampled_from(["ada", "bea", "elizabeth", "liz", None]),
        "surname": st.sampled_from(["quill", "quil", "smith"]),
        "born": st.sampled_from(["1984-03-17", "1984-03", "1990-01-02", None]),
        "postcode": st.sampled_from(["QX1 2AB", "QX1 2BA", None]),
        "phone": st.sampled_from(["07700900123", None]),
    }
)


@settings(max_examples=30, deadline=None)
@given(st.lists(PERSON, min_size=2, max_size=12))
def test_a_new_person_meets_every_record_it_is_compared_with(people: list[dict[str, Any]]) -> None:
    """Half of them were there before: of all pairs, those with a new one lead to nobody who was not met."""
    columns = {name: pa.array([each[name] for each in people], pa.string()) for name in people[0]}
    columns |= {
        "record_id": pa.array([f"r{n:02}" for n in range(len(people))]),
        "force": pa.repeat(pa.scalar("north"), len(people)),
    }
    records, half, thing = nominals_from_columns(columns), len(people) // 2, shipped_people()
    coded = Coded(records)
    frequencies = hot_of(coded, counted(coded))
    pairs = blocked(coded, frequencies, is_first=False).pairs()
    compared = pairs.left[(pairs.left < half) & (pairs.right >= half)]
    kept = frequencies.to_arrow()
    wanted = thing.block_keys(records.slice(half), kept, asking=True)
    met = that_meet(wanted, thing.block_keys(records.slice(0, half), kept))
    assert set(compared.tolist()) <= set(np.flatnonzero(met).tolist())
