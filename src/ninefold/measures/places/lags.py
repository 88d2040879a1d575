"""The table of lags: for every cell and period what was counted then, some periods before, and on fading average.

One Ibis expression, the same on DuckDB and Spark. Cells are independent of each other, so a table of any size is
worked out a part of the cells at a time, in the memory of one part.
"""

import math
from collections.abc import Sequence
from typing import Any

import ibis

LAGS = (1, 2, 3, 6, 12, 13, 24)
HALF_LIVES = (3.0, 12.0)  # periods
_CHUNK = 400.0  # powers of two beyond which a fading sum would leave the range of a double


def lag_table(
    counts: ibis.Table,
    *,
    first: int,
    periods: int,
    lags: Sequence[int] = LAGS,
    half_lives: Sequence[float] = HALF_LIVES,
) -> ibis.Table:
    """One row for each cell in `counts` (columns cell, period, n) and each of so many periods from the first.

    Adds `lag_<k>`, the count k periods before (0 before the first), and `fading_<h>`, the sum of all earlier
    counts that halves in weight every h periods.
    """
    if periods / min(half_lives) > _CHUNK:
        raise ValueError("too many periods for so short a half-life")
    whole = _every_period(counts, first, periods)
    by_cell = ibis.window(group_by="cell", order_by="period")
    before = ibis.window(group_by="cell", order_by="period", preceding=(None, 1))
    lagged = {f"lag_{lag}": whole.n.lag(lag).over(by_cell).coalesce(0).cast("int64") for lag in lags}
    step = (whole.period - first).cast("float64")
    faded = {
        f"fading_{half:g}": (whole.n * _two_to(step, half)).sum().over(before).coalesce(0.0)
        * _two_to(-step, half)
        for half in half_lives
    }
    return whole.mutate(**lagged, **faded)


def _two_to(steps: Any, half: float) -> Any:
    """2^(steps/half) in doubles; a power of literals is worked out in singles by some engines."""
    return (steps * ibis.literal(math.log(2) / half, "float64")).exp()


def part_of_cells(counts: ibis.Table, part: int, parts: int) -> ibis.Table:
    """The counts of every so-many-th cell; `cell` is a whole number."""
    return counts.filter(counts.cell % parts == part)


def _every_period(counts: ibis.Table, first: int, periods: int) -> ibis.Table:
    """The counts with a nought where there is none."""
    # Spark unnests only what stands alone, so the type is set in a step of its own.
    unnested = counts.select("cell").distinct().mutate(period=ibis.range(first, first + periods).unnest())
    every = unnested.mutate(period=unnested.period.cast("int64"))
    joined = every.left_join(counts, ["cell", "period"])
    return joined.select(cell=joined.cell, period=joined.period, n=joined.n.coalesce(0).cast("int64"))
