"""Near-repeats of 10,000 burglaries with 999 shuffles, beside pointpats on the same events.

    python -m benchmarks.places.near_repeat [--events 10000] [--permutations 999] [--peer-permutations 9]

The peer runs fewer shuffles on the same events and is scaled up by their number; its counts must be equal to
ours (all pairs within a distance and a delay).
"""

import argparse
import time
import warnings
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from benchmarks.proof import SHARED_DATA, Proof, seconds, shared_data_is_absent

from ninefold.measures.patterns.near_repeat import near_repeats
from ninefold.measures.places.plane import local_plane

NAME = "places/near_repeat"
TARGET = "< 2 s for 10,000 events × 999 shuffles; counts equal to pointpats"
PUBLISHED = ((30.2, 5.9, 2.5, 1.7, 1.5), (2.7, 1.3, 1.12, 1.10, 0.97), (1.6, 1.4, 1.10, 1.11, 1.05))


def burglaries(events: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Residential burglaries of Philadelphia from 2018 on, the first so many; metres and whole days."""
    rows = pq.read_table(SHARED_DATA / "place-events" / "philadelphia_2016_2019.parquet")
    wanted = pc.and_(
        pc.equal(rows["offence"], "Burglary Residential"),
        pc.greater_equal(rows["occurred_date"], pa.scalar(date(2017, 12, 1))),
    )
    rows = rows.filter(pc.and_(wanted, pc.is_valid(rows["lon"]))).slice(0, events)
    longitude, latitude = rows["lon"].to_numpy(), rows["lat"].to_numpy()
    x, y = local_plane(longitude, latitude).forward(longitude, latitude)
    return x, y, rows["occurred_date"].cast("int32").to_numpy().astype(np.int64)


def peer(
    x: np.ndarray, y: np.ndarray, day: np.ndarray, permutations: int
) -> tuple[dict[tuple[float, int], int], float]:
    """pointpats' counts at several thresholds, and seconds of its test at 200 m and 14 days."""
    from pointpats import Knox

    warnings.filterwarnings("ignore")
    points, days = np.column_stack([x, y]), day[:, None].astype(float)
    counts = {}
    for metres, delay in ((200.0, 14), (100.0, 7), (400.0, 1)):
        found = Knox(points, days, delta=metres, tau=delay, permutations=0)
        counts[metres, delay] = int(found.statistic_)
    started = time.perf_counter()
    Knox(points, days, delta=200.0, tau=14, permutations=permutations)
    return counts, time.perf_counter() - started


def main() -> None:
    """Time ours, count with both, and tell."""
    if shared_data_is_absent(NAME, "s", TARGET):
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--permutations", type=int, default=999)
    parser.add_argument("--peer-permutations", type=int, default=9)
    asked = parser.parse_args()
    x, y, day = burglaries(asked.events)
    near_repeats(x[:200], y[:200], day[:200], permutations=9)
    # The quickest of three, since other work on the machine only ever makes it slower.
    times = []
    for _ in range(3):
        started, processor = time.perf_counter(), time.process_time()
        found = near_repeats(x, y, day, permutations=asked.permutations)
        times.append((time.perf_counter() - started, time.process_time() - processor))
    took, processor = min(times)
    theirs, peer_seconds = peer(x, y, day, asked.peer_permutations)
    peer_seconds *= asked.permutations / asked.peer_permutations
    ours = {}
    for metres, delay in theirs:
        within = near_repeats(x, y, day, distances=(metres,), delays=(delay,), permutations=0)
        ours[metres, delay] = within.bands[0].observed
    for row, metres in enumerate(found.distances):
        print(f"to {metres:g} m:", [round(found.band(row, column).ratio or 0, 2) for column in range(5)])
    print(f"counts: ours {list(ours.values())}, pointpats {list(theirs.values())}")
    Proof(
        NAME, seconds(took), "s", TARGET, took < 2 and ours == theirs, "pointpats", seconds(peer_seconds),
        round(peer_seconds / took, 1), len(x), 1,
        {"cpu_s": seconds(processor), "counts_equal": ours == theirs, "audit": vars(found.audit)},
    ).say()  # fmt: skip


if __name__ == "__main__":
    main()
