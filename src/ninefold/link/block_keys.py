"""The blocks of every record as small numbers, kept beside the records: what is new finds whom it meets by them.

A number stands for a key and is not the key: now and then two keys have one number. That only brings a record
too many before the rules, which then do not pair it with anything; no record is ever missed.
"""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Hashes = npt.NDArray[np.uint64]
Keys = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIXED = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
# Of eight bytes read together, those that belong to a word of which so many are left.
_FIRST = np.array([(1 << 8 * left) - 1 for left in range(9)], np.uint64)
_SHORT = np.uint32(12)  # bits left off for a first look: what remains fits the processor's own memory
FORM = 1  # of the numbers; another one makes those kept unreadable


def name_of(rules: object) -> str:
    """A name for some rules; numbers kept under another name do not speak of these rules."""
    return sha256(f"{FORM} {rules!r}".encode()).hexdigest()[:16]


def hashes_of(values: pa.ChunkedArray) -> Hashes:
    """64 bits of each value as text, the same on any machine; 0 where there is none."""
    parts = [_of_words(each) for each in values.cast(pa.string()).chunks]
    return np.concatenate([*parts, np.zeros(0, np.uint64)])


def _of_words(words: pa.Array) -> Hashes:
    """Each word's length mixed with its bytes, eight at a time."""
    _, offsets, data = words.buffers()
    ends = np.frombuffer(offsets, np.int32, len(words) + 1, words.offset * 4).astype(np.int64)
    letters = np.r_[np.frombuffer(data or b"", np.uint8)[ends[0] : ends[-1]], np.zeros(8, np.uint8)]
    eight_from = np.ndarray((len(letters) - 7,), "<u8", letters, strides=(1,))
    starts, length = ends[:-1] - ends[0], np.diff(ends)
    found = mixed(length.astype(np.uint64))
    for done in range(0, int(length.max(initial=0)), 8):
        rows = np.flatnonzero(length > done)
        some = eight_from[starts[rows] + done] & _FIRST[np.minimum(length[rows] - done, 8)]
        found[rows] = mixed((found[rows] ^ some) * _MULTIPLIER)
    return np.where(words.is_valid().to_numpy(zero_copy_only=False), found, np.uint64(0))


def mixed(numbers: Hashes) -> Hashes:
    """Numbers whose every bit depends on every bit of those given; never 0."""
    for multiplier in _MIXED:
        numbers = (numbers ^ (numbers >> np.uint64(31))) * multiplier
    return (numbers ^ (numbers >> np.uint64(31))) | np.uint64(1)


def keys_of(hashes: Sequence[Hashes], leads: Flags | None = None) -> Keys:
    """One number for the values of several columns; 0 where one of them is not told.

    Its last bit says whether the record may be one of a pair with any other of its block (`leads`).
    """
    both, told = np.zeros(len(hashes[0]), np.uint64), np.ones(len(hashes[0]), np.bool_)
    for each in hashes:
        both, told = mixed((both + each) * _MULTIPLIER), told & (each != 0)
    found = (both >> np.uint64(32)).astype(np.uint32) | np.uint32(2)
    found = found | np.uint32(1) if leads is None else (found & ~np.uint32(1)) | leads.astype(np.uint32)
    return np.where(told, found, np.uint32(0))


def that_meet(wanted: pa.Table, held: pa.Table) -> Flags:
    """Which rows of `held` share a block with any row of `wanted`: one column of numbers for each rule."""
    found = np.zeros(len(held), np.bool_)
    for name in wanted.column_names:
        asked = wanted[name].to_numpy()
        asked = np.unique(asked[asked != 0])
        if len(asked):
            _add_meeting(found, asked, held[name].to_numpy())
    return found


def _add_meeting(found: Flags, asked: Keys, held: Keys) -> None:
    """Flag the rows whose number is asked for, when one of the two may lead."""
    likely = np.zeros(1 << (32 - int(_SHORT)), np.bool_)
    likely[asked >> _SHORT] = True
    rows = np.flatnonzero(likely.take(held >> _SHORT))
    block, may_lead = held[rows] >> np.uint32(1), (held[rows] & np.uint32(1)).astype(np.bool_)
    leading = asked[(asked & np.uint32(1)).astype(np.bool_)] >> np.uint32(1)
    found[rows[np.isin(block, leading) | (may_lead & np.isin(block, asked >> np.uint32(1)))]] = True


def without(keys: Keys, left_out: pa.Array | pa.ChunkedArray) -> Keys:
    """The same, with 0 where a row is left out."""
    return np.where(pc.fill_null(left_out, False).to_numpy(zero_copy_only=False), np.uint32(0), keys)
