"""Which cells to withhold so that none of the few can be worked out from the rest by adding and subtracting.

First the cells resting on too few records. Then, wherever cells add up to a published total, the withheld
ones among them must be at least two and rest together on at least the threshold; a withheld total must
likewise have that much withheld below it. Further cells, the smallest first, are withheld until both hold
everywhere. The published cells are rounded besides, so even the sum of the withheld is never known exactly.
"""

from collections.abc import Sequence

import numpy as np

from ninefold.publish.cells import ABSENT, Bools, Floats, Ints, Sums


def too_few(counts: Floats, threshold: int, *, zeros_disclose: bool) -> Bools:
    """Cells whose count is below the threshold; an empty one only when zeros disclose."""
    few: Bools = counts < threshold
    return few if zeros_disclose else few & (counts != 0)


def with_companions(
    counts: Floats,
    withheld: Bools,
    sums: Sequence[Sums],
    threshold: int,
    published_totals: Sequence[Bools] = (),
) -> Bools:
    """The cells to withhold, grown until no withheld cell can be told from a sum.

    `published_totals` says, for each of `sums`, which totals outside this table were published before.
    """
    withheld = withheld.copy()
    outside = published_totals or [np.zeros(len(part.total), dtype=np.bool_) for part in sums]
    growing = True
    while growing:
        growing = False
        for part, known in zip(sums, outside, strict=True):
            growing |= _grow(counts, withheld, part, known, threshold)
    return withheld


def _grow(counts: Floats, withheld: Bools, sums: Sums, published_before: Bools, threshold: int) -> bool:
    """Withhold, in place, what one way of nesting asks for; whether anything was added."""
    groups = len(sums.total)
    present = sums.total != ABSENT
    total = np.where(present, counts[sums.total], np.nan) if groups else np.empty(0)
    is_open = (
        np.where(present, ~withheld[sums.total] & ~np.isnan(total), published_before) if groups else present
    )
    is_hidden = present & ~is_open & ~np.isnan(total)
    number, hidden = _hidden_below(counts, withheld, sums, total, threshold)

    lacks_number = is_open & (number > 0) & (number < 2)
    # A hidden total is safe when as much is hidden below it; an open one when at least the threshold is.
    lacks_records = (is_open & (number > 0) & (hidden < threshold)) | (
        is_hidden & (hidden < np.minimum(np.nan_to_num(total), threshold))
    )
    failing = lacks_number | lacks_records
    if not failing.any():
        return False
    missing = np.where(lacks_records, threshold - hidden, 0.0)
    chosen = _smallest_open(counts, withheld, sums, failing, missing, np.where(is_open, 2 - number, 1))
    withheld[chosen] = True
    # Where nothing is left below to withhold, the total itself must go.
    stuck = failing & is_open & present
    stuck[sums.group[_rows_in(sums, chosen, len(withheld))]] = False
    withheld[sums.total[stuck]] = True
    return bool(len(chosen)) or bool(stuck.any())


def _hidden_below(
    counts: Floats, withheld: Bools, sums: Sums, total: Floats, threshold: int
) -> tuple[Floats, Floats]:
    """For each sum, how many of its cells are withheld and the records in them, unplaced ones too."""
    known = np.nan_to_num(counts[sums.child])
    hidden_child = withheld[sums.child]
    number = _added(sums, hidden_child.astype(np.float64))
    hidden = _added(sums, known * hidden_child)
    # Records in the total that no cell below has, such as those without a place, are one more hidden cell.
    # When they reach the threshold they need no company: to be told of them harms nobody.
    unplaced = np.nan_to_num(total) - _added(sums, known)
    has_unplaced = unplaced > 0
    company = np.where(unplaced >= threshold, 2, 1)
    return number + np.where(has_unplaced, company, 0), hidden + np.where(has_unplaced, unplaced, 0.0)


def _added(sums: Sums, values: Floats) -> Floats:
    return np.asarray(np.bincount(sums.group, weights=values, minlength=len(sums.total)), dtype=np.float64)


def _smallest_open(
    counts: Floats, withheld: Bools, sums: Sums, failing: Bools, missing: Floats, number: Floats
) -> Ints:
    """The smallest published cells of each failing sum: as many as make up the missing records and number."""
    at = np.flatnonzero(failing[sums.group])
    rows = sums.child[at]
    usable = ~withheld[rows] & (counts[rows] > 0)
    at, rows = at[usable], rows[usable]
    group = sums.group[at]
    order = np.lexsort((rows, counts[rows], group))
    rows, group = rows[order], group[order]
    if not len(rows):
        return np.empty(0, dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    size = np.diff(np.r_[starts, len(rows)])
    first = np.repeat(starts, size)
    running = np.cumsum(counts[rows]) - counts[rows]
    before = running - running[first]
    rank = np.arange(len(rows)) - first
    return np.asarray(rows[(before < missing[group]) | (rank < number[group])], dtype=np.int64)


def _rows_in(sums: Sums, rows: Ints, size: int) -> Bools:
    mark = np.zeros(size, dtype=np.bool_)
    mark[rows] = True
    return mark[sums.child]
