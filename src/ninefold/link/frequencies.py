"""How common values are, and which blocks are too hot to compare: counted once, and kept with a linkage.

A pair's score depends on its two records and on these counts alone. Kept and used again, they make new
records score as they would have in a rebuild.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.link.coded import Coded, Column, combined
from ninefold.link.compare import COMPARISONS

KEPT = pa.schema(
    [("kind", pa.string()), ("name", pa.string()), ("value", pa.string()), ("count", pa.int64())]
)
RARE_COLUMNS = tuple(
    dict.fromkeys(level.tf for each in COMPARISONS for level in each.levels if level.tf is not None)
)
_OF_A_NAME = ("given", "surname", "born")
NAMESAKE = "k_namesake"
_USUAL = 1024  # what counts of namesakes are held against, whatever the size of the table
_USUAL_CHANCE, _SHRUNK = (
    0.4,
    4.0,
)  # that two records of a name are one person, and how many pairs that is worth
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

        def of(kind: str) -> pa.Table:
            return kept.filter(pc.equal(kept["kind"], kind))

        values = of("value")
        known = {name: int(count) for name, count in _pairs(of("known"))}
        counts = {
            name: values.filter(pc.equal(values["name"], name)).select(["value", "count"])
            for name in known
            if name in RARE_COLUMNS
        }
        hot: dict[str, list[str]] = {}
        for row in of("hot").to_pylist():
            hot.setdefault(row["name"], []).append(row["value"])
        records = int(of("records")["count"][0].as_py())
        return Frequencies(records, known, counts, {name: tuple(keys) for name, keys in hot.items()})


def _pairs(table: pa.Table) -> list[tuple[str, int]]:
    return list(zip(table["name"].to_pylist(), table["count"].to_pylist(), strict=True))


def _part(kind: str, name: str, values: list[str | None], counts: list[int]) -> pa.Table:
    rows = len(values)
    return pa.table([[kind] * rows, [name] * rows, values, counts], schema=KEPT)


def counted(nominals: pa.Table | Coded) -> Frequencies:
    """The counts of a table of nominals; those hot blocks that size tells are found when it is first blocked."""
    coded = nominals if isinstance(nominals, Coded) else Coded(nominals)
    known = coded.known()
    counts = {
        name: _repeated(coded.column(name)) for name in RARE_COLUMNS if name not in (*_OF_A_NAME, NAMESAKE)
    }
    once = _first_of_each(coded)
    for name in _OF_A_NAME:
        column = coded.column(name)
        column = Column(column.codes[once], column.values)
        known[name] = int(np.count_nonzero(column.codes >= 0))
        counts[name] = _repeated(column)
    counts[NAMESAKE], hot = namesakes(coded)
    known[NAMESAKE] = _USUAL if known[NAMESAKE] else 0
    return Frequencies(len(coded), known, counts, {NAMESAKE.removeprefix("k_"): hot})


def _first_of_each(coded: Coded) -> npt.NDArray[np.int64]:
    """The first record of each name and birth: one person with many records makes no name common."""
    columns = [coded.column(name) for name in ("k_root", "k_surname", "born")]
    key = combined([column.codes for column in columns], [len(column.values) for column in columns])
    order = np.argsort(key, kind="stable")
    ranked = key.take(order)
    return order[np.r_[True, ranked[1:] != ranked[:-1]]] if len(key) else order


def namesakes(coded: Coded) -> tuple[pa.Table, tuple[str, ...]]:
    """How many people seem to share each name of a force (value, count), and the names that too many share.

    The chance that two records of a name are one person is that two of its births are the same (Simpson's
    index), drawn to a usual chance where few births are told. The count is twice its inverse.
    """
    names = coded.column(NAMESAKE)
    name, born = names.codes.astype(np.int64), coded.column("born").codes
    count, width = len(names.values), max(1, len(coded.column("born").values))
    records = np.bincount(name[name >= 0], minlength=count)
    told = (name >= 0) & (born >= 0)
    each, often = np.unique(name[told] * width + born[told], return_counts=True)
    of = each // width
    births = np.bincount(of, weights=often, minlength=count)
    same = np.bincount(of, weights=often * (often - 1.0), minlength=count)
    chance = (same + _SHRUNK * _USUAL_CHANCE) / (births * (births - 1.0) + _SHRUNK)
    shared = np.flatnonzero(records > 1)
    hot = (records > _FEW_RECORDS) & (chance < _LEAST_CHANCE)
    told_counts = np.maximum(1, np.round(2.0 / chance[shared])).astype(np.int64)
    values = names.values.take(pa.array(shared))
    crowded = names.values.take(pa.array(np.flatnonzero(hot))).to_pylist()
    return pa.table({"value": values, "count": pa.array(told_counts)}), tuple(sorted(crowded))


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
        f"tf_{name}": _shares(nominals[name], frequencies.counts[name], frequencies.known[name])
        for name in RARE_COLUMNS
        if frequencies.known.get(name)
    }


def _shares(column: pa.ChunkedArray, counts: pa.Table, known: int) -> pa.Array:
    coded = column.combine_chunks().dictionary_encode()
    place = pc.index_in(coded.dictionary, value_set=counts["value"].combine_chunks())
    often = _taken(counts["count"].to_numpy(), place) if len(counts) else np.ones(len(place))
    return pa.array(often / max(known, 1)).take(coded.indices)


def _taken(counts: npt.NDArray[np.int64], place: pa.Array) -> npt.NDArray[np.float64]:
    seen = place.is_valid().to_numpy(zero_copy_only=False)
    found = place.fill_null(0).to_numpy(zero_copy_only=False)
    return np.where(seen, counts[found], 1).astype(np.float64)
