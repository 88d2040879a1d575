"""Which rows are new, which were here before, which say something newer."""

from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.engine.identity import DUPLICATE, NEW, NEWER, KeyIndex, Keys, sort_out, words

Row = tuple[int, int, int]  # identity, content, file


def keys(rows: list[Row], start: int = 0) -> Keys:
    """Keys of rows in the order given."""
    identity = np.array([r[0] for r in rows], np.uint64)
    order = np.array([(r[2] << 32) + start + n for n, r in enumerate(rows)], np.int64)
    return Keys(
        identity * np.uint64(7),
        identity,
        np.array([r[1] for r in rows], np.uint64),
        order,
        np.array([r[2] for r in rows], np.int64),
    )


def statuses(rows: list[Row], index: KeyIndex, *, keep: bool = False) -> list[int]:
    """What each row is."""
    found: list[int] = sort_out(keys(rows), index, keep_repeats=keep).status.tolist()
    return found


def index_of(folder: Path, *loads: list[Row], keep: bool = False) -> KeyIndex:
    """An index that took these loads one after another."""
    index = KeyIndex(folder)
    for number, rows in enumerate(loads):
        index.add(f"{number:08d}", sort_out(keys(rows), index, keep_repeats=keep).keys)
    return index


def test_a_row_seen_for_the_first_time_is_new(tmp_path: Path) -> None:
    assert statuses([(1, 10, 0), (2, 10, 0)], KeyIndex(tmp_path)) == [NEW, NEW]


def test_the_twin_of_a_key_in_one_file_is_a_duplicate_or_a_newer_version(tmp_path: Path) -> None:
    assert statuses([(1, 10, 0), (1, 10, 0), (1, 11, 0)], KeyIndex(tmp_path)) == [NEW, DUPLICATE, NEWER]


def test_kept_repeats_of_one_file_are_things_of_their_own(tmp_path: Path) -> None:
    found = sort_out(keys([(1, 10, 0), (1, 10, 0), (1, 11, 0)]), KeyIndex(tmp_path), keep_repeats=True)
    assert found.status.tolist() == [NEW, NEW, NEW]
    assert found.occurrence.tolist() == [1, 2, 3]


def test_a_kept_repeat_matches_its_own_number_in_a_file_sent_again(tmp_path: Path) -> None:
    index = index_of(tmp_path, [(1, 10, 0), (1, 10, 0)], keep=True)
    again = [(1, 10, 0), (1, 10, 0), (1, 10, 0)]
    assert statuses(again, index, keep=True) == [DUPLICATE, DUPLICATE, NEW]


def test_equal_rows_of_two_files_in_one_load_are_counted_once(tmp_path: Path) -> None:
    assert statuses([(1, 10, 0), (1, 10, 1)], KeyIndex(tmp_path), keep=True) == [NEW, DUPLICATE]


def test_a_value_that_comes_back_is_a_newer_version_and_no_duplicate(tmp_path: Path) -> None:
    index = index_of(tmp_path, [(1, 10, 0)], [(1, 20, 0)])
    assert statuses([(1, 10, 0)], index) == [NEWER]
    assert statuses([(1, 20, 0)], index) == [DUPLICATE]


def test_identities_that_share_their_low_words_are_told_apart(tmp_path: Path) -> None:
    same_low = Keys(
        np.array([1, 2], np.uint64),
        np.array([5, 5], np.uint64),
        np.array([8, 9], np.uint64),
        np.array([0, 1], np.int64),
        np.array([0, 0], np.int64),
    )
    index = KeyIndex(tmp_path)
    index.add("1", same_low)
    content, known = index.find(same_low)
    assert known.tolist() == [True, True]
    assert content.tolist() == [8, 9]


def test_no_rows_are_no_trouble(tmp_path: Path) -> None:
    index = index_of(tmp_path, [])
    assert statuses([], index) == []
    assert index.missing(["00000000", "00000001"]) == ["00000001"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(0, 2)), max_size=20), max_size=6
    ),
    st.booleans(),
)
def test_any_loads_are_judged_as_a_plain_dictionary_would(
    tmp_path_factory: pytest.TempPathFactory, loads: list[list[Row]], keep: bool
) -> None:
    index = KeyIndex(tmp_path_factory.mktemp("index"))
    known: dict[tuple[int, int], int] = {}
    for number, unsorted in enumerate(loads):
        rows = sorted(unsorted, key=lambda row: row[2])
        found = sort_out(keys(rows), index, keep_repeats=keep)
        assert found.status.tolist() == _judged(rows, known, keep=keep)
        index.add(f"{number}", found.keys)


def _judged(rows: list[Row], known: dict[tuple[int, int], int], *, keep: bool) -> list[int]:
    counted: Counter[tuple[int, int]] = Counter()
    judged = []
    for identity, content, file in rows:
        counted[identity, file] += 1
        key = (identity, counted[identity, file] if keep else 1)
        judged.append(NEW if key not in known else DUPLICATE if known[key] == content else NEWER)
        known[key] = content
    return judged


def test_an_index_read_again_from_disk_knows_the_same(tmp_path: Path) -> None:
    index_of(tmp_path, *[[(n * 10 + i, n, 0) for i in range(10)] for n in range(9)])
    again = KeyIndex(tmp_path)
    assert again.loads == [f"{n:08d}" for n in range(9)]
    assert statuses([(35, 3, 0), (35, 4, 0), (95, 0, 0)], again) == [DUPLICATE, NEWER, NEW]


def test_many_loads_are_kept_in_few_files(tmp_path: Path) -> None:
    index_of(tmp_path, *[[(n, n, 0)] for n in range(64)])
    assert len(list(tmp_path.glob("*.npy"))) <= 7


@pytest.mark.parametrize("harm", ["cut short", "gone", "no JSON"])
def test_an_index_that_was_harmed_knows_nothing_and_is_made_anew(tmp_path: Path, harm: str) -> None:
    index_of(tmp_path, [(1, 10, 0)])
    run = next(tmp_path.glob("*.npy"))
    if harm == "cut short":
        run.write_bytes(run.read_bytes()[:100])
    elif harm == "gone":
        run.unlink()
    else:
        (tmp_path / "index.json").write_text('{"loads": ["0000')
    index = KeyIndex(tmp_path)
    assert index.missing(["00000000"]) == ["00000000"]
    assert statuses([(1, 10, 0)], index) == [NEW]


def test_digests_become_numbers_in_the_order_they_came() -> None:
    digests = pa.chunked_array([["00" * 8 + "00" * 7 + "ff"], ["01" + "00" * 15]])
    high, low = words(digests)
    assert high.tolist() == [0, 1 << 56]
    assert low.tolist() == [255, 0]
