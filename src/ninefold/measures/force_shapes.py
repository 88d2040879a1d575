"""What the series of a force share: which months are whole, the year's shape, the unit of chance.

`learn` finds them once from all forces' totals; `judging` applies them to any of the areas.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from ninefold.measures import coverage, seasonal
from ninefold.measures.by_area import CRIME
from ninefold.measures.delivered import Delivered, delivered
from ninefold.measures.panel import ALL, Axis, Bools, Floats, axis_of, panel
from ninefold.measures.unplaced import Unplaced, unplaced


@dataclass(frozen=True)
class Amounts:
    """What to count, along the rows of the features.

    `amount` is judged; `carried` are further sums that go along; `squares` (Σ weight²) give the scale
    of weighted sums; rows where `in_total` count in category 'all'.
    """

    amount: Floats
    in_total: Bools
    carried: Mapping[str, Floats] = field(default_factory=dict)
    squares: Floats | None = None

    def values(self) -> dict[str, Floats]:
        """Every sum by name, as a panel takes them."""
        squares = self.amount if self.squares is None else self.squares
        return {"amount": self.amount, "squares": squares, **self.carried}


@dataclass(frozen=True)
class Gap:
    """A month without a delivery between months with one; codes stand for names on the axis."""

    force: int
    stream: str
    month: int


@dataclass(frozen=True)
class Newest:
    """The newest month that a force delivered of a stream, and how often it is sent."""

    force: int
    stream: str
    month: int
    refresh: str


@dataclass(frozen=True)
class SuspectMonth:
    """A delivered month that looks like a part of one."""

    force: int
    part: coverage.PartMonth


@dataclass(frozen=True)
class ForceShapes:
    """What series share; arrays are (forces, months, categories) or, without months, (forces, categories)."""

    axis: Axis
    delivered: Bools
    usable: Bools  # delivered, and not suspected to be a part of a month
    past: Floats  # factors from the past alone, for signals
    factors: Floats  # factors from the whole series, for the trend
    adjusted: Bools  # (forces, categories): there was enough history for `factors`
    scale: Floats  # (forces, categories): the weight that stands for one count
    gaps: tuple[Gap, ...]
    suspects: tuple[SuspectMonth, ...]
    unplaced: tuple[Unplaced, ...]
    newest: tuple[Newest, ...] = ()


def learn(
    features: pa.Table, records: pa.Table, layout_streams: Mapping[str, Sequence[str]], amounts: Amounts
) -> ForceShapes:
    """What forces' series share, from features with force totals and the coverage table `records`."""
    axis = axis_of(features, records)
    came = delivered(records, features, axis, layout_streams)
    streams = _streams(features, axis)
    there = came.by_series(streams)
    sums, squares = _force_sums(features, amounts, axis)
    scale = _scale(sums, squares)
    crime = np.array([stream == CRIME for stream in streams])
    suspects = tuple(_suspects(sums / scale[:, None, :], there, crime, axis))
    usable = there.copy()
    for suspect in suspects:
        usable[suspect.force, suspect.part.month, crime] = False
    past, factors, adjusted = _shapes(sums / scale[:, None, :], usable, axis)
    return ForceShapes(
        axis=axis,
        delivered=there,
        usable=usable,
        past=past,
        factors=factors,
        adjusted=adjusted,
        scale=scale,
        gaps=tuple(_gaps(came)),
        suspects=suspects,
        unplaced=tuple(unplaced(features)),
        newest=tuple(_newest(came, records, axis)),
    )


def _streams(features: pa.Table, axis: Axis) -> list[str]:
    pairs = features.select(["category", "stream"]).group_by(["category", "stream"]).aggregate([])
    named = dict(zip(pairs["category"].to_pylist(), pairs["stream"].to_pylist(), strict=True))
    return [named.get(category, CRIME) for category in axis.categories]


def _force_sums(features: pa.Table, amounts: Amounts, axis: Axis) -> tuple[Floats, Floats]:
    shape = (len(axis.forces), axis.months, len(axis.categories))
    sums, squares = np.zeros(shape), np.zeros(shape)
    at_force = np.asarray(features["area_kind"].to_numpy() == "force", dtype=bool)
    values = {name: value[at_force] for name, value in amounts.values().items()}
    for block in panel(features.filter(pa.array(at_force)), values, amounts.in_total[at_force], axis).blocks:
        sums[block.force][:, block.category] = block.dense("amount", axis)
        squares[block.force][:, block.category] = block.dense("squares", axis)
    return sums, squares


def _scale(sums: Floats, squares: Floats) -> Floats:
    """Σ weight² ÷ Σ weight over all months: the weight that, counted, varies as the sum does."""
    whole = sums.sum(axis=1)
    scale: Floats = np.divide(squares.sum(axis=1), whole, out=np.ones_like(whole), where=whole > 0)
    return scale


def _suspects(counts: Floats, there: Bools, crime: Bools, axis: Axis) -> list[SuspectMonth]:
    """Part-months of each force, by its categories of crime (without their total)."""
    parts = crime & np.array([category != ALL for category in axis.categories])
    if not parts.any():
        return []
    return [
        SuspectMonth(force, part)
        for force in range(len(axis.forces))
        for part in coverage.part_months(counts[force][:, parts], there[force][:, parts].all(axis=1))
    ]


def _gaps(came: Delivered) -> list[Gap]:
    return [
        Gap(force, stream, month)
        for force in range(came.months.shape[0])
        for place, stream in enumerate(came.streams)
        for month in coverage.gaps(came.months[force, place])
    ]


def _newest(came: Delivered, records: pa.Table, axis: Axis) -> Iterator[Newest]:
    """The newest month of each force and stream, where the coverage says how often its source is sent."""
    if "refresh" not in records.column_names:
        return
    sent = zip(*(records[name].to_pylist() for name in ("force", "period", "refresh")), strict=True)
    by_force: dict[str, str] = {}
    for force, _, refresh in sorted(sent, key=lambda row: str(row[1])):
        by_force[force] = refresh
    for force, months in enumerate(came.months):
        for place, stream in enumerate(came.streams):
            there = np.flatnonzero(months[place])
            if there.size and axis.forces[force] in by_force:
                yield Newest(force, stream, int(there[-1]), by_force[axis.forces[force]])


def _shapes(counts: Floats, usable: Bools, axis: Axis) -> tuple[Floats, Floats, Bools]:
    forces, _, categories = counts.shape
    past, factors = np.ones(counts.shape), np.ones(counts.shape)
    adjusted = np.zeros((forces, categories), dtype=bool)
    for force in range(forces):
        past[force] = seasonal.factors_from_past(counts[force], usable[force], axis.first, axis.lengths)
        shape = seasonal.year_shape(counts[force], usable[force], axis.lengths)
        factors[force], adjusted[force] = shape.factors, shape.adjusted
    return past, factors, adjusted
