"""Burglary, robbery and violence a month ahead on data.police.uk, 5 % of 250 m cells that ever held a record.

python -m benchmarks.places.police_uk [--forces avon-and-somerset,south-yorkshire] [--quick]
"""

import argparse
import sys
from dataclasses import dataclass
from datetime import date

import numpy as np
from benchmarks.proof import SHARED_DATA, Proof, shared_data_is_absent

from ninefold.actions.places.backtest import KindOutcome, backtest_places, history_of
from ninefold.actions.places.card import PlaceCard
from ninefold.actions.places.grounds import ground
from ninefold.actions.places.points import read_points
from ninefold.actions.places.windows import plan
from ninefold.measures.places.backtest import run
from ninefold.measures.places.scores import hits
from ninefold.measures.places.surface import Surface
from ninefold.measures.places.windows import month_of

NAME = "places/police_uk"
TARGET = "burglary ≥ 24.8, robbery ≥ 50.6 (three forces, published); violence ≥ 97 % of the static oracle"
FILES = {
    "avon-and-somerset": ("avon-and-somerset_2018-01_2020-12.zip", 7),
    "south-yorkshire": ("south-yorkshire_2018-01_2019-12.zip", 5),
}
TYPES = {"burglary": ("Burglary",), "robbery": ("Robbery",), "violence": ("Violence and sexual offences",)}


DRAWS = 20


@dataclass(frozen=True)
class Oracle:
    """The static oracle: its hit-rate, the months it saw, and what the truth itself would reach of it by chance."""

    hit_rate: float
    months: int
    truth_reaches: float


def card_of(force: str, quick: bool) -> PlaceCard:
    """Months from August 2019, tuned on the nine before."""
    return PlaceCard(
        types=TYPES, first=date(2019, 8, 1), count=FILES[force][1], tune=9,
        methods=("KDE", "last month") if quick else ("KDE", "last month", "boosted"),
    )  # fmt: skip


def outcomes(force: str, quick: bool) -> dict[str, KindOutcome]:
    """Each type of one force."""
    found = backtest_places([SHARED_DATA / "police-uk" / FILES[force][0]], card=card_of(force, quick))
    print(
        f"\n{force}: {found.cells:,} cells by {found.area_rule}, {found.windows} months from {found.first_window}"
    )
    return {kind.kind: kind for kind in found.kinds}


def long_oracle(force: str) -> Oracle:
    """What violence would be hit by someone who had seen every month from August 2019 to the end of the file.

    Its own noise is measured by supposing that the default surface were the truth: months are drawn from it, the
    oracle counts them, and the true rates are set beside it in the same months.
    """
    card = card_of(force, True)
    points = read_points([SHARED_DATA / "police-uk" / FILES[force][0]], card)
    area, windows = ground(card, points), plan(card, points.events)
    history = history_of(points.events, area, TYPES["violence"], windows)
    share, size = np.array([0.05]), area.cells.area
    first, end = windows.test[0].first_day, int(points.events.day.max()) + 1
    months = month_of(end - 1) - month_of(first) + 1
    observed = np.array([history.counts(window.first_day, window.end_day) for window in windows.test])
    total = history.counts(first, end)
    judged = run(Surface(), history, windows.tuning, windows.test, shares=share, keep=True)
    assert judged.rates is not None
    mean, chance = judged.rates.mean(axis=0), np.random.default_rng(0)
    reached = []
    for _ in range(DRAWS):
        seen = chance.poisson(len(observed) * mean).astype(np.float64)
        all_seen = seen + chance.poisson((months - len(observed)) * mean)
        reached.append(float(hits(mean, size, seen, share)[0] / hits(all_seen, size, seen, share)[0]))
    found = sum(hits(total, size, each, share)[0] for each in observed)
    return Oracle(float(found / observed.sum()), months, float(np.mean(reached)))


def shown(force: str, kind: KindOutcome) -> dict[str, dict[str, float]]:
    """Print one table; hit-rate, interval and share of the static oracle by method."""
    main, ceiling = kind.table.shares.index(0.05), kind.table.headroom
    assert ceiling is not None
    told = {}
    for line in kind.table.lines:
        rate, gain = line.hit_rate[main], line.gain[main]
        told[line.name] = {
            "hit": round(100 * rate.value, 2),
            "low": round(100 * rate.low, 2),
            "high": round(100 * rate.high, 2),
            "gain": round(100 * gain.value, 2),
            "gain_low": round(100 * gain.low, 2),
            "gain_high": round(100 * gain.high, 2),
            "of_static_oracle": round(rate.value / ceiling.static_oracle, 3),
            "of_reachable": round(line.reached or 0, 3),
            "expected_over_observed": round(line.expected_over_observed, 3),
        }
        print(
            f"  {force} {kind.kind:10} {line.name:18} "
            + "  ".join(f"{k} {v}" for k, v in told[line.name].items())
        )
    return told


def main() -> None:
    """Run both forces and say what was reached, as the mean over forces."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--forces", default=",".join(FILES))
    parser.add_argument("--quick", action="store_true", help="without boosting")
    asked = parser.parse_args()
    if shared_data_is_absent(NAME, "% of events at 5 % of cells", TARGET):
        return
    forces = asked.forces.split(",")
    table = {
        force: {name: shown(force, kind) for name, kind in outcomes(force, asked.quick).items()}
        for force in forces
    }

    def mean(kind: str, method: str, figure: str = "hit") -> float:
        return round(float(np.mean([each[kind][method][figure] for each in table.values()])), 3)

    names = list(next(iter(table.values()))["burglary"])
    best = {kind: max(names, key=lambda name: mean(kind, name)) for kind in TYPES}
    figures = {f"{kind}, {name}": mean(kind, name) for kind in TYPES for name in names}
    oracle = {force: long_oracle(force) for force in forces}
    of_oracle = {
        force: round(each["violence"]["EWMA+KDE"]["hit"] / (100 * oracle[force].hit_rate), 3)
        for force, each in table.items()
    }
    # The oracle has seen the months it is scored on; set against what the truth would reach of it instead:
    of_truth = {force: round(of_oracle[force] / oracle[force].truth_reaches, 3) for force in forces}
    violence = float(np.mean(list(of_oracle.values())))
    top = "boosted" if "boosted" in names else "EWMA+KDE"
    Proof(
        NAME,
        mean("burglary", top),
        f"% of burglaries at 5 % of cells, {top}",
        TARGET,
        mean("burglary", top) >= 24.8 and mean("robbery", top) >= 50.6 and violence >= 0.97,
        peer="three-year count",
        peer_value=mean("burglary", "three-year count"),
        n=len(forces),
        seed=0,
        more={
            "figures": figures,
            "violence_of_static_oracle": of_oracle,
            "months_the_oracle_saw": {force: oracle[force].months for force in forces},
            "truth_of_static_oracle": {force: round(oracle[force].truth_reaches, 3) for force in forces},
            "violence_of_what_the_truth_would_reach": of_truth,
            "best": best,
            "table": table,
        },
    ).say()


if __name__ == "__main__":
    sys.exit(main())
