"""Street segments against squares at the same length of street, on made-up towns with exact points.

    python -m benchmarks.places.segments [--towns 8]

No street network with exact points is at hand, so the towns are made up: streets 100 m apart, a segment between two
crossings, risk of three parts (the quarter, the street as a whole, the segment itself). Two towns of each pair differ
in how much of the risk is the segment's own: where little is, streets can bring nothing, and the figure says so.
Both units are ranked by the default surface, and both are scored by the same measure: events hit in 5 % of the
length of all streets.
"""

import argparse
from dataclasses import dataclass

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
DAYS, EVENTS = 1096 + 364, 12_000
OWN = {
    "streets differ": (0.5, 0.6, 1.0),
    "quarters differ": (1.0, 0.2, 0.2),
}  # sd of log risk: quarter, street, segment
SHARE = np.array([0.05])


@dataclass(frozen=True)
class Town:
    """Streets, their risk, and the events on them."""

    lines: np.ndarray
    x: np.ndarray
    y: np.ndarray
    day: np.ndarray


def made_up(spread: tuple[float, float, float], chance: np.random.Generator) -> Town:
    """A town of straight streets; events lie evenly along a segment, 5 m to its side."""
    across = [((c, r), (c + 1, r)) for r in range(SIDE) for c in range(SIDE - 1)]
    up = [((c, r), (c, r + 1)) for c in range(SIDE) for r in range(SIDE - 1)]
    ends = np.array(across + up, dtype=np.float64) * BLOCK
    street = np.array([r for (_, r), _ in across] + [SIDE + c for (c, _), _ in up])
    middle = ends.mean(axis=1)
    quarter = (middle // 1000).astype(int) @ np.array([1000, 1])
    risk = np.exp(
        spread[0] * _of(quarter, chance)
        + spread[1] * _of(street, chance)
        + spread[2] * chance.normal(size=len(ends))
    )
    at = chance.choice(len(ends), EVENTS, p=risk / risk.sum())
    along = chance.uniform(size=(EVENTS, 1))
    points = ends[at, 0] + along * (ends[at, 1] - ends[at, 0]) + chance.uniform(-5, 5, (EVENTS, 2))
    day = np.sort(chance.integers(0, DAYS, EVENTS))
    return Town(shapely.linestrings(ends), points[:, 0], points[:, 1], day)


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


def main() -> None:
    """Make the towns, score both units, and say what a street brings."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--towns", type=int, default=8)
    asked = parser.parse_args()
    told: dict[str, dict[str, float]] = {}
    for name, spread in OWN.items():
        towns = [made_up(spread, np.random.default_rng([5, number])) for number in range(asked.towns)]
        segments = np.array([hit_rate(*segments_of(town), town) for town in towns])
        squares = np.array([hit_rate(*squares_of(town), town) for town in towns])
        gain = segments / squares - 1
        told[name] = {
            "segments": round(100 * float(segments.mean()), 2),
            "squares": round(100 * float(squares.mean()), 2),
            "relative_gain": round(float(gain.mean()), 3),
            "least": round(float(gain.min()), 3),
            "most": round(float(gain.max()), 3),
        }
        print(name, told[name])
    value = told["streets differ"]["relative_gain"]
    Proof(
        NAME, value, "relative gain of segments over squares where streets differ", TARGET, value >= 0.10,
        peer="250 m squares", n=asked.towns, seed=5, more={"towns": told},
    ).say()  # fmt: skip


if __name__ == "__main__":
    main()
