"""100,000 rows with 10,000 malformed, in twenty ways and six encodings, through `ninefold ingest`: all accounted for.

    python -m benchmarks.ingest.malformed [--rows 100000]

For each encoding: rows in = loaded + quarantined + duplicates; every unreadable row with its number, line and rule
as the generator wrote it; and an oracle, which reads the bytes with Python's own decoders and csv module, refuses
the same rows and finds the same records. The value is how many encodings reconcile exactly.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.proof import Proof
from tests.journeys.malformed_intake import reconcile
from tests.support.malformed import ENCODINGS, MAP_KINDS, READER_KINDS

NAME = "ingest/malformed"
SEED = 1


def main() -> None:
    """Run every encoding and say what did not agree."""
    parser = argparse.ArgumentParser(description="Malformed rows, reconciled exactly.")
    parser.add_argument("--rows", type=int, default=100_000)
    rows = parser.parse_args().rows
    exact = 0
    for number, encoding in enumerate(ENCODINGS):
        with tempfile.TemporaryDirectory(prefix="ninefold-benchmark-") as place:
            seed = SEED + number
            found = reconcile(Path(place) / "trial", encoding, rows=rows, malformed=rows // 10, seed=seed)
        exact += not found.faults
        told = {what: found.told[what] for what in ("rows_in", "loaded", "quarantined", "duplicates")}
        print(f"{encoding}: {told}; {'; '.join(found.faults) or 'exact'}", flush=True)
    Proof(
        NAME,
        exact,
        f"of {len(ENCODINGS)} encodings exact",
        "all, by truth and oracle",
        exact == len(ENCODINGS),
        n=rows * len(ENCODINGS),
        seed=SEED,
        more={"malformed": rows // 10 * len(ENCODINGS), "kinds": len(READER_KINDS) + len(MAP_KINDS)},
    ).say()


if __name__ == "__main__":
    main()
