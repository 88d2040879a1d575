"""Street segments against squares at the same length of street, on made-up towns with exact points.

    python -m benchmarks.places.segments [--towns 8]

No street network with exact points is at hand, so the towns are made up: streets 100 m apart, a segment between two
crossings, risk of four parts (the quarter, the street as a whole, the segment itself, and one that is passed on from
segment to segment where they join). Kinds of towns differ in which part counts: where little is the segment's own,
streets can bring nothing, and the figure says so. In one kind three segments in ten are missing, as by rivers, rails
and dead ends. Both units are ranked by the default surface, and both are scored by the same measure: events hit in 5 %
of the length of all streets. A third figure spreads events between segments by straight line alone. `--events`
says how many there are: the fewer, the more is borrowed from segments round about.
"""

import argparse
from dataclasses import dataclass, replace

import numpy as np
import shapely
from benchmarks.proof import Proof

from ninefold.measures.places.backtest import run
from ninefold.measures.places.grid import Cells, Lattice, squares_holding
from ninefold.measures.places.history import Company, History
from ninefold.measures.places.surface import Surface
from ninefold.measures.places.units import segment_cells
from ninefold.measures.places.windows import every

NAME = "places/segments"
TARGET = "segments ≥ +10 % relative over squares at 5 % of street length, or no gain said"
BLOCK, SIDE = 100.0, 45  # metres between crossings; crossings along a side
DAYS = 1096 + 364
KINDS = {
    "streets differ": (0.5, 0.6, 1.0, 0.0),
    "quarters differ": (1.0, 0.2, 0.2, 0.0),
    "risk is passed on along streets that stop": (0.0, 0.0, 0.3, 1.2),
}  # sd of log risk: quarter, street, segment, passed on
MISSING, PASSED_ON = 0.3, 4  # share of segments missing where risk is passed on; rounds of passing on
SHARE = np.array([0.05])


@dataclass(frozen=True)
class Town:
    """Streets, their risk, and the events on them."""

    lines: np.ndarray
    x: np.ndarray
    y: np.ndarray
    day: np.ndarray


def made_up(
    spread: tuple[float, float, float, float], chance: np.random.Generator, events: int = 12_000
) -> Town:
    """A town of straight streets; events lie evenly along a segment, 5 m to its side."""
    across = [((c, r), (c + 1, r)) for r in range(SIDE) for c in range(SIDE - 1)]
    up = [((c, r), (c, r + 1)) for c in range(SIDE) for r in range(SIDE - 1)]
    ends = np.array(across + up, dtype=np.float64) * BLOCK
    street = np.array([r for (_, r), _ in across] + [SIDE + c for (c, _), _ in up])
    if spread[3]:
        there = chance.random(len(ends)) > MISSING
        ends, street = ends[there], street[there]
    quarter = (ends.mean(axis=1) // 1000).astype(int) @ np.array([1000, 1])
    risk = np.exp(
        spread[0] * _of(quarter, chance)
        + spread[1] * _of(street, chance)
        + spread[2] * chance.normal(size=len(ends))
        + spread[3] * _passed_on(ends, chance)
    )
    at = chance.choice(len(ends), events, p=risk / risk.sum())
    along = chance.uniform(size=(events, 1))
    points = ends[at, 0] + along * (ends[at, 1] - ends[at, 0]) + chance.uniform(-5, 5, (events, 2))
    day = np.sort(chance.integers(0, DAYS, events))
    return Town(shapely.linestrings(ends), points[:, 0], points[:, 1], day)


def _passed_on(ends: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """A value of each segment, a mean again and again with those it joins."""
    _, node = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
    node = node.reshape(-1, 2)
    value = chance.normal(size=len(ends))
    meet = np.bincount(node.ravel())
    for _ in range(PASSED_ON):
        at_node = np.bincount(node.ravel(), weights=np.repeat(value, 2)) / meet
        value = (value + at_node[node].mean(axis=1)) / 2
    return (value - value.mean()) / value.std()


def _of(group: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    _, which = np.unique(group, return_inverse=True)
    return chance.normal(size=which.max() + 1)[which]


def segments_of(town: Town) -> tuple[Cells, np.ndarray]:
    """The segments, whose size is their length, and the segment of each event."""
    area = segment_cells(town.lines, tuple(map(str, range(len(town.lines)))), town.x, town.y)
    return area.cells, area.at


def squares_of(town: Town) -> tuple[Cells, np.ndarray]:
    """Squares of 250 m whose size is the length of street in them, and the square of each event."""
    lattice = Lattice(250.0, (-50.0, -50.0))
    pieces = shapely.get_coordinates(
        shapely.line_interpolate_point(np.repeat(town.lines, 20), _steps(len(town.lines)))
    )
    cells = squares_holding(lattice, pieces[:, 0], pieces[:, 1])
    row, column = lattice.row_column(pieces[:, 0], pieces[:, 1])
    length = np.bincount(cells.raster.at(row, column), minlength=len(cells)) * BLOCK / 20
    at = cells.raster.at(*lattice.row_column(town.x, town.y))
    return Cells("square", cells.ids, cells.x, cells.y, length, lattice, cells.row, cells.column), at


def _steps(lines: int) -> np.ndarray:
    return np.tile((np.arange(20) + 0.5) / 20 * BLOCK, lines)


def hit_rate(cells: Cells, at: np.ndarray, town: Town) -> float:
    """Share of a year's events, week by week, in 5 % of street length ranked by the default surface."""
    kept = at >= 0
    at, day = at[kept], town.day[kept]
    history = History(
        cells, town.x[kept], town.y[kept], at, day, 0, Company(at, day, np.zeros(len(at), dtype=np.int64))
    )
    tuning, test = every(7, first_day=1096 - 364, count=52), every(7, first_day=1096, count=52)
    return float(run(Surface(), history, tuning, test, shares=SHARE).scores.hit_rate()[0])


def of_kind(spread: tuple[float, float, float, float], number: int, events: int) -> dict[str, float]:
    """What both units hit in so many towns of one kind, and segments that are spread by straight line."""
    towns = [made_up(spread, np.random.default_rng([5, each]), events) for each in range(number)]
    segments = np.array([hit_rate(*segments_of(town), town) for town in towns])
    squares = np.array([hit_rate(*squares_of(town), town) for town in towns])
    straight = np.array([hit_rate(*through_the_air(town), town) for town in towns])
    gain, along = segments / squares - 1, segments / straight - 1
    return {
        "segments": round(100 * float(segments.mean()), 2),
        "by_straight_line": round(100 * float(straight.mean()), 2),
        "squares": round(100 * float(squares.mean()), 2),
        "relative_gain": round(float(gain.mean()), 3),
        "least": round(float(gain.min()), 3),
        "most": round(float(gain.max()), 3),
        "gain_along_streets": round(float(along.mean()), 4),
        "gain_along_streets_se": round(float(along.std(ddof=1) / np.sqrt(number)), 4) if number > 1 else 0.0,
    }


def through_the_air(town: Town) -> tuple[Cells, np.ndarray]:
    """The segments as if nobody knew how they join."""
    cells, at = segments_of(town)
    return replace(cells, streets=None), at


def main() -> None:
    """Make the towns, score both units, and say what a street brings."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--towns", type=int, default=8)
    parser.add_argument("--events", type=int, default=12_000)
    asked = parser.parse_args()
    told = {}
    for name, spread in KINDS.items():
        told[name] = of_kind(spread, asked.towns, asked.events)
        print(name, told[name])
    value = told["streets differ"]["relative_gain"]
    Proof(
        NAME, value, "relative gain of segments over squares where streets differ", TARGET, value >= 0.10,
        peer="250 m squares", n=asked.towns, seed=5, more={"towns": told},
    ).say()  # fmt: skip


if __name__ == "__main__":
    main()
