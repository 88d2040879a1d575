"""A table of figures made safe to show: the few withheld, the rest rounded, nothing left to subtract.

Every column is thought of as a way to the exact count:

    value               a count is rounded; a weighted sum or a rate is made again from the rounded count, and
                        a sum is then rounded to a step worth at least `base` of its average record
    low, high           limits of an exact count give it away, so they are made again from the rounded one
    expected            rounded as a count is
    expected_low, _high withheld: they are functions of the same past as `expected`
    trend               withheld: it contains the month's own count
    same_day            withheld: it is a part of the month's own count, and mostly of a few
    band                kept only where every count that rounds to the published one would have the same
    reasons             replaced: their words hold exact counts
    a row left out      would say "none", so empty cells are written out and withheld like any few
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa

from ninefold.errors import NotInThisState
from ninefold.publish.cells import ABSENT, Bools, Cells, Floats, Ints, Nest, Sums, all_sums, cells_of
from ninefold.publish.completing import completed, in_key_order
from ninefold.publish.figures import FIGURE_SCHEMA
from ninefold.publish.policy import Measure, Policy
from ninefold.publish.rounding import interval_of_rounded, round_step, stays_on_one_side, to_base
from ninefold.publish.withholding import too_few, with_companions

WITHHELD = "Withheld to protect people."
UNKNOWN = "Not known: no records cover it."

# Columns of the findings that nothing shown is made from.
_MADE_AGAIN = ("low", "high", "trend", "reasons", "same_day")


@dataclass(frozen=True)
class Counted:
    """What each cell rests on: its value, the number of records, its measure, and the row that counts it."""

    value: Floats
    records: Floats
    counted_by: Ints
    is_count: Bools
    is_weighted: Bools


class Earlier(Protocol):
    """What earlier releases have already shown, as far as this table is concerned."""

    def widened(self, cells: Cells) -> Cells:
        """The cells, numbered so that totals released earlier have a number too."""
        ...

    def held(self, cells: Cells) -> Bools:
        """Cells withheld before, which must stay withheld."""
        ...

    def published_totals(self, sums: Sequence[Sums]) -> list[Bools]:
        """Which totals outside this table were published before."""
        ...

    def steadied(self, cells: Cells, exact: Floats, rounded: Floats) -> Floats:
        """The rounded counts, as published before where they are still true within the base."""
        ...

    def telling(self, cells: Cells, published: Floats, withheld: Bools) -> Bools:
        """Published cells that, taken from or with an earlier one, would leave only a few records."""
        ...


def protect(
    figures: pa.Table, policy: Policy, *, nest: Nest | None = None, earlier: Earlier | None = None
) -> pa.Table:
    """The figures as the policy lets them be shown, in order of key.

    Raises NotInThisState when the table cannot be checked: a product of unknown measure, kinds of area or
    periods that overlap without nesting, or two figures for one cell.
    """
    if policy.exact or not len(figures):
        return in_key_order(figures)
    figures = figures.drop_columns(list(_MADE_AGAIN))
    if policy.zeros_disclose:
        figures = completed(figures, cells_of(figures))
    figures = in_key_order(figures)
    cells = cells_of(figures)
    if earlier:
        cells = earlier.widened(cells)
    counted = _counted(figures, cells, policy)
    sums = list(all_sums(cells, nest or Nest({}), policy.total_category))
    shown, withheld = _settled(cells, counted, sums, policy, earlier)
    del cells, sums  # with millions of figures they are hundreds of megabytes
    return _shown_columns(figures, counted, shown, withheld, policy)


def _settled(
    cells: Cells, counted: Counted, sums: list[Sums], policy: Policy, earlier: Earlier | None
) -> tuple[Floats, Bools]:
    """The published counts and what is withheld, grown until no table tells more."""
    withheld = too_few(counted.records, policy.threshold, zeros_disclose=policy.zeros_disclose)
    withheld |= np.isnan(counted.records) & ~counted.is_count
    published_totals: Sequence[Bools] = ()
    if earlier:
        withheld |= earlier.held(cells)
        published_totals = earlier.published_totals(sums)
    rounded = to_base(counted.records, policy.base)
    if earlier:
        rounded = earlier.steadied(cells, counted.records, rounded)
    while True:
        withheld = with_companions(counted.records, withheld, sums, policy.threshold, published_totals)
        more = _follows_its_count(counted, withheld) | _dominated(counted, sums, withheld, policy)
        if earlier:
            more |= earlier.telling(cells, rounded, withheld)
        if not (more & ~withheld).any():
            return rounded, withheld
        withheld |= more


def _counted(figures: pa.Table, cells: Cells, policy: Policy) -> Counted:
    measures = [_measure(product, policy) for product in cells.words.products]
    number = {product: at for at, product in enumerate(cells.words.products)}
    counted_by = np.array(
        [at if m.kind == "count" else number.get(m.counted_by or "", ABSENT) for at, m in enumerate(measures)]
    )[cells.product]
    rows = cells.rows(cells.key(product=counted_by))
    value = np.array(figures["value"].to_numpy(), dtype=np.float64)
    records = np.where(rows == ABSENT, np.nan, value[rows])
    if (records < 0).any():
        raise NotInThisState("release: a count is below zero. Run the product again.")
    kinds = np.array([m.kind for m in measures])[cells.product]
    return Counted(value, records, rows, kinds == "count", kinds == "weighted")


def _measure(product: str, policy: Policy) -> Measure:
    if product not in policy.measures:
        raise NotInThisState(
            f"release: the policy does not say what kind of figure {product} gives. "
            "Name it in the policy's measures."
        )
    return policy.measures[product]


def _follows_its_count(counted: Counted, withheld: Bools) -> Bools:
    """A weighted sum or rate goes wherever the count it rests on goes."""
    follows: Bools = ~counted.is_count & (counted.counted_by != ABSENT) & withheld[counted.counted_by]
    return follows


def _dominated(counted: Counted, sums: list[Sums], withheld: Bools, policy: Policy) -> Bools:
    """Weighted totals of which fewer records than the threshold make up more than the policy's share."""
    dominated = np.zeros(len(withheld), dtype=np.bool_)
    few = counted.is_weighted & (counted.records < policy.threshold)
    for part in sums:
        largest = np.zeros(len(part.total))
        small = few[part.child]
        np.maximum.at(largest, part.group[small], np.nan_to_num(counted.value[part.child[small]]))
        here = part.total != ABSENT
        over = here & (largest > 0) & (largest > policy.dominance * np.nan_to_num(counted.value[part.total]))
        dominated[part.total[over]] = True
    return dominated


def _shown_columns(
    figures: pa.Table, counted: Counted, rounded: Floats, withheld: Bools, policy: Policy
) -> pa.Table:
    known = ~withheld & ~np.isnan(counted.value)
    step = _steps(counted, policy.base)
    value = _values(counted, rounded, step)
    low, high = interval_of_rounded(np.where(counted.is_count & known, rounded, np.nan), policy.base)
    expected = to_base(_floats(figures, "expected"), np.where(counted.is_count, policy.base, step))
    limits = _floats(figures, "expected_low"), _floats(figures, "expected_high")
    settled = known & stays_on_one_side(value, np.where(counted.is_count, policy.base, step), *limits)
    columns = {
        "value": _masked(value, known),
        "low": _masked(low, known),
        "high": _masked(high, known),
        "band": _kept(figures["band"], settled),
        "trend": pa.nulls(len(known), pa.float64()),
        "expected": _masked(expected, known),
        "expected_low": pa.nulls(len(known), pa.float64()),
        "expected_high": pa.nulls(len(known), pa.float64()),
        "reasons": _reasons(known, withheld, policy),
        "suppressed": pa.array(withheld),
        "same_day": pa.nulls(len(known), pa.float64()),
    }
    arrays = [columns[name] if name in columns else figures[name] for name in FIGURE_SCHEMA.names]
    return pa.Table.from_arrays(arrays, schema=FIGURE_SCHEMA)


def _steps(counted: Counted, base: int) -> Floats:
    """For each figure the step worth `base` of its average record; coarse, so that it tells no average."""
    return round_step(np.nan_to_num(_ratio(counted.value, counted.records)) * base)


def _values(counted: Counted, rounded: Floats, step: Floats) -> Floats:
    # Made from the rounded count and the average: rounding the exact sum would be a second look at the count.
    again = _ratio(counted.value, counted.records) * rounded
    rate = to_base(again, round_step(np.abs(np.nan_to_num(again)) / 500))
    value: Floats = np.where(
        counted.is_count, rounded, np.where(counted.is_weighted, to_base(again, step), rate)
    )
    return value


def _ratio(sums: Floats, records: Floats) -> Floats:
    return np.divide(sums, records, out=np.zeros_like(sums), where=records > 0)


def _reasons(known: Bools, withheld: Bools, policy: Policy) -> pa.DictionaryArray:
    words = [f"Rounded, to the nearest {policy.base} records.", WITHHELD, UNKNOWN]
    numbers = np.where(withheld, 1, np.where(known, 0, 2)).astype(np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(numbers), pa.array(words))


def _floats(figures: pa.Table, name: str) -> Floats:
    return np.array(figures[name].to_numpy(), dtype=np.float64)


def _masked(values: Floats, known: Bools) -> pa.Array:
    return pa.array(values, mask=~known | np.isnan(values))


def _kept(column: pa.ChunkedArray, keep: Bools) -> pa.Array:
    whole = column.combine_chunks()
    indices = np.asarray(whole.indices.fill_null(0).to_numpy(zero_copy_only=False), dtype=np.int32)
    absent = ~keep | np.asarray(whole.is_null().to_numpy(zero_copy_only=False), dtype=np.bool_)
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=absent), whole.dictionary)
