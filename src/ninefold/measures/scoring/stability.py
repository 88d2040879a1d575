"""Whether a score moves: between two periods, and between two fits."""

import numpy as np
from numpy.typing import NDArray

from ninefold.measures.scoring.ranks import Floats


def population_stability(before: Floats, after: Floats, bins: int = 10) -> float:
    """The population stability index over bins of equal count before; missing values are a bin of their own."""
    known = before[~np.isnan(before)]
    edges = np.unique(np.quantile(known, np.linspace(0, 1, bins + 1)[1:-1])) if len(known) else np.array([])
    return _index(_shares(before, edges), _shares(after, edges))


def _shares(values: Floats, edges: Floats) -> Floats:
    missing = np.isnan(values)
    counts = np.bincount(np.searchsorted(edges, values[~missing], side="left"), minlength=len(edges) + 1)
    held = np.append(counts, missing.sum()).astype(np.float64)
    # Half a row in every bin: an empty bin would otherwise make the index infinite.
    shares: Floats = (held + 0.5) / (held.sum() + 0.5 * len(held))
    return shares


def _index(before: Floats, after: Floats) -> float:
    return float(np.sum((after - before) * np.log(after / before)))


def stability_null(
    before: Floats, after: Floats, *, draws: int = 200, bins: int = 10, seed: int = 0
) -> Floats:
    """The indices that chance alone gives at these two sizes, by shuffling who is before and after."""
    pooled = np.concatenate([before, after])
    generator = np.random.default_rng(seed)
    found = np.empty(draws)
    for number in range(draws):
        shuffled = generator.permutation(pooled)
        found[number] = population_stability(shuffled[: len(before)], shuffled[len(before) :], bins)
    return found


def top(scores: Floats, share: float) -> NDArray[np.bool_]:
    """Which rows are among the highest `share`; ties are broken by order, so exactly that many are."""
    chosen = np.zeros(len(scores), dtype=bool)
    chosen[np.argsort(-scores, kind="stable")[: max(1, round(share * len(scores)))]] = True
    return chosen


def jaccard(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Those in both lists for each one in either."""
    either = int((one | other).sum())
    return float((one & other).sum() / either) if either else float("nan")


def unanimous(lists: NDArray[np.bool_], agreement: float = 1.0) -> float:
    """The share of rows on whose status at least `agreement` of the lists (rows × lists) agree."""
    share = lists.mean(axis=1)
    return float(np.mean(np.maximum(share, 1 - share) >= agreement - 1e-12))
