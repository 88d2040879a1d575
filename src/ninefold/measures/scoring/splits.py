"""Who is trained on and who is judged: forward in time with a gap, or by chance, never one subject on both sides."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ninefold.measures.scoring.ranks import Outcomes

Rows = NDArray[np.int64]
Dates = NDArray[np.datetime64]
_FEW_DATES = 12  # years or quarters rather than days


@dataclass(frozen=True)
class Fold:
    """One split: `kind` is 'forward', 'forward_short', 'held_out' or 'random'."""

    name: str
    kind: str
    train: Rows
    test: Rows


def connected(ties: Mapping[str, NDArray[np.str_]], n: int) -> Rows:
    """A number for each set of rows that share any subject, household or incident; empty names tie nothing."""
    parent = np.arange(n)
    for names in ties.values():
        _, first, inverse = np.unique(names, return_index=True, return_inverse=True)
        heads = first[inverse.reshape(-1)]
        for row in np.flatnonzero((heads != np.arange(n)) & (names != "")):
            parent[_root(parent, int(row))] = _root(parent, int(heads[row]))
    return np.array([_root(parent, row) for row in range(n)], dtype=np.int64)


def _root(parent: Rows, row: int) -> int:
    while parent[row] != row:
        parent[row] = parent[parent[row]]
        row = int(parent[row])
    return row


def random_folds(outcome: Outcomes, sets: Rows | None, *, folds: int = 5, seed: int = 0) -> tuple[Fold, ...]:
    """Folds by chance, each with its share of outcomes; rows of one set stay together."""
    sets = np.arange(len(outcome)) if sets is None else sets
    heads, inverse = np.unique(sets, return_inverse=True)
    rates = np.bincount(inverse, weights=outcome) / np.bincount(inverse)
    generator = np.random.default_rng(seed)
    order = np.lexsort((generator.random(len(heads)), rates))
    place = np.empty(len(heads), dtype=np.int64)
    place[order] = np.arange(len(heads)) % folds
    where = place[inverse]
    return tuple(
        Fold(f"random-{fold + 1}", "random", np.flatnonzero(where != fold), np.flatnonzero(where == fold))
        for fold in range(folds)
    )


def forward_folds(
    as_of: Dates,
    *,
    gap_days: float,
    folds: int = 3,
    least: int = 200,
    sets: Rows | None = None,
    kind: str = "forward",
) -> tuple[Fold, ...]:
    """Later rows judged by what earlier ones taught, `gap_days` apart; fewer folds where the dates allow no more.

    A fold that would train or test on fewer than `least` rows is left out; rows whose subject is also
    judged are taken out of training.
    """
    days = as_of.astype("datetime64[D]").astype(np.float64)
    found = []
    for start, end in itertools.pairwise(_edges(days, float(days.min()) + gap_days, folds)):
        test = np.flatnonzero((days >= start) & (days < end))
        train = _without(np.flatnonzero(days < start - gap_days), test, sets)
        if len(train) >= least and len(test) >= least:
            found.append(Fold(f"{kind}-{_day(start)}", kind, train, test))
    return tuple(found)


def _edges(days: NDArray[np.float64], first_test: float, folds: int) -> list[float]:
    """Where each test spell starts, and the end of the last."""
    later = np.unique(days[days > first_test])
    if not len(later):
        return []
    if len(later) <= _FEW_DATES:
        starts = later[np.unique(np.linspace(0, len(later), folds + 1)[:-1].astype(int))]
    else:
        # The first third of the time left is for the first training set to grow in.
        kept = days[days > first_test + (later[-1] - first_test) / 3]
        starts = np.unique(np.quantile(kept, np.linspace(0, 1, folds + 1)[:-1]).round())
    return [*(float(start) for start in starts), float(days.max()) + 1]


def _without(train: Rows, test: Rows, sets: Rows | None) -> Rows:
    return train if sets is None else train[~np.isin(sets[train], sets[test])]


def _day(start: float) -> str:
    return str(np.datetime64(int(start), "D"))


def straddling(fold: Fold, names: NDArray[np.str_]) -> int:
    """How many different names stand on both sides of a split; empty ones are no name."""
    both = np.intersect1d(names[fold.train], names[fold.test])
    return int(np.sum(both != ""))


def teaches(fold: Fold, outcome: Outcomes) -> bool:
    """Whether there is somebody to judge, and both outcomes to learn from."""
    return len(fold.test) > 0 and 0 < int(outcome[fold.train].sum()) < len(fold.train)
