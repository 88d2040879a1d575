"""Files made to harm or mislead, through ingest from end to end: how many are refused or neutralised.

    python -m benchmarks.ingest.hostile

All are taken in one process, each with a good file beside it that must load; the processor time and the growth of
memory are measured for each.
"""

import json
import tempfile

from benchmarks.proof import PYTHON, Proof, measure
from tests.journeys.hostile_intake import BYTES, SECONDS, Survived
from tests.support.hostile import HOSTILE

NAME = "ingest/hostile"


def main() -> None:
    """Take them all in and count."""
    with tempfile.TemporaryDirectory(prefix="ninefold-benchmark-") as place:
        done = measure([PYTHON, "-m", "tests.journeys.hostile_intake", place])
    told = [json.loads(line) for line in done.output.splitlines() if line.startswith("{")]
    found = [Survived(**each | {"expected": tuple(each["expected"])}) for each in told]
    for each in found:
        if not each.harmless:
            print(f"NOT as it must be: {each}")
    slowest, largest = max(found, key=lambda s: s.seconds), max(found, key=lambda s: s.bytes)
    print(
        f"Slowest: {slowest.label}, {slowest.seconds} s. Largest: {largest.label}, {largest.bytes / 1e6:,.0f} MB."
    )
    harmless = sum(each.harmless for each in found)
    Proof(
        NAME,
        harmless,
        f"of {len(HOSTILE)} harmless",
        f"all (at least 60), each < {SECONDS} s and < {BYTES / 1e9:g} GB",
        harmless == len(HOSTILE) >= 60,
        n=len(HOSTILE),
        more={
            "slowest_cpu_s": slowest.seconds,
            "largest_growth_gb": round(largest.bytes / 1e9, 3),
            "process_peak_gb": round(done.peak_bytes / 1e9, 3),
            "good_files_loaded": sum(each.good_loaded for each in found),
        },
    ).say()


if __name__ == "__main__":
    main()
