"""Nominals as small numbers: each column a code for each record, and the distinct values the codes stand for.

Most of what linkage asks is whether two values are the same. Asked of codes it costs next to nothing, and
what does need the values (letters apart, a word within a name) is worked out once for each distinct pair.
Records are numbered in the order of their ids, whatever order the table is in.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Codes = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Letters = npt.NDArray[np.uint64]
UNKNOWN = -1
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_NOT_COUNTED = np.frombuffer(b" %_\\", np.uint8)


class Column:
    """One column: the code of each record, UNKNOWN where nothing is told, and the values by code."""

    def __init__(self, codes: Codes, values: pa.Array) -> None:
        self.codes = codes
        self.values = values

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers rather than words."""
        return not pa.types.is_string(self.values.type)

    @cached_property
    def numbers(self) -> Floats:
        """Its values as numbers, with one that stands for UNKNOWN at the end."""
        return np.append(self.values.to_numpy(zero_copy_only=False).astype(np.float64), np.nan)

    @cached_property
    def of_each(self) -> Floats:
        """The number of each of its rows, in their order."""
        return looked_up(self.numbers, self.codes)

    @cached_property
    def letters(self) -> Letters:
        """Which letters each value has, as `letters_of`, with one that stands for UNKNOWN at the end."""
        return np.append(letters_of(self.values), np.uint64(0))

    def code_of(self, values: pa.Array) -> Codes:
        """The codes of given values; two below nought for those it does not hold."""
        if not len(values):
            return np.zeros(0, np.int32)
        place = pc.index_in(values.cast(self.values.type), value_set=self.values)
        return np.asarray(place.fill_null(UNKNOWN - 1).to_numpy(zero_copy_only=False), np.int32)

    def values_at(self, codes: npt.NDArray[np.integer]) -> pa.Array:
        """The values some codes stand for."""
        return self.values.take(pa.array(codes, mask=codes < 0))


def column_of(told: pa.Array | pa.ChunkedArray) -> Column:
    """Values as they are told, coded."""
    coded = told if pa.types.is_dictionary(told.type) else pc.dictionary_encode(told)
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.unify_dictionaries().combine_chunks()
    codes = coded.indices.fill_null(UNKNOWN).to_numpy(zero_copy_only=False)
    return Column(codes.astype(np.int32, copy=False), coded.dictionary)


class Coded:
    """A table of nominals whose columns are coded when they are first asked for."""

    def __init__(self, nominals: pa.Table) -> None:
        self._nominals = nominals
        self._columns: dict[str, Column] = {}
        self._turned: dict[tuple[str, str], Codes] = {}
        self.order = _order(nominals["record_id"])

    def __len__(self) -> int:
        return len(self._nominals)

    def column(self, name: str) -> Column:
        """One column, coded."""
        if name not in self._columns:
            self._columns[name] = self._coded(self._nominals[name])
        return self._columns[name]

    def _coded(self, column: pa.ChunkedArray) -> Column:
        if column.null_count == len(column):
            held = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
            return Column(np.full(len(column), UNKNOWN, np.int32), pa.array([], held))
        made = column_of(column)
        return made if self.order is None else Column(made.codes[self.order], made.values)

    def turned(self, name: str, other: str) -> Codes:
        """For each code of a column, the code of the same value in another; the last is UNKNOWN's."""
        if (name, other) not in self._turned:
            codes = self.column(other).code_of(self.column(name).values)
            self._turned[name, other] = np.append(codes, np.int32(UNKNOWN))
        return self._turned[name, other]

    def known(self) -> dict[str, int]:
        """How many records tell something, by column."""
        return {name: len(self) - self._nominals[name].null_count for name in self._nominals.column_names}

    def alike(self, columns: Sequence[str]) -> Ints:
        """A number for each record; records with one number have the same values in some columns.

        By a 64-bit mix of the codes: two of a million records that differ have one number once in 40 million tables.
        """
        mixed = np.zeros(len(self), np.uint64)
        for name in columns:
            mixed = (mixed ^ self.column(name).codes.astype(np.uint64)) * _MULTIPLIER
            mixed ^= mixed >> np.uint64(29)
        return distinct(mixed)[1]

    def ids(self) -> pa.Array:
        """The record ids, by number."""
        ids = self._nominals["record_id"].combine_chunks()
        return ids if self.order is None else ids.take(pa.array(self.order))


class Pairs:
    """Pairs of records by their numbers, and the codes of their values as they are asked for."""

    def __init__(self, left: Ints, right: Ints) -> None:
        self._count = len(left)
        self._of: tuple[Pairs, Ints] | None = None
        self._records = {"_l": left, "_r": right}
        self._codes: dict[str, Codes] = {}

    def __len__(self) -> int:
        return self._count

    @property
    def left(self) -> Ints:
        """The number of the one record of each pair."""
        return self._record("_l")

    @property
    def right(self) -> Ints:
        """The number of the other."""
        return self._record("_r")

    def at(self, rows: Ints) -> Pairs:
        """Some of the pairs."""
        some = Pairs.__new__(Pairs)
        some._count, some._of, some._records, some._codes = len(rows), (self, rows), {}, {}
        return some

    def codes(self, coded: Coded, column: str) -> Codes:
        """The codes of one column on one side, such as `surname_l`."""
        if column not in self._codes:
            if self._of is not None and column in self._of[0]._codes:
                self._codes[column] = self._of[0]._codes[column].take(self._of[1])
            else:
                self._codes[column] = coded.column(column[:-2]).codes.take(self._record(column[-2:]))
        return self._codes[column]

    def _record(self, side: str) -> Ints:
        if side not in self._records and self._of is not None:
            whole, rows = self._of
            self._records[side] = whole._record(side).take(rows)
        return self._records[side]


def looked_up(table: npt.NDArray[Any], codes: npt.NDArray[np.signedinteger]) -> npt.NDArray[Any]:
    """What a table has for each code; the last of it is for UNKNOWN."""
    return table.take(codes.astype(np.intp, copy=False))


def combined(codes: Sequence[Codes], sizes: Sequence[int]) -> Ints:
    """One number for each combination of codes; those below nought stand for nothing that is known."""
    key, most = np.zeros(len(codes[0]), np.int64), 1
    for code, size in zip(codes, sizes, strict=True):
        if most * (size + 2) > 2**62:
            first, key = distinct(key)
            most = len(first)
        key = key * (size + 2) + (code + 2)
        most *= size + 2
    return key


def distinct(key: npt.NDArray[np.integer]) -> tuple[Ints, Ints]:
    """A row for each distinct number, and for every row which of them it holds."""
    order = np.argsort(key)
    ranked = key.take(order)
    starts = np.r_[True, ranked[1:] != ranked[:-1]] if len(key) else np.zeros(0, np.bool_)
    place = np.empty(len(key), np.int64)
    place[order] = np.cumsum(starts) - 1
    return order[starts], place


def _order(ids: pa.ChunkedArray) -> Ints | None:
    """The places of records in the order of their ids; None when they stand in it already."""
    whole = ids.combine_chunks()
    if len(whole) < 2 or pc.all(pc.less(whole[:-1], whole[1:])).as_py():
        return None
    return np.asarray(pc.sort_indices(whole).to_numpy(), np.int64)


def letters_of(values: pa.Array) -> Letters:
    """A bit for each letter of each text, another for its second time and so on; bits may stand for several.

    A letter is a byte, as it is to DuckDB. A text has a bit that another has not only if it has a letter more,
    so a number of such bits is at most the number of letters apart. Blanks and wildcards do not count.
    """
    count = len(values)
    bounds = np.frombuffer(values.buffers()[1], np.int32)[values.offset : values.offset + count + 1]
    starts, lengths = bounds[:-1], np.diff(bounds)
    found = np.zeros(count, np.uint64)
    longest = int(lengths.max(initial=0))
    written = np.zeros((longest, count), np.uint8)
    for place in range(longest):
        here = lengths > place
        written[place, here] = np.frombuffer(values.buffers()[2], np.uint8)[starts[here] + place]
        times = np.zeros(count, np.uint8)
        for earlier in range(place):
            times += written[earlier] == written[place]
        item = written[place].astype(np.uint64) + times * np.uint64(256)
        counts = here & ~np.isin(written[place], _NOT_COUNTED)
        found |= np.where(counts, np.uint64(1) << ((item * _MULTIPLIER) >> np.uint64(58)), np.uint64(0))
    return found
