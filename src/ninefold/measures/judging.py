"""From counts by area and month to the trend, what was expected and what changed, for every series.

Which cells are given. Every cell with a record. A zero is given where it says something: for forces in
every usable month; for smaller areas in a usable month in which at least 1 was expected, or whose month
before held records. The zeros are thus never many more than the records, however many areas there are;
a delivered month that is not listed is zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from ninefold.measures import discoveries, seasonal, signals
from ninefold.measures.force_shapes import ForceShapes
from ninefold.measures.panel import Axis, Bools, Floats, Ints, Panel, Series


@dataclass(frozen=True)
class Cells:
    """The cells to answer for, as parallel arrays; codes stand for names on the axis or in the panel."""

    area_kind: Ints  # code into `kinds`
    area: Ints
    force: Ints
    category: Ints
    month: Ints
    trend: Floats  # NaN where the month is not usable
    expected: Floats  # NaN where not tested, as are the limits and q
    expected_low: Floats
    expected_high: Floats
    q: Floats
    delivered: Bools
    usable: Bools
    history: Bools  # enough usable months lie before
    adjusted: Bools  # the trend is adjusted for the season
    scale: Floats
    values: Mapping[str, Floats]
    kinds: tuple[str, ...]

    def part(self, rows: slice) -> "Cells":
        """Some of the cells."""
        names = [f.name for f in fields(self) if f.name not in ("values", "kinds")]
        arrays = {name: getattr(self, name)[rows] for name in names}
        return replace(self, **arrays, values={name: value[rows] for name, value in self.values.items()})

    @property
    def amount(self) -> Floats:
        """What was counted or summed in each cell."""
        return self.values["amount"]

    @property
    def judged(self) -> Floats:
        """The part of it that the area's home force recorded, which alone is judged for change."""
        return self.values["home"]

    @property
    def more(self) -> Bools:
        """Whether more was recorded than expected; False where nothing is judged."""
        return self.judged > np.where(np.isnan(self.expected), np.inf, self.expected)


def judge(panel: Panel, shapes: ForceShapes, rules: signals.Rules) -> Cells:
    """Every cell to answer for, its expectation, and q within its month and kind of area."""
    kinds = tuple(sorted({block.area_kind for block in panel.blocks}))
    parts = [_judge_block(block, shapes, rules, kinds.index(block.area_kind)) for block in panel.blocks]
    parts = parts or [_none()]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    family = columns["month"] * max(len(kinds), 1) + columns["area_kind"]
    tested = ~np.isnan(columns["p"])
    q = np.full(tested.size, np.nan)
    q[tested] = discoveries.q_values(columns.pop("p")[tested], family[tested])
    values = {name[6:]: columns.pop(name) for name in list(columns) if name.startswith("value_")}
    return Cells(**columns, q=q, values=values, kinds=kinds)


def _judge_block(block: Series, shapes: ForceShapes, rules: signals.Rules, kind: int) -> dict[str, Any]:
    axis, force = shapes.axis, block.force
    scale = shapes.scale[force][block.category]
    counts = block.dense("home", axis) / scale
    expected = signals.expected(
        signals.Block(counts, shapes.past[force], shapes.usable[force], block.category, block.category), rules
    )
    usable = shapes.usable[force][:, block.category]
    month, series = np.nonzero(_given(block, counts, usable, expected.tested, axis))
    category = block.category[series]
    at = (month, series)
    history = np.cumsum(shapes.usable[force], axis=0) - shapes.usable[force] >= rules.least_history
    tested = _tested(counts[at], expected, at, scale[series])
    return {
        "area_kind": np.full(month.size, kind),
        "area": block.area[series],
        "force": np.full(month.size, force),
        "category": category,
        "month": month,
        "trend": _trend(block, counts, shapes)[at] * scale[series],
        **tested,
        "delivered": shapes.delivered[force][month, category],
        "usable": usable[at],
        "history": history[month, category],
        "adjusted": shapes.adjusted[force][category],
        "scale": scale[series],
        **{f"value_{name}": block.dense(name, axis)[at] for name in block.values},
    }


def _given(block: Series, counts: Floats, usable: Bools, tested: Bools, axis: Axis) -> Bools:
    there = np.zeros(counts.shape, dtype=bool)
    there[block.month, block.series] = True
    if block.area_kind == "force":
        return there | usable
    followed = np.zeros_like(there)
    followed[1:] = there[:-1]
    return there | (usable & (tested | followed))


def _tested(
    counts: Floats, expected: signals.Expected, at: tuple[Ints, Ints], scale: Floats
) -> dict[str, Floats]:
    """The expectation of the tested among the cells given, NaN for the others, in the unit of the amounts."""
    tested = expected.tested[at]
    mean, size = expected.mean[at][tested], expected.size[at][tested]
    low, high = signals.limits(mean, size)
    found = {
        "expected": mean * scale[tested],
        "expected_low": low * scale[tested],
        "expected_high": high * scale[tested],
        "p": signals.p_values(counts[tested], mean, size),
    }
    answer = {name: np.full(tested.size, np.nan) for name in found}
    for name, value in found.items():
        answer[name][tested] = value
    return answer


def _trend(block: Series, counts: Floats, shapes: ForceShapes) -> Floats:
    """The seasonally adjusted trend (months, series); categories of one stream share their usable months."""
    usable, factors = shapes.usable[block.force], shapes.factors[block.force]
    trend = np.full(counts.shape, np.nan)
    patterns, of = np.unique(usable, axis=1, return_inverse=True)
    for place in range(patterns.shape[1]):
        alike = np.flatnonzero(of[block.category] == place)
        trend[:, alike] = seasonal.smoothed(
            counts[:, alike], patterns[:, place], factors[:, block.category[alike]]
        )
    return trend


def _none() -> dict[str, Any]:
    whole = ("area_kind", "area", "force", "category", "month")
    flags = ("delivered", "usable", "history", "adjusted")
    judged = ("trend", "expected", "expected_low", "expected_high", "p", "scale")
    numbers = (*judged, "value_amount", "value_squares", "value_home")
    return (
        {name: np.zeros(0, dtype=np.int64) for name in whole}
        | {name: np.zeros(0, dtype=bool) for name in flags}
        | {name: np.zeros(0) for name in numbers}
    )
