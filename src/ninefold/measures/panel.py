"""Counts by area, month and category as arrays: one series for each area and category.

An area belongs to one home force, the force that recorded most there; its series has data in the
months that force delivered. What other forces recorded there is counted in the value but not judged for
change, since it comes and goes with their own deliveries. A total series, category 'all', is added to each
area.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ninefold.measures import months

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ALL = "all"


@dataclass(frozen=True)
class Axis:
    """The months and the names that every array of one analysis is laid out by."""

    first: int  # number of the first month (`months.number`)
    months: int
    forces: tuple[str, ...]
    categories: tuple[str, ...]  # sorted; 'all' is among them

    @property
    def lengths(self) -> Floats:
        """The length of each month, in mean months."""
        return months.lengths(self.first, self.months)


@dataclass(frozen=True)
class Series:
    """Series that share a home force and a kind of area, with their cells that hold something.

    `area`, `category` are codes per series; `series`, `month` say where each cell lies, and
    `values` what it holds. Cells are in order of series, then month.
    """

    force: int
    area_kind: str
    area: Ints
    category: Ints
    series: Ints
    month: Ints
    values: Mapping[str, Floats]

    def dense(self, name: str, axis: Axis) -> Floats:
        """One value as (months, series), zero where there is no cell."""
        array = np.zeros((axis.months, self.area.size))
        array[self.month, self.series] = self.values[name]
        return array


@dataclass(frozen=True)
class Panel:
    """All series of one analysis and the names their area codes stand for."""

    axis: Axis
    areas: tuple[str, ...]
    blocks: tuple[Series, ...]


def axis_of(features: pa.Table, coverage: pa.Table) -> Axis:
    """The axis that holds every month and name of the features and the coverage."""
    periods = {*_distinct(features, "period"), *_distinct(coverage, "period")}
    numbers = [n for n in map(months.number, periods) if n is not None]
    first = min(numbers, default=0)
    return Axis(
        first=first,
        months=max(numbers) - first + 1 if numbers else 0,
        forces=tuple(sorted({*_distinct(features, "force"), *_distinct(coverage, "force")})),
        categories=tuple(sorted({*_distinct(features, "category"), ALL})),
    )


def _distinct(table: pa.Table, column: str) -> list[str]:
    return [value for value in pc.unique(table[column]).to_pylist() if value is not None]


def codes(column: pa.ChunkedArray, names: tuple[str, ...]) -> Ints:
    """Each value's place in `names`, or -1."""
    found = pc.index_in(column, value_set=pa.array(names, pa.string()))
    return np.asarray(pc.fill_null(found, -1).to_numpy(), dtype=np.int64)


def month_codes(column: pa.ChunkedArray, axis: Axis) -> Ints:
    """Each period's place on the axis, or -1 where it is not a month."""
    return codes(column, tuple(months.text(axis.first + i) for i in range(axis.months)))


def panel(features: pa.Table, values: Mapping[str, Floats], in_total: Bools, axis: Axis) -> Panel:
    """The series of `features` (area_kind, area, force, period, category, n), one row per count.

    `values` are arrays along its rows, summed by cell, with `amount` among them; `home` is added, the part of
    `amount` that the home force recorded. Rows where `in_total` also count in 'all'; rows without a month are
    left out.
    """
    kinds = tuple(sorted(_distinct(features, "area_kind")))
    areas = tuple(sorted(_distinct(features, "area")))
    place = codes(features["area_kind"], kinds) * len(areas) + codes(features["area"], areas)
    force = codes(features["force"], axis.forces)
    home = _homes(place, force, np.asarray(features["n"].to_numpy(), dtype=np.float64), len(axis.forces))
    values = {**values, "home": values["amount"] * (force == home)}
    month = month_codes(features["period"], axis)
    category = codes(features["category"], axis.categories)
    rows = np.flatnonzero(month >= 0)
    totals = np.flatnonzero((month >= 0) & in_total)
    taken = np.concatenate([rows, totals])
    total = np.full(totals.size, axis.categories.index(ALL))
    every_category = np.concatenate([category[rows], total])
    # One whole number orders cells by home force, kind of area, area, category and month.
    key = (home[taken] * len(kinds) * len(areas) + place[taken]) * len(axis.categories) + every_category
    cells, where = np.unique(key * axis.months + month[taken], return_inverse=True)
    summed: dict[str, Floats] = {
        name: np.bincount(where, value[taken], cells.size).astype(np.float64)
        for name, value in values.items()
    }
    return Panel(axis, areas, tuple(_blocks(cells, summed, axis, kinds, len(areas))))


def _homes(place: Ints, force: Ints, n: Floats, forces: int) -> Ints:
    """For each row, the force that recorded most in its area (the first by name where several did)."""
    if place.size == 0:
        return np.zeros(0, dtype=np.int64)
    pairs, where = np.unique(place * forces + force, return_inverse=True)
    total = np.bincount(where, n, pairs.size)
    order = np.lexsort((pairs % forces, -total, pairs // forces))
    first = np.unique((pairs // forces)[order], return_index=True)
    best: Ints = (pairs % forces)[order][first[1]]
    return best[np.searchsorted(first[0], place)]


def _blocks(
    cells: Ints, values: Mapping[str, Floats], axis: Axis, kinds: tuple[str, ...], areas: int
) -> Iterator[Series]:
    series_key, month = np.divmod(cells, max(axis.months, 1))
    area_key, category = np.divmod(series_key, len(axis.categories))
    block_key, area = np.divmod(area_key, max(areas, 1))
    starts = np.flatnonzero(np.diff(block_key, prepend=-1))
    ends = np.append(starts[1:], cells.size)[: starts.size]
    for start, end in zip(starts, ends, strict=True):
        part = slice(start, end)
        _, first, series = np.unique(series_key[part], return_index=True, return_inverse=True)
        yield Series(
            force=int(block_key[start]) // len(kinds),
            area_kind=kinds[int(block_key[start]) % len(kinds)],
            area=area[part][first],
            category=category[part][first],
            series=series.astype(np.int64),
            month=month[part],
            values={name: value[part] for name, value in values.items()},
        )
