"""Waiting times beside exact M/M/c: a week-long simulation, as staffing uses it where hours change, on textbook cases.

python -m benchmarks.places.demand_waiting
"""

import numpy as np
from benchmarks.proof import Proof

from ninefold.measures.demand.waiting import impatient, simulate, waiting

# Arrivals an hour, minutes of handling, servers: from half to nine tenths busy, small rooms and large.
CASES = ((1.5, 30, 2), (8, 30, 5), (16, 30, 10), (17, 60, 20), (90, 10, 17), (120, 5, 12), (54, 20, 20))
RUNS, HOURS = 24, 24 * 7 * 40
TARGET = 5.0


def case(arrivals: float, minutes: float, servers: int) -> dict[str, float]:
    """Exact and simulated p90 and mean wait, in minutes."""
    exact = waiting(arrivals, minutes / 60, servers)
    runs = max(2, min(RUNS, round(1_500_000 / (arrivals * HOURS))))
    waits = [
        simulate(np.full(HOURS, arrivals), minutes / 60, np.full(HOURS, servers), seed=seed).waits[500:]
        for seed in range(runs)
    ]
    found = np.concatenate(waits)
    p90 = float(np.quantile(found, 0.9))
    return {
        "arrivals": arrivals, "minutes": minutes, "servers": servers, "busy": round(exact.busy, 3),
        "p90_exact": round(60 * exact.p90, 3), "p90_simulated": round(60 * p90, 3),
        "off_percent": round(100 * abs(p90 / exact.p90 - 1), 2), "mean_exact": round(60 * exact.mean, 3),
        "mean_simulated": round(60 * float(found.mean()), 3), "calls": len(found),
    }  # fmt: skip


def main() -> None:
    """Measure and say one line."""
    rows = [case(*each) for each in CASES]
    for row in rows:
        print(row, flush=True)
    worst = max(row["off_percent"] for row in rows)
    patient = impatient(16, 0.5, 10, 1e6).share_waiting
    Proof(
        "demand_waiting", worst, "% off in p90, worst case", "≤ 5 %", worst <= TARGET, peer="exact M/M/c",
        peer_value=0.0, n=sum(int(row["calls"]) for row in rows), seed=0,
        more={"cases": rows, "erlang_a_without_impatience": patient, "erlang_c": waiting(16, 0.5, 10).share_waiting},
    ).say()  # fmt: skip


if __name__ == "__main__":
    main()
