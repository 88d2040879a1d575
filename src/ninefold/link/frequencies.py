"""How common values are, and which blocks are too hot to compare: counted once, and kept with a linkage.

A pair's score depends on its two records and on these counts alone. Kept and used again, they make new
records score as they would have in a rebuild.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.link.coded import Coded, Column, Floats, combined, distinct
from ninefold.link.compare import COMPARISONS, NAMESAKE_KEY
from ninefold.link.model import USUAL_SHARE

KEPT = pa.schema(
    [("kind", pa.string()), ("name", pa.string()), ("value", pa.string()), ("count", pa.int64())]
)
RARE_COLUMNS = tuple(
    dict.fromkeys(level.tf for each in COMPARISONS for level in each.levels if level.tf is not None)
)
_OF_A_NAME = ("given", "surname", "born")
_EVEN = 2**20  # the count of a name that is one person's as likely as chance would have it
_MOST_TIMES = 2.0**12  # and how many times likelier, or less likely, a count can tell
NOT_COUNTED = {NAMESAKE_KEY: _EVEN}  # what values count for that are not among the counts; the others' is 1
# That two records of a rare name in one force are one person; found so in made-up records of a region, where it
# falls to a half when four strangers of the name are to be expected.
_USUAL_CHANCE, _HALVED_BY = 0.45, 4.0
_SHRUNK = 4.0  # how many pairs of births that is worth
_LEAST_CHANCE, _FEW_RECORDS = 0.3, 20  # a name of less chance is only compared while few have it


@dataclass(frozen=True)
class Frequencies:
    """Counts of a table: records, known values by column, values seen more than once, and hot block keys."""

    records: int
    known: Mapping[str, int]
    counts: Mapping[str, pa.Table]  # value, count
    hot: Mapping[str, tuple[str, ...]]  # by rule, the keys as text

    @property
    def filled(self) -> frozenset[str]:
        """The columns that hold anything."""
        return frozenset(name for name, count in self.known.items() if count)

    def to_arrow(self) -> pa.Table:
        """All of it as one table, to keep."""
        parts = [_part("records", "", [None], [self.records])]
        parts += [_part("known", name, [None], [count]) for name, count in self.known.items()]
        for name, counts in self.counts.items():
            parts.append(_part("value", name, counts["value"].to_pylist(), counts["count"].to_pylist()))
        for name, keys in self.hot.items():
            parts.append(_part("hot", name, list(keys), [0] * len(keys)))
        return pa.concat_tables(parts)

    @staticmethod
    def from_arrow(kept: pa.Table) -> "Frequencies":
        """What `to_arrow` gave."""

        parts: dict[tuple[str, str], list[pa.Table]] = {}
        for kind, name, rows in _runs(kept):
            parts.setdefault((kind, name), []).append(rows)
        told = {each: pa.concat_tables(rows) for each, rows in parts.items()}
        known = {
            name: int(rows["count"][0].as_py()) for (kind, name), rows in told.items() if kind == "known"
        }
        counts = {
            name: told.get(("value", name), kept.slice(0, 0)).select(["value", "count"])
            for name in known
            if name in RARE_COLUMNS
        }
        hot = {name: tuple(rows["value"].to_pylist()) for (kind, name), rows in told.items() if kind == "hot"}
        return Frequencies(int(told["records", ""]["count"][0].as_py()), known, counts, hot)


def _runs(kept: pa.Table) -> Iterator[tuple[str, str, pa.Table]]:
    """The rows of one kind and name after another, as they stand."""
    columns = [pc.run_end_encode(kept[name].combine_chunks()) for name in ("kind", "name")]
    ends = np.unique(np.concatenate([each.run_ends.to_numpy() for each in columns])).tolist()
    for start, end in zip([0, *ends], ends, strict=False):
        kind, name = (each[start].as_py() for each in columns)
        yield kind, name, kept.slice(start, end - start)


def _part(kind: str, name: str, values: list[str | None], counts: list[int]) -> pa.Table:
    rows = len(values)
    return pa.table([[kind] * rows, [name] * rows, values, counts], schema=KEPT)


def counted(nominals: pa.Table | Coded) -> Frequencies:
    """The counts of a table of nominals; those hot blocks that size tells are found when it is first blocked."""
    coded = nominals if isinstance(nominals, Coded) else Coded(nominals)
    known = coded.known()
    counts = {
        name: _repeated(coded.column(name))
        for name in RARE_COLUMNS
        if name not in (*_OF_A_NAME, NAMESAKE_KEY)
    }
    once = _a_row_for_each(coded)
    for name in _OF_A_NAME:
        column = coded.column(name)
        column = Column(column.codes[once], column.values)
        known[name] = int(np.count_nonzero(column.codes >= 0))
        counts[name] = _repeated(column)
    counts[NAMESAKE_KEY], hot = namesakes(coded, once)
    known[NAMESAKE_KEY] = int(_EVEN / USUAL_SHARE) if known[NAMESAKE_KEY] else 0
    return Frequencies(len(coded), known, counts, {NAMESAKE_KEY.removeprefix("k_"): hot})


def _a_row_for_each(coded: Coded) -> npt.NDArray[np.int64]:
    """The first record of each name and birth: one person with many records makes no name common.

    A record without a birth is taken for one of those of its name; where none is told, each stands for itself.
    """
    names = [coded.column(name) for name in ("k_root", "k_surname")]
    born = coded.column("born")
    name = distinct(combined([column.codes for column in names], [len(column.values) for column in names]))[1]
    some = np.flatnonzero(born.codes >= 0)
    key = name[some] * (len(born.values) + 1) + born.codes[some]
    order = np.argsort(key, kind="stable")
    ranked = key.take(order)
    first = order[np.r_[True, ranked[1:] != ranked[:-1]]] if len(some) else order
    told = np.zeros(len(coded) + 1, np.bool_)
    told[name[some]] = True
    alone = np.flatnonzero((born.codes < 0) & ~told[name])
    return np.sort(np.r_[some[first], alone])


def namesakes(coded: Coded, once: npt.NDArray[np.int64]) -> tuple[pa.Table, tuple[str, ...]]:
    """What sharing a name in one force says (value, count), and the names that too many share there.

    The chance that two records of a name are one person is that two of its births are the same (Simpson's
    index), drawn to what the commonness of the name makes likely where few births are told. The count is how
    many times less likely that is than the name's commonness in the whole table would have it.
    """
    names = coded.column(NAMESAKE_KEY)
    name, born = names.codes.astype(np.int64), coded.column("born").codes
    count, width = len(names.values), max(1, len(coded.column("born").values))
    records = np.bincount(name[name >= 0], minlength=count)
    told = (name >= 0) & (born >= 0)
    each, often = np.unique(name[told] * width + born[told], return_counts=True)
    of = each // width
    births = np.bincount(of, weights=often, minlength=count)
    same = np.bincount(of, weights=often * (often - 1.0), minlength=count)
    share, force = _share_of_names(coded, once)
    usual = _USUAL_CHANCE / (1.0 + force * share / _HALVED_BY)
    chance = (same + _SHRUNK * usual) / (births * (births - 1.0) + _SHRUNK)
    shared = np.flatnonzero(records > 1)
    hot = (records > _FEW_RECORDS) & (chance < _LEAST_CHANCE)
    values = names.values.take(pa.array(shared))
    crowded = names.values.take(pa.array(np.flatnonzero(hot))).to_pylist()
    times = (1.0 - chance[shared]) / (chance[shared] * len(coded) * share[shared])
    told_counts = np.round(_EVEN * np.clip(times, 1.0 / _MOST_TIMES, _MOST_TIMES)).astype(np.int64)
    return pa.table({"value": values, "count": pa.array(told_counts)}), tuple(sorted(crowded))


def _share_of_names(coded: Coded, once: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """For each name of a force, the share of people with it were its two parts drawn apart, and the force's records."""
    names = coded.column(NAMESAKE_KEY).codes
    here = np.flatnonzero(names >= 0)
    first = np.zeros(len(coded.column(NAMESAKE_KEY).values), np.int64)
    first[names[here]] = here  # any record of the name will do
    share = np.ones(len(first))
    for column in ("k_given", "k_surname"):
        codes = coded.column(column).codes
        some = codes[once]
        often = np.bincount(some[some >= 0], minlength=len(coded.column(column).values))
        share *= np.maximum(often[codes[first]], 1) / max(1, often.sum())
    force = coded.column("force").codes
    return share, np.bincount(force[force >= 0], minlength=1)[force[first]].astype(np.float64)


def _repeated(column: Column) -> pa.Table:
    """Values that occur more than once, with how often."""
    counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
    often = np.flatnonzero(counts > 1)
    return pa.table({"value": column.values.take(pa.array(often)), "count": pa.array(counts[often])})


def with_large(frequencies: Frequencies, large: Mapping[str, tuple[str, ...]]) -> Frequencies:
    """The same, with the keys whose blocks are too large beside those that too many people share."""
    hot = {
        name: (*frequencies.hot.get(name, ()), *large.get(name, ())) for name in {*frequencies.hot, *large}
    }
    return replace(frequencies, hot=hot)


def shares(nominals: pa.Table, frequencies: Frequencies) -> dict[str, pa.Array]:
    """For each column whose commonness counts and each nominal, the share of records with its value."""
    return {
        f"tf_{name}": _shares(
            nominals[name], frequencies.counts[name], frequencies.known[name], NOT_COUNTED.get(name, 1)
        )
        for name in RARE_COLUMNS
        if frequencies.known.get(name)
    }


def _shares(column: pa.ChunkedArray, counts: pa.Table, known: int, not_counted: int) -> pa.Array:
    coded = column.combine_chunks().dictionary_encode()
    place = pc.index_in(coded.dictionary, value_set=counts["value"].combine_chunks())
    often = _taken(counts["count"].to_numpy(), place, not_counted)
    return pa.array(often / max(known, 1)).take(coded.indices)


def _taken(counts: npt.NDArray[np.int64], place: pa.Array, otherwise: int) -> Floats:
    often = np.append(counts, otherwise).astype(np.float64)
    return np.asarray(often[place.fill_null(-1).to_numpy(zero_copy_only=False)])
