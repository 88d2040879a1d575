"""Ingest and standardise real police.uk files, against raw DuckDB `read_csv` → Parquet of the same bytes.

    python -m benchmarks.ingest.police_uk --millions 2|6|20 [--runs N]

The files of ../shared/data/police-uk hold 1.98 million rows; for 6 and 20 million whole months are repeated
(see _replicate.py). Ninefold and its peers take turns, each in a process of its own, on the same folder. The peer is
one COPY of read_csv over the list of files with types detected, as a person would write it, and again with every
column as text, which keeps values as received; `ratio_to_fastest` is against the faster of the two.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.ingest._replicate import COPIES, csv_files, rows_in, write_copies
from benchmarks.proof import PYTHON, Measured, Proof, last_json, measure, ninefold, shared_data_is_absent

NAME = "ingest/police_uk"
TARGET = "≤ 3 × peer, peak < 1.5 GB"
MOST_TIMES = 3.0
MOST_BYTES = 1.5e9

PEER = """
import sys, duckdb
folder, to, options = sys.argv[1:]
from pathlib import Path
files = sorted(str(path) for path in Path(folder).rglob("*.csv"))
connection = duckdb.connect(config={"threads": 2})
connection.execute(f"COPY (SELECT * FROM read_csv($files, union_by_name=true, filename=true{options})) "
                   f"TO '{to}' (FORMAT parquet)", {"files": files})
print(connection.execute(f"SELECT count(*) FROM '{to}'").fetchone()[0])
"""
AS_DETECTED, AS_TEXT = "", ", all_varchar=true"


@dataclass(frozen=True)
class Trial:
    """Ninefold and its two peers on one folder: the runs of each, and the rows they all read."""

    rows: int
    ours: list[Measured]
    detected: list[Measured]
    text: list[Measured]

    @property
    def wall(self) -> float:
        """The median wall seconds of Ninefold."""
        return middle(self.ours)

    @property
    def peak_bytes(self) -> int:
        """The largest peak of Ninefold."""
        return max(run.peak_bytes for run in self.ours)


def middle(runs: Sequence[Measured]) -> float:
    """The median wall seconds of some runs."""
    return median(run.wall for run in runs)


def trial(folder: Path, work: Path, runs: int) -> Trial:
    """Run all three, `runs` times in turn, and check that each read every row."""
    rows = rows_in(folder)
    kept: dict[str, list[Measured]] = {"ours": [], "detected": [], "text": []}
    for _ in range(runs):
        kept["detected"].append(peer(folder, work, AS_DETECTED, rows))
        kept["text"].append(peer(folder, work, AS_TEXT, rows))
        kept["ours"].append(ours(folder, work, rows))
        told = {who: done[-1].figures for who, done in kept.items()}
        print(f"{rows:,} rows: {told}", flush=True)
    return Trial(rows, kept["ours"], kept["detected"], kept["text"])


def ours(folder: Path, work: Path, rows: int) -> Measured:
    """One `ninefold ingest` of the folder into a workspace made for it; every row must be accounted for."""
    workspace = work / "workspace"
    try:
        done = ninefold("ingest", "police-uk", folder, "--workspace", workspace, "--json")
        told = last_json(done.output)
    finally:
        shutil.rmtree(workspace, ignore_errors=True)
    if (told["rows_in"], told["loaded"], told["quarantined"], told["duplicates"]) != (rows, rows, 0, 0):
        raise RuntimeError(f"{rows:,} rows were written, and Ninefold says: { {**told, 'files': '…'} }")
    return done


def peer(folder: Path, work: Path, options: str, rows: int) -> Measured:
    """One COPY by DuckDB alone; it must have read every row."""
    to = work / "peer.parquet"
    try:
        done = measure([PYTHON, "-c", PEER, folder, to, options])
    finally:
        to.unlink(missing_ok=True)
    read = int(done.output.split()[-1])  # a bar of DuckDB's may stand before it
    if read != rows:
        raise RuntimeError(f"{rows:,} rows were written, and the peer read {read:,}.")
    return done


def proof(found: Trial) -> Proof:
    """The answer of one trial."""
    detected, text = middle(found.detected), middle(found.text)
    ratio = found.wall / detected
    return Proof(
        NAME,
        round(found.wall, 3),
        "s",
        TARGET,
        ratio <= MOST_TIMES and found.peak_bytes < MOST_BYTES,
        peer="DuckDB read_csv → Parquet, types detected",
        peer_value=round(detected, 3),
        ratio=round(ratio, 3),
        n=found.rows,
        more={
            "ratio_to_fastest": round(found.wall / min(detected, text), 3),
            "peer_all_varchar_value": round(text, 3),
            "peak_gb": round(found.peak_bytes / 1e9, 3),
            "cpu_s": round(median(run.cpu for run in found.ours), 3),
            "peer_cpu_s": round(median(run.cpu for run in found.detected), 3),
            "peer_peak_gb": round(max(run.peak_bytes for run in found.detected) / 1e9, 3),
            "microseconds_per_row": round(found.wall / found.rows * 1e6, 3),
            "runs": len(found.ours),
        },
    )


def main() -> None:
    """Write the files, run the trial, say the answer, leave nothing behind."""
    parser = argparse.ArgumentParser(description="Ingest police.uk files against raw DuckDB.")
    parser.add_argument("--millions", type=int, choices=sorted(COPIES), default=2)
    parser.add_argument("--runs", type=int, default=0, help="3 at 2 and 6 million, 1 at 20, when not given")
    parser.add_argument(
        "--only", default="", help="only zips whose name holds this: a small trial of the script"
    )
    asked = parser.parse_args()
    if shared_data_is_absent(NAME, "s", TARGET):
        return
    with tempfile.TemporaryDirectory(prefix="ninefold-benchmark-") as place:
        folder = Path(place) / "files"
        write_copies(folder, COPIES[asked.millions], only=asked.only)
        print(f"{len(csv_files(folder)):,} files are written.", flush=True)
        found = trial(folder, Path(place), asked.runs or (1 if asked.millions == 20 else 3))
    proof(found).say()


if __name__ == "__main__":
    sys.exit(main())
