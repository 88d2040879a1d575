"""Offences that may be one series: alike in method, near in place, close in time, each link with its reasons.

For every part the question is how often two offences that have nothing to do with each other agree as well as this
pair, judged from random pairs of the same file. The three shares are put together as Fisher (1932) did; calls allow
for all the pairs that could have been looked at (Benjamini and Hochberg, 1995). A rare method shared is strong; a
common one is not. A series is a lead for a person to read, never evidence that one offender did it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from scipy.special import gammaincc

from ninefold.errors import CountOutOfRange

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_DRAWN = 200_000
MOST_PAIRS = 20_000_000


@dataclass(frozen=True)
class Link:
    """Two offences that may be one series (indexes into the events): how sure, and why, in sentences."""

    first: int
    second: int
    metres: float
    days: float
    shared: tuple[str, ...]
    p: float
    q: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Series:
    """Offences joined by links: members in order of time, the links, the methods all share, and its reach."""

    members: tuple[int, ...]
    links: tuple[Link, ...]
    shared_by_all: tuple[str, ...]
    days: float
    metres: float


def linked_series(
    x: Floats,
    y: Floats,
    start: Floats,
    end: Floats,
    methods: Sequence[frozenset[str]],
    *,
    furthest: float = 2000.0,
    longest: float = 28.0,
    rate: float = 0.01,
    seed: int = 1,
) -> tuple[Series, ...]:
    """Series among offences, the largest first; start and end in days, `methods` the words of how each was done.

    Only pairs within `furthest` metres and `longest` days that share a word are looked at, and `rate` is the
    share of false links accepted among all pairs of offences. Raises CountOutOfRange when too many are near.
    """
    if len(x) < 2:
        return ()
    events = _Events(x, y, start, end, _word_table(methods))
    first, second = _candidates(events, furthest, longest)
    scored = _scored(events, first, second, np.random.default_rng(seed))
    n = len(x)
    calls = _called(scored.p, n * (n - 1) // 2, rate)
    links = [_link(events, scored, int(i), float(calls[i])) for i in np.flatnonzero(calls <= rate)]
    return _joined(links, events)


@dataclass(frozen=True)
class _Words:
    names: tuple[str, ...]
    has: csr_array  # events × words, 1 where the word is given
    weight: Floats  # −ln of the share of random pairs that both have the word


@dataclass(frozen=True)
class _Events:
    x: Floats
    y: Floats
    start: Floats
    end: Floats
    words: _Words

    def apart(self, first: Ints, second: Ints) -> Floats:
        return np.hypot(self.x[first] - self.x[second], self.y[first] - self.y[second])

    def between(self, first: Ints, second: Ints) -> Floats:
        """Days between two offences: between the middles of their windows, and no less than the windows let us know."""
        middle = (self.start + self.end) / 2
        width = self.end - self.start
        # Two moments drawn from one window lie a third of it apart on average.
        return np.maximum(np.abs(middle[first] - middle[second]), (width[first] + width[second]) / 6)

    def likeness(self, first: Ints, second: Ints) -> Floats:
        both = self.words.has[first].multiply(self.words.has[second])
        return np.asarray(both @ self.words.weight, dtype=np.float64).reshape(-1)


def _word_table(methods: Sequence[frozenset[str]]) -> _Words:
    names = tuple(sorted(set().union(*methods)))
    place = {name: number for number, name in enumerate(names)}
    row = np.array([i for i, words in enumerate(methods) for _ in words], dtype=np.int64)
    column = np.array([place[word] for words in methods for word in sorted(words)], dtype=np.int64)
    has = csr_array((np.ones(row.size), (row, column)), shape=(len(methods), max(len(names), 1)))
    n = len(methods)
    count = np.asarray(has.sum(axis=0), dtype=np.float64).reshape(-1)
    both = np.maximum(count * (count - 1), 1.0) / max(n * (n - 1), 1)
    return _Words(names, has, -np.log(np.minimum(both, 1.0)))


def _candidates(events: _Events, furthest: float, longest: float) -> tuple[Ints, Ints]:
    tree = cKDTree(np.column_stack([events.x, events.y]))
    many = (int(tree.count_neighbors(tree, furthest)) - len(events.x)) // 2
    if many > MOST_PAIRS:
        raise CountOutOfRange(
            f"{many:,} pairs of offences lie within {furthest:g} m, more than the {MOST_PAIRS:,} looked at. "
            "Ask for a shorter period, one type of offence, or a smaller distance."
        )
    pairs = tree.query_pairs(furthest, output_type="ndarray").astype(np.int64)
    first, second = pairs[:, 0], pairs[:, 1]
    near = events.between(first, second) <= longest
    first, second = first[near], second[near]
    alike = events.likeness(first, second) > 0
    return first[alike], second[alike]


@dataclass(frozen=True)
class _Scored:
    first: Ints
    second: Ints
    metres: Floats
    days: Floats
    as_alike: Floats
    as_near: Floats
    as_close: Floats
    p: Floats


def _scored(events: _Events, first: Ints, second: Ints, random: np.random.Generator) -> _Scored:
    """For each pair the shares of random pairs as alike, as near and as close, and the three together."""
    n = len(events.x)
    one = random.integers(n, size=_DRAWN)
    other = (one + random.integers(1, n, size=_DRAWN)) % n
    metres, days = events.apart(first, second), events.between(first, second)
    near = _share_at_most(metres, events.apart(one, other))
    close = _share_at_most(days, events.between(one, other))
    alike = _share_at_most(-events.likeness(first, second), -events.likeness(one, other))
    surprise = -np.log(alike) - np.log(near) - np.log(close)
    return _Scored(first, second, metres, days, alike, near, close, gammaincc(3.0, surprise))


def _share_at_most(value: Floats, drawn: Floats) -> Floats:
    """The share of random pairs at or below each value, itself counted, so never nought."""
    below = np.searchsorted(np.sort(drawn), value + 1e-9, side="right")
    share: Floats = (1 + below) / (1 + drawn.size)
    return share


def _called(p: Floats, tests: int, rate: float) -> Floats:
    """q of each pair among `tests` pairs in all, of which those not looked at count as p = 1."""
    order = np.argsort(p, kind="stable")
    raw = p[order] * tests / np.arange(1, p.size + 1)
    q = np.empty(p.size)
    q[order] = np.minimum.accumulate(raw[::-1])[::-1].clip(max=1.0) if p.size else raw
    return q


def _link(events: _Events, scored: _Scored, at: int, q: float) -> Link:
    first, second = int(scored.first[at]), int(scored.second[at])
    both = events.words.has[[first]].multiply(events.words.has[[second]]).tocoo()
    order = np.argsort(-events.words.weight[both.col], kind="stable")
    shared = tuple(events.words.names[word] for word in both.col[order])
    reasons = (
        f"Method: {', '.join(shared)} ({_one_in(scored.as_alike[at])} pairs are as alike).",
        f"Place: {scored.metres[at]:,.0f} m apart ({_one_in(scored.as_near[at])} pairs are as near).",
        f"Time: {scored.days[at]:,.1f} days apart ({_one_in(scored.as_close[at])} pairs are as close).",
    )
    return Link(
        first, second, float(scored.metres[at]), float(scored.days[at]), shared, float(scored.p[at]), q, reasons
    )  # fmt: skip


def _one_in(share: float) -> str:
    return f"one in {max(1, round(1 / share)):,}"


def _joined(links: list[Link], events: _Events) -> tuple[Series, ...]:
    if not links:
        return ()
    n = len(events.x)
    first = np.array([link.first for link in links])
    second = np.array([link.second for link in links])
    graph = csr_array((np.ones(len(links)), (first, second)), shape=(n, n))
    _, label = connected_components(graph, directed=False)
    by_series: dict[int, list[Link]] = {}
    for link in links:
        by_series.setdefault(int(label[link.first]), []).append(link)
    found = [_series(own, events) for own in by_series.values()]
    return tuple(sorted(found, key=lambda each: (-len(each.members), each.members)))


def _series(links: list[Link], events: _Events) -> Series:
    held = sorted({link.first for link in links} | {link.second for link in links})
    members = np.array(sorted(held, key=lambda i: float(events.start[i] + events.end[i])))
    by_all = np.asarray(events.words.has[members].sum(axis=0)).reshape(-1) == len(members)
    reach = np.hypot(np.ptp(events.x[members]), np.ptp(events.y[members]))
    return Series(
        tuple(int(i) for i in members),
        tuple(sorted(links, key=lambda link: link.p)),
        tuple(name for name, common in zip(events.words.names, by_all, strict=False) if common),
        float(events.end[members].max() - events.start[members].min()),
        float(reach),
    )
