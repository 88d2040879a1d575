"""The table of lags, on DuckDB, beside the same worked out by loops."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.measures.places.lags import lag_table, part_of_cells

FIRST, PERIODS = 100, 12


def counts() -> pa.Table:
    chance = np.random.default_rng(6)
    cell, period = np.divmod(chance.choice(5 * PERIODS, 25, replace=False), PERIODS)
    n = chance.integers(1, 5, 25)
    return pa.table({"cell": cell, "period": period + FIRST, "n": n})


def by_hand(rows: pa.Table) -> dict[tuple[int, int], tuple[int, int, float]]:
    """Count, count two periods before, and fading sum with a half-life of three, by cell and period."""
    held = {(r["cell"], r["period"]): r["n"] for r in rows.to_pylist()}
    found = {}
    for cell in {cell for cell, _ in held}:
        for at in range(FIRST, FIRST + PERIODS):
            fading = sum(held.get((cell, p), 0) * 2 ** (-(at - p) / 3) for p in range(FIRST, at))
            found[cell, at] = (held.get((cell, at), 0), held.get((cell, at - 2), 0), fading)
    return found


def test_every_cell_has_every_period_with_its_lags_and_fading_sum(tmp_path: Path) -> None:
    engine = DuckDBEngine([tmp_path])
    rows = counts()

    table = engine.collect(
        lag_table(engine.hold(rows), first=FIRST, periods=PERIODS, lags=(2,), half_lives=(3.0,))
    )
    engine.close()

    wanted = by_hand(rows)
    assert len(table) == len(wanted)
    for row in table.to_pylist():
        n, lag, fading = wanted[row["cell"], row["period"]]
        assert (row["n"], row["lag_2"]) == (n, lag)
        assert row["fading_3"] == pytest.approx(fading)


def test_the_parts_together_are_the_whole(tmp_path: Path) -> None:
    engine = DuckDBEngine([tmp_path])
    held = engine.hold(counts())

    whole = engine.collect(lag_table(held, first=FIRST, periods=PERIODS))
    parts = [
        engine.collect(lag_table(part_of_cells(held, part, 3), first=FIRST, periods=PERIODS))
        for part in range(3)
    ]
    engine.close()

    order = [("cell", "ascending"), ("period", "ascending")]
    assert pa.concat_tables(parts).sort_by(order).equals(whole.sort_by(order))


def test_a_fading_sum_that_would_leave_the_range_of_numbers_is_refused(tmp_path: Path) -> None:
    engine = DuckDBEngine([tmp_path])

    with pytest.raises(ValueError, match="half-life"):
        lag_table(engine.hold(counts()), first=0, periods=5000, half_lives=(1.0,))
    engine.close()
