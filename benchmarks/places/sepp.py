"""The self-exciting process: 40,000 simulated events in under 30 s, and its parameters found within 10 %.

python -m benchmarks.places.sepp [--events N]
"""

import argparse
import sys
import time

import numpy as np
from benchmarks.proof import Proof

from ninefold.measures.places.events import Floats
from ninefold.measures.places.sepp import fit

NAME, TARGET, MOST = "places/sepp", "40,000 events < 30 s; θ, ω, σ within 10 %", 30.0
TRUTH = {"theta": 0.35, "omega": 0.08, "sigma": 70.0}
SIDE, DAYS = 19_000.0, 1461.0  # a city of 361 km², four years


def simulated(events: int, seed: int) -> tuple[Floats, Floats, Floats]:
    """Background of five broad hills and a plain, then generation after generation of offspring."""
    chance = np.random.default_rng(seed)
    calm = round(events * (1 - TRUTH["theta"]))
    hills = chance.uniform(0.2 * SIDE, 0.8 * SIDE, (5, 2))
    on_hill = chance.random((calm, 1)) < 0.5
    near = hills[chance.integers(0, 5, calm)] + chance.normal(0, 2000, (calm, 2))
    places = np.where(on_hill, np.clip(near, 0, SIDE), chance.uniform(0, SIDE, (calm, 2)))
    born = np.column_stack([places, chance.uniform(0, DAYS, calm)])
    whole = [born]
    while len(born):
        parents = np.repeat(born, chance.poisson(TRUTH["theta"], len(born)), axis=0)
        later = chance.exponential(1 / TRUTH["omega"], len(parents))
        born = parents + np.column_stack([chance.normal(0, TRUTH["sigma"], (len(parents), 2)), later])
        born = born[born[:, 2] < DAYS]
        whole.append(born)
    found = np.concatenate(whole)
    found = found[np.argsort(found[:, 2])]
    return found[:, 0], found[:, 1], found[:, 2]


def main() -> None:
    """Simulate, fit, and compare with what was put in."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    x, y, t = simulated(asked.events, asked.seed)
    wall, cpu = time.perf_counter(), time.process_time()
    found = fit(x, y, t, start=0.0, end=DAYS, eta=800.0).excitation
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    off = {name: round(getattr(found, name) / truth - 1, 4) for name, truth in TRUTH.items()}
    Proof(
        NAME,
        round(wall, 2),
        "s",
        TARGET,
        wall < MOST and max(map(abs, off.values())) <= 0.10,
        n=len(t),
        seed=asked.seed,
        more={"cpu_s": round(cpu, 2), "rounds": found.rounds, "off_by": off, "truth": TRUTH},
    ).say()


if __name__ == "__main__":
    sys.exit(main())
