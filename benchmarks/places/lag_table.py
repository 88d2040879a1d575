"""The lag table of ten years × 400,000 cells by month, written part by part by DuckDB, and the memory it takes.

    python -m benchmarks.places.lag_table [--cells N] [--years N]

The work is done in a process of its own, whose peak of memory is the value. Events are made up.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.proof import PYTHON, Proof, last_json, measure

from ninefold.engine.duckdb_engine import DuckDBEngine, DuckDBLimits
from ninefold.measures.places.lags import lag_table, part_of_cells

NAME, TARGET, MOST_BYTES = "places/lag_table", "≤ 2 GB for 10 years × 400,000 cells", 2e9
PARTS, SEED = 20, 1


def made_up(path: Path, cells: int, periods: int) -> None:
    """Counts of about one cell and month in twelve, written year by year."""
    chance = np.random.default_rng(SEED)
    schema = pa.schema([("cell", pa.int64()), ("period", pa.int64()), ("n", pa.int64())])
    with pq.ParquetWriter(path, schema) as writer:
        for period in range(periods):
            held = np.flatnonzero(chance.random(cells) < 1 / 12)
            n = chance.geometric(0.7, len(held))
            writer.write_table(pa.table([held, np.full(len(held), period), n], schema=schema))


def work(place: Path, periods: int) -> int:
    """Write the table; the number of its rows."""
    engine = DuckDBEngine([place], limits=DuckDBLimits(memory_mb=1200))
    counts = engine.read([place / "counts.parquet"])
    rows = 0
    for part in range(PARTS):
        table = lag_table(part_of_cells(counts, part, PARTS), first=0, periods=periods)
        for path in engine.write(table, place / "lags", f"part-{part}"):
            rows += pq.ParquetFile(path).metadata.num_rows
            path.unlink()
    engine.close()
    return rows


def main() -> None:
    """Make the counts, do the work in a process of its own, and say what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cells", type=int, default=400_000)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--work", type=Path)
    asked = parser.parse_args()
    periods = 12 * asked.years
    if asked.work:
        print(f'{{"rows": {work(asked.work, periods)}}}')
        return
    with tempfile.TemporaryDirectory(prefix="ninefold-benchmark-") as place:
        made_up(Path(place) / "counts.parquet", asked.cells, periods)
        took = measure(
            [PYTHON, "-m", "benchmarks.places.lag_table", "--work", place, "--years", str(asked.years)]
        )
    rows = last_json(took.output)["rows"]
    is_whole = asked.cells >= 400_000 and asked.years >= 10
    Proof(
        NAME,
        round(took.peak_bytes / 1e9, 3),
        "GB",
        TARGET,
        took.peak_bytes <= MOST_BYTES if is_whole else None,
        n=rows,
        seed=SEED,
        more={"took": took.figures, "columns": "n, 7 lags, 2 fading sums"},
    ).say()


if __name__ == "__main__":
    sys.exit(main())
