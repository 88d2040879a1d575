"""The cost of a row at 2, 6 and 20 million rows: it must not grow.

    python -m benchmarks.ingest.linear [--runs N]

The value is the largest time per row divided by the smallest. The peers run beside it at each size, and the peak of
memory is told for each.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.ingest._replicate import COPIES, write_copies
from benchmarks.ingest.police_uk import MOST_BYTES, Trial, proof, trial
from benchmarks.proof import Proof, shared_data_is_absent

NAME = "ingest/linear"
TARGET = "time per row within 1.3 ×, peak < 1.5 GB"
MOST_APART = 1.3


def sizes(place: Path, runs: int, only: str) -> dict[int, Trial]:
    """A trial at each size, by millions of rows; each size adds the copies it lacks."""
    found = {}
    already = 0
    for millions, copies in sorted(COPIES.items()):
        write_copies(place / "files", copies, already=already, only=only)
        found[millions] = trial(place / "files", place, runs)
        already = copies
    return found


def main() -> None:
    """Run the three sizes and say how far apart they are."""
    parser = argparse.ArgumentParser(description="Time per row at 2, 6 and 20 million rows.")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument(
        "--only", default="", help="only zips whose name holds this: a small trial of the script"
    )
    asked = parser.parse_args()
    if shared_data_is_absent(NAME, "×", TARGET):
        return
    with tempfile.TemporaryDirectory(prefix="ninefold-benchmark-") as place:
        found = sizes(Path(place), asked.runs, asked.only)
    per_row = {millions: each.wall / each.rows * 1e6 for millions, each in found.items()}
    apart = max(per_row.values()) / min(per_row.values())
    peak = max(each.peak_bytes for each in found.values())
    largest = max(found)
    Proof(
        NAME,
        round(apart, 3),
        "×",
        TARGET,
        apart <= MOST_APART and peak < MOST_BYTES,
        peer="DuckDB read_csv → Parquet at the largest size, s",
        peer_value=proof(found[largest]).peer_value,
        ratio=proof(found[largest]).ratio,
        n=found[largest].rows,
        more={
            "microseconds_per_row": {str(m): round(value, 3) for m, value in per_row.items()},
            "peak_gb": {str(m): round(each.peak_bytes / 1e9, 3) for m, each in found.items()},
            "ratio": {str(m): proof(each).ratio for m, each in found.items()},
            "ratio_to_fastest": {str(m): proof(each).more["ratio_to_fastest"] for m, each in found.items()},
        },
    ).say()


if __name__ == "__main__":
    sys.exit(main())
