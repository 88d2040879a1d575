"""Where and when more happened than chance allows: the scan statistic over discs and days.

Methods: Kulldorff (Communications in Statistics 1997) for the Poisson model with known expected counts, Kulldorff,
Heffernan, Hartman, Assunção and Mostashari (PLoS Medicine 2005) for the space-time permutation model, which needs
no population: it asks only whether events of these days gather in this place more than events of other days do.
The most likely cluster is the cylinder with the greatest log likelihood ratio; its p comes from the greatest of
each shuffle, so it allows for all the cylinders looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from ninefold.errors import CountOutOfRange

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Zones:
    """Discs of places: centre and radius in metres, and which places each holds (rows of a 0/1 matrix)."""

    x: Floats
    y: Floats
    radius: Floats
    holds: csr_array


@dataclass(frozen=True)
class Cluster:
    """One cylinder: its disc, first and last day, counts, log likelihood ratio and p over the whole search."""

    x: float
    y: float
    radius: float
    first_day: int
    last_day: int
    observed: int
    expected: float
    relative_risk: float
    ratio: float  # the log likelihood ratio
    p: float
    places: int


@dataclass(frozen=True)
class ScanResult:
    """Clusters that do not overlap, the most likely first, and what was searched."""

    clusters: tuple[Cluster, ...]
    events: int
    cylinders: int
    permutations: int
    seed: int


def discs(
    x: Floats, y: Floats, radii: tuple[float, ...], weight: Floats, *, most_share: float = 0.5
) -> Zones:
    """Discs about every place, of every radius, that hold at most a share of the weight, each once."""
    points = np.column_stack([x, y])
    tree = cKDTree(points)
    total = float(weight.sum())
    seen: set[bytes] = set()
    centre: list[int] = []
    radius: list[float] = []
    members: list[NDArray[np.int64]] = []
    for metres in radii:
        for number, found in enumerate(tree.query_ball_point(points, metres)):
            inside = np.sort(np.asarray(found, dtype=np.int64))
            key = inside.tobytes()
            if key in seen or weight[inside].sum() > most_share * total:
                continue
            seen.add(key)
            centre.append(number)
            radius.append(metres)
            members.append(inside)
    at = np.asarray(centre, dtype=np.int64)
    return Zones(x[at], y[at], np.asarray(radius), _rows(members, len(x)))


def _rows(members: list[NDArray[np.int64]], columns: int) -> csr_array:
    starts = np.concatenate([[0], np.cumsum([len(each) for each in members])]).astype(np.int64)
    held = np.concatenate(members) if members else np.zeros(0, dtype=np.int64)
    return csr_array((np.ones(held.size), held, starts), shape=(len(members), columns))


@dataclass(frozen=True)
class Windows:
    """Runs of days, each from `first` up to but not with `end`."""

    first: Ints
    end: Ints


def windows(days: int, longest: int, *, still_going: bool = False) -> Windows:
    """Every run of at most `longest` days; only those that reach the last day when `still_going`."""
    runs = [
        (end - length, end)
        for length in range(1, min(longest, days) + 1)
        for end in ([days] if still_going else range(length, days + 1))
    ]
    return Windows(np.array([run[0] for run in runs]), np.array([run[1] for run in runs]))


def scan_permutation(
    place: Ints,
    day: Ints,
    zones: Zones,
    runs: Windows,
    *,
    days: int,
    permutations: int = 99,
    seed: int = 1,
    progress: Progress | None = None,
) -> ScanResult:
    """Space-time clusters without a population; `place` indexes the zones' places, `day` counts from 0.

    Raises CountOutOfRange when there is nothing to search.
    """
    search = _Search(zones, runs, zones.holds.shape[1], days)
    counts = search.table(place, day)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / max(counts.sum(), 1)
    search.expect(expected, int(counts.sum()))
    random = np.random.default_rng(seed)
    return _judged(
        search, counts, lambda: search.table(place, random.permutation(day)), permutations, seed, progress
    )


def scan_poisson(
    counts: Floats,
    expected: Floats,
    zones: Zones,
    runs: Windows,
    *,
    permutations: int = 99,
    seed: int = 1,
    progress: Progress | None = None,
) -> ScanResult:
    """Clusters over known expected counts (places × days; one day for a purely spatial scan), given their total.

    Raises CountOutOfRange when there is nothing to search.
    """
    total = int(counts.sum())
    share = expected / expected.sum()
    search = _Search(zones, runs, *counts.shape)
    search.expect(share * total, total)
    random = np.random.default_rng(seed)
    flat = share.reshape(-1)
    return _judged(
        search,
        counts,
        lambda: random.multinomial(total, flat).reshape(counts.shape),
        permutations,
        seed,
        progress,
    )


class _Search:
    """Counts and log likelihood ratios of all cylinders, with all that shuffles share worked out once."""

    def __init__(self, zones: Zones, runs: Windows, places: int, days: int) -> None:
        if not len(zones.radius) or not runs.first.size:
            raise CountOutOfRange(
                "There is no disc or run of days to search: every disc holds more than half of the events. "
                "Ask for smaller radii or a longer period."
            )
        self.zones, self.runs, self._shape = zones, runs, (places, days)

    def table(self, place: Ints, day: Ints) -> NDArray[np.int64]:
        flat = np.bincount(place * self._shape[1] + day, minlength=self._shape[0] * self._shape[1])
        return flat.reshape(self._shape)

    def cylinders(self, table: Floats | Ints) -> Floats:
        """The sum in each disc (rows) and run of days (columns)."""
        upto = np.zeros((len(self.zones.radius), self._shape[1] + 1))
        np.cumsum(self.zones.holds @ np.asarray(table, dtype=np.float64), axis=1, out=upto[:, 1:])
        held: Floats = upto[:, self.runs.end] - upto[:, self.runs.first]
        return held

    def expect(self, expected: Floats, total: int) -> None:
        """Work out what does not change from shuffle to shuffle.

        With c seen, m expected and C in all, the ratio is c ln(c/m) + (C−c) ln((C−c)/(C−m)) where c > m. It splits
        into a part of c alone, looked up, and one linear in c.
        """
        self.total = total
        self.mean = np.clip(self.cylinders(expected), 1e-12, max(total - 1e-9, 1e-12))
        number = np.arange(total + 1, dtype=np.float64)
        times_log = number * np.log(np.maximum(number, 1.0))
        self._of_count = times_log + times_log[::-1]
        outside = np.log(np.maximum(total - self.mean, 1e-12))
        self._slope = outside - np.log(self.mean)
        self._level = total * outside

    def ratios(self, table: Floats | Ints) -> tuple[Floats, Floats]:
        """Log likelihood ratio of each cylinder, nought where no more than expected was seen; and the counts."""
        seen = self.cylinders(table)
        ratio = self._of_count[seen.astype(np.int64)] + seen * self._slope - self._level
        return np.where(seen > self.mean, ratio, 0.0), seen


def _judged(
    search: _Search,
    counts: Floats | Ints,
    shuffled: Callable[[], NDArray[np.int64]],
    permutations: int,
    seed: int,
    progress: Progress | None,
) -> ScanResult:
    ratio, seen = search.ratios(counts)
    greatest = np.empty(permutations)
    for number in range(permutations):
        greatest[number] = search.ratios(shuffled())[0].max()
        if progress:
            progress((number + 1) / permutations)
    return ScanResult(
        tuple(_cluster(search, at, ratio, seen, greatest) for at in _apart(search, ratio)),
        search.total,
        ratio.size,
        permutations,
        seed,
    )


def _apart(search: _Search, ratio: Floats, most: int = 10) -> list[tuple[int, int]]:
    """The cylinders with the greatest ratios of which no two share a place."""
    left = ratio.copy()
    chosen: list[tuple[int, int]] = []
    while len(chosen) < most:
        disc, run = divmod(int(left.argmax()), left.shape[1])
        if left[disc, run] <= 0:
            break
        chosen.append((disc, run))
        shared = (search.zones.holds @ search.zones.holds[[disc]].T).toarray().reshape(-1) > 0
        left[shared] = 0.0
    return chosen


def _cluster(search: _Search, at: tuple[int, int], ratio: Floats, seen: Floats, greatest: Floats) -> Cluster:
    disc, run = at
    found, mean, total = float(seen[at]), float(search.mean[at]), float(search.total)
    inside = found / mean
    outside = (total - found) / (total - mean) if total > mean else 1.0
    return Cluster(
        x=float(search.zones.x[disc]),
        y=float(search.zones.y[disc]),
        radius=float(search.zones.radius[disc]),
        first_day=int(search.runs.first[run]),
        last_day=int(search.runs.end[run]) - 1,
        observed=int(found),
        expected=mean,
        relative_risk=inside / outside if outside > 0 else float("inf"),
        ratio=float(ratio[at]),
        p=float((1 + (greatest >= ratio[at] - 1e-9).sum()) / (1 + greatest.size)),
        places=int(search.zones.holds[[disc]].sum()),
    )
