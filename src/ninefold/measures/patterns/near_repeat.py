"""Near-repeats: how many more pairs are close in both space and time than if the two had nothing to do with each other.

Method: Knox (Applied Statistics 1964) with Monte Carlo over shuffled days, in bands of distance and delay as in
Ratcliffe and Rengert (2008). Same place stands apart from near places and day 0 apart from day 1, because a
second record of one visit looks like a repeat on the same day.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ninefold.errors import CountOutOfRange
from ninefold.measures.intervals import poisson

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Progress = Callable[[float], None]

SAME_PLACE = 0.5  # metres: two points nearer than this are one place written twice
DISTANCES = (SAME_PLACE, 100.0, 200.0, 300.0, 400.0)
DELAYS = (0, 1, 7, 14, 28)
MOST_PAIRS = 60_000_000
_COLUMNS = 128  # shuffles worked out side by side
_ROWS = 512  # pairs at a time, so that a block of differences stays in the processor's cache


@dataclass(frozen=True)
class Band:
    """One cell of the table: pairs with low < distance <= high metres and first..last days apart.

    `ratio` is observed over expected; `low` and `high` are its 95 % limits from the exact Poisson limits of
    the count observed; `p` is the share of shuffles with at least as many pairs, the data itself among them.
    """

    near: float
    far: float
    first_day: int
    last_day: int
    observed: int
    expected: float
    ratio: float | None
    low: float | None
    high: float | None
    p: float


@dataclass(frozen=True)
class Audit:
    """What day 0 is made of: events, events that repeat another's place and day exactly, and pairs of day 0."""

    events: int
    places: int
    duplicates: int
    same_place_same_day: int
    same_place_within_week: int


@dataclass(frozen=True)
class NearRepeats:
    """The table of bands, by distance then delay, and what the counts rest on."""

    bands: tuple[Band, ...]
    distances: tuple[float, ...]
    delays: tuple[int, ...]
    permutations: int
    seed: int
    audit: Audit

    def band(self, distance: int, delay: int) -> Band:
        """The band at these positions of `distances` and `delays`."""
        return self.bands[distance * len(self.delays) + delay]


def near_repeats(
    x: Floats,
    y: Floats,
    day: NDArray[Any],
    *,
    distances: Sequence[float] = DISTANCES,
    delays: Sequence[int] = DELAYS,
    permutations: int = 999,
    seed: int = 1,
    progress: Progress | None = None,
) -> NearRepeats:
    """The table of observed over expected pairs; x and y in metres, `day` in whole days.

    `distances` and `delays` are the far ends of the bands; the first distance band is the same place when its
    end is SAME_PLACE. Raises CountOutOfRange when so many events lie so close that the pairs would not fit.
    """
    whole = _from_nought(day)
    pairs = near_pairs(x, y, distances)
    observed = _count(pairs, whole[:, None], delays)[:, :, 0]
    shuffled = _shuffled_counts(pairs, whole, delays, permutations, seed, progress)
    expected = _expected(pairs, whole, delays)
    at_least = (shuffled >= observed[:, :, None]).sum(axis=2)
    return NearRepeats(
        _bands(distances, delays, observed, expected, (1 + at_least) / (1 + permutations)),
        tuple(distances),
        tuple(delays),
        permutations,
        seed,
        _audit(x, y, whole),
    )


@dataclass(frozen=True)
class Pairs:
    """Pairs of events near in space, ordered by band of distance; `ends[b]` is where band b ends."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    ends: Ints
    events: int


def near_pairs(x: Floats, y: Floats, distances: Sequence[float]) -> Pairs:
    """All pairs of events no further apart than the last distance, by band."""
    points = np.column_stack([x, y]).astype(np.float64)
    if len(points) < 2:
        none = np.zeros(0, dtype=np.intp)
        return Pairs(none, none, np.zeros(len(distances), dtype=np.int64), len(points))
    tree = cKDTree(points)
    many = (int(tree.count_neighbors(tree, distances[-1])) - len(points)) // 2
    if many > MOST_PAIRS:
        raise CountOutOfRange(
            f"{many:,} pairs of events lie within {distances[-1]:g} m, more than the {MOST_PAIRS:,} that fit. "
            "Ask for a shorter period, one type of offence, or a smaller distance."
        )
    found = tree.query_pairs(distances[-1], output_type="ndarray")
    apart = np.sqrt(((points[found[:, 0]] - points[found[:, 1]]) ** 2).sum(axis=1))
    band = np.searchsorted(np.asarray(distances), apart, side="left")
    # By band, then by the first event, so that the days of neighbours are read from near memory.
    order = np.lexsort((found[:, 0], band))
    ends = np.cumsum(np.bincount(band, minlength=len(distances)))[: len(distances)]
    return Pairs(found[order, 0], found[order, 1], ends.astype(np.int64), len(points))


def _from_nought(day: NDArray[Any]) -> NDArray[Any]:
    whole = np.floor(np.asarray(day, dtype=np.float64)).astype(np.int64)
    whole = whole - whole.min() if whole.size else whole
    # Short integers let the processor take more differences at a time; 32,767 days are ninety years.
    return whole.astype(np.int16 if not whole.size or whole.max() < 32_767 else np.int32)


def _shuffled_counts(
    pairs: Pairs,
    day: NDArray[Any],
    delays: Sequence[int],
    permutations: int,
    seed: int,
    progress: Progress | None,
) -> Ints:
    """Counts by distance, delay and shuffle of the days over the events."""
    random = np.random.default_rng(seed)
    counted = []
    for start in range(0, permutations, _COLUMNS):
        width = min(_COLUMNS, permutations - start)
        shuffled = random.permuted(np.repeat(day[None, :], width, axis=0), axis=1)
        counted.append(_count(pairs, np.ascontiguousarray(shuffled.T), delays))
        if progress:
            progress((start + width) / permutations)
    return (
        np.concatenate(counted, axis=2) if counted else np.zeros((len(pairs.ends), len(delays), 0), np.int64)
    )


def _count(pairs: Pairs, days: NDArray[Any], delays: Sequence[int]) -> Ints:
    """Pairs by distance and delay for every column of `days`, one row for each event."""
    width = days.shape[1]
    counts = np.zeros((len(pairs.ends), len(delays), width), dtype=np.int64)
    bin_of = np.searchsorted(np.asarray(delays), np.arange(delays[-1] + 1), side="left") * width
    column = np.tile(np.arange(width, dtype=np.int64), _ROWS)
    here, there = np.empty((_ROWS, width), days.dtype), np.empty((_ROWS, width), days.dtype)
    start = 0
    for band, end in enumerate(pairs.ends):
        flat = counts[band].reshape(-1)
        for at in range(start, int(end), _ROWS):
            rows = min(_ROWS, int(end) - at)
            # "clip" spares a check of every index, all of which are known to be inside.
            np.take(days, pairs.first[at : at + rows], axis=0, out=here[:rows], mode="clip")
            np.take(days, pairs.second[at : at + rows], axis=0, out=there[:rows], mode="clip")
            np.subtract(here[:rows], there[:rows], out=here[:rows])
            apart = np.abs(here[:rows], out=here[:rows]).reshape(-1)
            close = np.flatnonzero(apart <= delays[-1])
            flat += np.bincount(bin_of[apart[close]] + column[close], minlength=flat.size)
        start = int(end)
    return counts


def _expected(pairs: Pairs, day: NDArray[Any], delays: Sequence[int]) -> Floats:
    """The exact mean over all shuffles: pairs near in space × the share of all pairs near in time."""
    n = pairs.events
    if n < 2:
        return np.zeros((len(pairs.ends), len(delays)))
    held = np.bincount(np.asarray(day, dtype=np.int64)).astype(np.float64)
    within = [float((held * (held - 1)).sum() / 2)]
    for lag in range(1, delays[-1] + 1):
        within.append(within[-1] + (float((held[lag:] * held[:-lag]).sum()) if lag < held.size else 0.0))
    upto = np.array([within[delay] for delay in delays])
    in_time = np.diff(upto, prepend=0.0) / (n * (n - 1) / 2)
    in_space = np.diff(pairs.ends, prepend=0)
    return np.outer(in_space, in_time)


def _bands(
    distances: Sequence[float], delays: Sequence[int], observed: Ints, expected: Floats, p: Floats
) -> tuple[Band, ...]:
    low, high = poisson(observed.astype(np.float64))
    edges = list(pairwise((0.0, *distances)))
    days = [(0 if i == 0 else delays[i - 1] + 1, delay) for i, delay in enumerate(delays)]
    return tuple(
        Band(
            near=near,
            far=far,
            first_day=first,
            last_day=last,
            observed=int(observed[b, d]),
            expected=float(expected[b, d]),
            ratio=_over(float(observed[b, d]), float(expected[b, d])),
            low=_over(float(low[b, d]), float(expected[b, d])),
            high=_over(float(high[b, d]), float(expected[b, d])),
            p=float(p[b, d]),
        )
        for b, (near, far) in enumerate(edges)
        for d, (first, last) in enumerate(days)
    )


def _over(count: float, expected: float) -> float | None:
    return count / expected if expected > 0 else None


def _audit(x: Floats, y: Floats, day: NDArray[Any]) -> Audit:
    same = near_pairs(x, y, (SAME_PLACE,))
    apart = np.abs(np.asarray(day, dtype=np.int64)[same.first] - np.asarray(day, dtype=np.int64)[same.second])
    rounded = np.column_stack([np.round(x, 1), np.round(y, 1)])
    places = len(np.unique(rounded, axis=0)) if len(rounded) else 0
    visits = len(np.unique(np.column_stack([rounded, day]), axis=0)) if len(rounded) else 0
    return Audit(
        len(rounded), places, len(rounded) - visits, int((apart == 0).sum()), int((apart <= 7).sum())
    )
