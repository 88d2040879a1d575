"""How common values are, and which blocks are too hot to compare: counted once, and kept with a linkage.

A pair's score depends on its two records and on these counts alone. Kept and used again, they make new
records score as they would have in a rebuild.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.link.compare import COMPARISONS

KEPT = pa.schema(
    [("kind", pa.string()), ("name", pa.string()), ("value", pa.string()), ("count", pa.int64())]
)
RARE_COLUMNS = tuple(
    dict.fromkeys(level.tf for each in COMPARISONS for level in each.levels if level.tf is not None)
)


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


def counted(nominals: pa.Table) -> Frequencies:
    """The counts of a table of nominals; its hot blocks are found when it is first blocked."""
    known = {name: len(nominals) - nominals[name].null_count for name in nominals.column_names}
    counts = {name: _repeated(nominals[name]) for name in RARE_COLUMNS}
    return Frequencies(len(nominals), known, counts, {})


def _repeated(column: pa.ChunkedArray) -> pa.Table:
    """Values that occur more than once, with how often."""
    told = pc.value_counts(column.combine_chunks())
    table = pa.table({"value": told.field("values"), "count": told.field("counts")})
    return table.filter(pc.and_(pc.is_valid(table["value"]), pc.greater(table["count"], 1)))


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
