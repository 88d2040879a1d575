"""The feedback simulator against figures measured apart: where a forecast ends that feeds on its own finds.

python -m benchmarks.places.feedback [--runs 4000]
"""

import argparse

from benchmarks.proof import Proof

from ninefold.measures.patterns.feedback import Practice, World, simulate

NAME = "places/feedback"
TARGET = ".628 ± .02 fed on finds alone; .545 ± .02 weighted by 1 / chance of a visit"
WANTED = {0.0: 0.544, 0.6: 0.566, 1.0: 0.628}


def main() -> None:
    """Simulate each share of finds, plain and weighted, and the greedy practice; tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=4000)
    asked = parser.parse_args()
    world = World()
    plain = {share: simulate(world, Practice(share), runs=asked.runs) for share in WANTED}
    weighted = {share: simulate(world, Practice(share, weighted=True), runs=asked.runs) for share in WANTED}
    greedy = {
        share: simulate(world, Practice(share, "always the top"), runs=asked.runs) for share in (0.0, 1.0)
    }
    near = [abs(plain[share].forecast_share - wanted) <= 0.02 for share, wanted in WANTED.items()]
    near += [abs(each.forecast_share - 0.545) <= 0.02 for each in weighted.values()]
    alone = plain[1.0]
    Proof(
        NAME, round(alone.forecast_share, 4), "share", TARGET, all(near), n=asked.runs, seed=1,
        more={"plain": {str(k): round(v.forecast_share, 4) for k, v in plain.items()},
              "weighted": {str(k): round(v.forecast_share, 4) for k, v in weighted.items()},
              "interval_of_runs": [round(alone.low, 3), round(alone.high, 3)],
              "greedy_patrols_without_finds": round(greedy[0.0].patrol_share, 3),
              "greedy_forecast_on_finds": round(greedy[1.0].forecast_share, 3)},
    ).say()  # fmt: skip


if __name__ == "__main__":
    main()
