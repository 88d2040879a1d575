"""The scan statistic: p under no cluster is uniform, and a planted cluster of relative risk 2 is found.

python -m benchmarks.places.scan [--runs 500] [--permutations 99]
"""

import argparse
import time

import numpy as np
from benchmarks.proof import Proof, seconds
from scipy import stats

from ninefold.measures.patterns.scan import Zones, discs, scan_permutation, scan_poisson, windows

NAME = "places/scan"
TARGET = "KS p > .05 over 500 runs (both models); power ≥ .9 for relative risk 2"
SIDE = 12
QUIET = (28, 1500)  # days and events of the towns without a cluster
PLANTED = (168, 12176)  # of those with one: a week within 1 km, where some 46 are expected
SHORT = (28, 2029)  # as many expected, in a past a sixth as long


class Town:
    """A made-up town of squares with uneven risk, over so many days."""

    def __init__(self, days: int, events: int) -> None:
        self.days, self.events = days, events
        row, column = np.divmod(np.arange(SIDE * SIDE), SIDE)
        self.x, self.y = column * 500.0, row * 500.0
        self.risk = np.random.default_rng(7).gamma(2.0, 1.0, SIDE * SIDE)
        self.risk /= self.risk.sum()
        self.zones: Zones = discs(self.x, self.y, (1.0, 500.0, 710.0, 1000.0, 1500.0), self.risk)
        self.inside = np.hypot(self.x - 2500, self.y - 2500) <= 1000  # where clusters are planted

    def table(self, random: np.random.Generator, *, planted: float = 1.0) -> np.ndarray:
        """Counts by square and day; the last 7 days within 1 km are so many times as risky when planted."""
        mean = np.outer(self.risk, np.full(self.days, self.events / self.days))
        mean[np.ix_(self.inside, np.arange(self.days - 7, self.days))] *= planted
        return random.poisson(mean)

    def permutation(self, table: np.ndarray, permutations: int, seed: int) -> tuple[float, float, float]:
        """p, and centre, of the most likely cluster that still goes on, by the space-time permutation model."""
        place, day = np.divmod(np.repeat(np.arange(table.size), table.reshape(-1)), self.days)
        runs = windows(self.days, 7, still_going=True)
        found = scan_permutation(
            place, day, self.zones, runs, days=self.days, permutations=permutations, seed=seed
        )
        top = found.clusters[0]
        return top.p, top.x, top.y

    def poisson(self, table: np.ndarray, permutations: int, seed: int) -> float:
        """p of the most likely cluster still going on, by the Poisson model with the true risk known."""
        expected = np.outer(self.risk, np.full(self.days, 1 / self.days))
        runs = windows(self.days, 7, still_going=True)
        return scan_poisson(
            table, expected, self.zones, runs, permutations=permutations, seed=seed
        ).clusters[0].p  # fmt: skip


def known_cluster(town: Town, table: np.ndarray) -> float:
    """p of a test that is told where and when to look, by the hypergeometric that the shuffles follow."""
    week = table[:, -7:]
    seen, here = week[town.inside].sum(), table[town.inside].sum()
    return float(stats.hypergeom.sf(seen - 1, table.sum(), here, week.sum()))


def power_of_short(runs: int, permutations: int, random: np.random.Generator) -> dict[str, float]:
    """Power where the past is so short that the cluster itself is a fair part of its place's and its week's total."""
    town = Town(*SHORT)
    tables = [town.table(random, planted=2.0) for _ in range(runs)]
    looked = (
        ("power_28_days", [town.permutation(table, permutations, i)[0] for i, table in enumerate(tables)]),
        ("power_28_days_poisson", [town.poisson(table, permutations, i) for i, table in enumerate(tables)]),
    )
    return {name: round(float(np.mean(np.array(p) <= 0.05)), 3) for name, p in looked}


def _uniform(p: list[float], permutations: int, random: np.random.Generator) -> float:
    """p of Kolmogorov and Smirnov; each p is drawn within its step of 1 / (permutations + 1), or steps would count."""
    spread = np.array(p) - random.random(len(p)) / (permutations + 1)
    return float(stats.kstest(spread, "uniform").pvalue)


def main() -> None:
    """Scan towns without and with a cluster, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--power-runs", type=int, default=100)
    parser.add_argument("--permutations", type=int, default=99)
    asked = parser.parse_args()
    town, hit, random = Town(*QUIET), Town(*PLANTED), np.random.default_rng(11)
    started = time.perf_counter()
    nothing = [town.table(random) for _ in range(asked.runs)]
    of_permutation = [town.permutation(t, asked.permutations, i)[0] for i, t in enumerate(nothing)]
    took = time.perf_counter() - started
    of_poisson = [town.poisson(t, asked.permutations, i) for i, t in enumerate(nothing)]
    planted = [hit.table(random, planted=2.0) for _ in range(asked.power_runs)]
    found = [hit.permutation(t, asked.permutations, i) for i, t in enumerate(planted)]
    power = float(np.mean([p <= 0.05 for p, _, _ in found]))
    near = float(np.mean([p <= 0.05 and np.hypot(x - 2500, y - 2500) <= 1000 for p, x, y in found]))
    poisson_power = float(
        np.mean([hit.poisson(t, asked.permutations, i) <= 0.05 for i, t in enumerate(planted)])
    )
    told_where = float(np.mean([known_cluster(hit, table) <= 0.05 for table in planted]))
    by_cylinders = 0.05 / (len(hit.zones.x) * 7)
    strict = float(np.mean([known_cluster(hit, table) <= by_cylinders for table in planted]))
    fit, fit_poisson = (_uniform(p, asked.permutations, random) for p in (of_permutation, of_poisson))
    inside = float(hit.risk[hit.inside].sum() * hit.events * 7 / hit.days)
    holds = bool(min(fit, fit_poisson) > 0.05 and min(power, poisson_power) >= 0.9)
    Proof(
        NAME, round(power, 3), "power", TARGET, holds, n=asked.runs, seed=11,
        more={"power_poisson": round(poisson_power, 3), "power_told_where_and_when": round(told_where, 3),
              "power_told_but_as_strict_as_all_cylinders": round(strict, 3),
              **power_of_short(asked.power_runs, asked.permutations, random), "found_in_place": round(near, 3),
              "ks_p_permutation": round(float(fit), 3), "ks_p_poisson": round(float(fit_poisson), 3),
              "expected_in_cluster": round(inside, 1), "events": hit.events,
              "false_alarms_at_05": round(float(np.mean(np.array(of_permutation) <= 0.05)), 3),
              "seconds_a_scan": seconds(took / asked.runs)},
    ).say()  # fmt: skip


if __name__ == "__main__":
    main()
