"""What happens when a forecast feeds on what the patrols it sends find: a simulator of two areas or more.

Each day one patrol goes where the forecast says. Crime happens at fixed true rates; a share of it is seen only if
the patrol is there, the rest is reported wherever the patrol is. Whatever is recorded is the next day's forecast.
The world follows Ensign, Friedler, Neville, Scheidegger and Venkatasubramanian (2018), "Runaway feedback loops in
predictive policing"; it is a toy whose rates are chosen, and shows a direction, not the size in any real place.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ninefold.errors import SettingMissing

Floats = NDArray[np.float64]
Sending = Literal["by forecast", "always the top"]


@dataclass(frozen=True)
class World:
    """True crimes a week in each area, and the records each area starts with (by default, four equal weeks)."""

    weekly: tuple[float, ...] = (12.0, 10.0)
    start: tuple[float, ...] = (44.0, 44.0)
    days: int = 1000

    @property
    def true_share(self) -> float:
        """The first area's share of what truly happens."""
        return self.weekly[0] / sum(self.weekly)


@dataclass(frozen=True)
class Practice:
    """How patrols are sent and what is made of their finds.

    `discovered` is the share of crime that only a patrol finds; `exploration` the share of days on which the area
    is drawn evenly whatever the forecast says; `most` the largest share of patrols any area may have had so far
    when the top area is always chosen; `weighted` counts a find once for each time it could have
    been missed (divides it by the chance of a visit).
    """

    discovered: float = 1.0
    sending: Sending = "by forecast"
    exploration: float = 0.0
    most: float = 1.0
    weighted: bool = False


@dataclass(frozen=True)
class Outcome:
    """The first area's share at the end: of records (the forecast), mean and 95 % of runs, and of patrols."""

    true_share: float
    forecast_share: float
    low: float
    high: float
    patrol_share: float
    runs: int
    seed: int


def simulate(world: World, practice: Practice, *, runs: int = 1000, seed: int = 1) -> Outcome:
    """Run the world many times over and tell where the forecast ends."""
    _check(world, practice)
    random = np.random.default_rng(seed)
    records = np.tile(np.asarray(world.start, dtype=np.float64), (runs, 1))
    visits = np.zeros_like(records)
    for day in range(world.days):
        chance = _chances(records, visits / max(day, 1), practice)
        visited = _drawn(chance, random)
        records += _recorded(world, practice, chance, visited, random)
        visits += visited
    share = records[:, 0] / records.sum(axis=1)
    low, high = np.quantile(share, [0.025, 0.975])
    patrol = float(visits[:, 0].mean() / world.days)
    return Outcome(world.true_share, float(share.mean()), float(low), float(high), patrol, runs, seed)


def _chances(records: Floats, so_far: Floats, practice: Practice) -> Floats:
    """The chance of a visit today, by run and area."""
    areas = records.shape[1]
    if practice.sending == "by forecast":
        chance = records / records.sum(axis=1, keepdims=True)
    else:
        # An area at its cap is passed over until its share has fallen again.
        allowed = np.where(so_far >= practice.most, -1.0, records) if practice.most < 1 else records
        chance = np.eye(areas)[allowed.argmax(axis=1)]
    mixed: Floats = (1 - practice.exploration) * chance + practice.exploration / areas
    return mixed


def _drawn(chance: Floats, random: np.random.Generator) -> Floats:
    below = random.random((len(chance), 1)) < chance.cumsum(axis=1)
    below[:, -1] = True
    visited: Floats = np.eye(chance.shape[1])[below.argmax(axis=1)]
    return visited


def _recorded(
    world: World, practice: Practice, chance: Floats, visited: Floats, random: np.random.Generator
) -> Floats:
    daily = np.asarray(world.weekly) / 7
    reported = random.poisson(daily * (1 - practice.discovered), visited.shape)
    found = random.poisson(daily * practice.discovered, visited.shape) * visited
    if practice.weighted:
        found = np.divide(found, chance, out=np.zeros_like(chance), where=chance > 0)
    return reported + found


def _check(world: World, practice: Practice) -> None:
    if len(world.weekly) < 2 or len(world.weekly) != len(world.start):
        raise SettingMissing(
            "The world needs two areas or more, each with a weekly rate and a starting count."
        )
    if min(world.weekly) <= 0 or min(world.start) <= 0:
        raise SettingMissing("Weekly rates and starting counts must be above nought.")
    for name in ("discovered", "exploration", "most"):
        if not 0 <= getattr(practice, name) <= 1:
            raise SettingMissing(f"`{name}` is a share: write a number from 0 to 1.")


def exploring(chosen: NDArray[np.int64], cells: int, share: float, *, seed: int) -> NDArray[np.int64]:
    """A list of cells with the last `share` of it replaced by cells drawn evenly from those not on it.

    `chosen` is best first. What exploration cells find can be compared with the rest without feedback.
    """
    explored = min(round(share * len(chosen)), cells - len(chosen))
    if explored <= 0:
        return chosen
    others = np.setdiff1d(np.arange(cells), chosen)
    drawn = np.random.default_rng(seed).choice(others, explored, replace=False)
    return np.concatenate([chosen[: len(chosen) - explored], drawn])


def capped(score: Floats, area: NDArray[np.int64], wanted: int, most: float) -> NDArray[np.int64]:
    """The `wanted` best cells, best first, with no area holding more than the share `most` of them.

    `area` numbers the area of each cell. When caps leave too few, the list is shorter.
    """
    order = np.argsort(-score, kind="stable")
    room = max(1, int(most * wanted))
    by_area = area[order]
    position = np.argsort(by_area, kind="stable")
    counts = np.bincount(by_area, minlength=int(area.max()) + 1 if area.size else 0)
    rank = np.empty(order.size, dtype=np.int64)
    rank[position] = np.arange(order.size) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[rank < room][:wanted]
