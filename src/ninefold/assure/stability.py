"""G15: whether the same people would be picked had the training met other people."""

import numpy as np
import pyarrow as pa

from ninefold.assure.evidence import Evidence
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict
from ninefold.measures.scoring.ranks import spearman
from ninefold.measures.scoring.splits import Rows
from ninefold.measures.scoring.stability import jaccard, top, unanimous

_METRIC = "overlap of two refits' lists at capacity"
_MOST_JUDGED = 5_000
_LEAST_REFITS = 10  # nine in ten of fewer would be all of them
_ERRORS, _LEAST_DISTANCE = 3.0, 0.02  # how far from a limit leaves no doubt

Scores = np.ndarray[tuple[int, int], np.dtype[np.float64]]  # rows × refits
Lists = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
Overlaps = np.ndarray[tuple[int], np.dtype[np.float64]]


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Refits on resampled rows, judged on rows they never saw."""
    if evidence.dataset is None or evidence.recipe is None or not evidence.folds:
        return [ask.could_not("jaccard", _METRIC, "There are no rows, folds and recipe to refit by.")]
    if evidence.use.capacity is None:
        return [
            ask.could_not("jaccard", _METRIC, "The card gives no capacity, so there is no list to compare.")
        ]
    scores = _enough_refits(evidence, ask, evidence.use.capacity)
    lists, overlaps = _compared(scores, evidence.use.capacity)
    ranks = np.array([spearman(scores[:, i], scores[:, j]) for i, j in _pairs(scores.shape[1])])
    return [_overlap(overlaps, ranks, len(scores), ask), _agreement(lists, ask)]


def _pairs(count: int) -> list[tuple[int, int]]:
    return [(i, j) for i in range(count) for j in range(i)]


def _compared(scores: Scores, capacity: float) -> tuple[Lists, Overlaps]:
    """Each refit's list, and the overlap of each pair of lists."""
    lists = np.column_stack([top(column, capacity) for column in scores.T])
    overlaps = [jaccard(lists[:, i], lists[:, j]) for i, j in _pairs(scores.shape[1])]
    return lists, np.array(overlaps)


def _enough_refits(evidence: Evidence, ask: Ask, capacity: float) -> Scores:
    """Rows judged × refits: half of those the policy wants where these leave no doubt, else all of them."""
    count = int(ask.limit("refits"))
    if count // 2 < _LEAST_REFITS:
        return _refits(evidence, range(count))
    first = _refits(evidence, range(count // 2))
    if _beyond_doubt(*_compared(first, capacity), ask):
        return first
    return np.column_stack([first, _refits(evidence, range(count // 2, count))])


def _beyond_doubt(lists: Lists, overlaps: Overlaps, ask: Ask) -> bool:
    """Whether both figures lie three standard errors, by leaving out one refit at a time, from their limits."""
    count = lists.shape[1]
    pairs = np.array(_pairs(count))
    left = np.arange(count)
    without = np.array([overlaps[(pairs != each).all(axis=1)].mean() for each in left])
    agreed = np.array([unanimous(np.delete(lists, each, axis=1), ask.limit("agreement")) for each in left])
    at = unanimous(lists, ask.limit("agreement"))
    return _far(float(overlaps.mean()), without, ask.limit("jaccard")) and _far(
        at, agreed, ask.limit("unanimous")
    )


def _far(value: float, without: Overlaps, limit: float) -> bool:
    count = len(without)
    error = float(np.sqrt((count - 1) / count * np.sum((without - without.mean()) ** 2)))
    return abs(value - limit) > max(_ERRORS * error, _LEAST_DISTANCE)


def _overlap(overlaps: Overlaps, ranks: Overlaps, n: int, ask: Ask) -> Verdict:
    value, wanted = float(overlaps.mean()), ask.limit("jaccard")
    low, high = np.quantile(overlaps, [0.025, 0.975])
    refits = round((1 + np.sqrt(1 + 8 * len(overlaps))) / 2)
    why = f"{refits} fits on resampled people: two of them share {100 * value:.0f} % of their lists"
    told = ranks[~np.isnan(ranks)]
    why += f"; rank correlation {told.mean():.3f}." if len(told) else "; all people are scored alike."
    figure = Figure(value, float(low), float(high), n)
    return ask.holds("jaccard", _METRIC, value >= wanted, why, figure, threshold=f"at least {wanted:g}")


def _agreement(lists: Lists, ask: Ask) -> Verdict:
    value = unanimous(lists, ask.limit("agreement"))
    wanted = ask.limit("unanimous")
    why = f"For {100 * (1 - value):.0f} % of people it is a matter of which others happened to be in the training."
    metric = f"share on whose place {100 * ask.limit('agreement'):.0f} % of refits agree"
    figure = Figure(value, n=len(lists))
    return ask.holds("unanimous", metric, value >= wanted, why, figure, threshold=f"at least {wanted:g}")


def _refits(evidence: Evidence, numbers: range) -> Scores:
    """Rows judged × refits; each refit has a stream of its own, so that the first are the same however many follow."""
    assert evidence.dataset is not None
    assert evidence.recipe is not None
    fold = _last(evidence)
    judged = evidence.dataset.rows.take(pa.array(fold[1][:_MOST_JUDGED]))
    found = []
    for number in numbers:
        rows = np.random.default_rng([evidence.seed, number]).choice(fold[0], len(fold[0]))
        train = evidence.dataset.rows.take(pa.array(rows))
        outcome = evidence.dataset.outcome[rows]
        model = evidence.recipe.fit(train, outcome, evidence.names, evidence.seed + number)
        found.append(model.predict(judged))
    return np.column_stack(found)


def _last(evidence: Evidence) -> tuple[Rows, Rows]:
    """The fold judged last, as it is the one closest to use; the largest training set among equals."""
    ahead = [fold for fold in evidence.folds if fold.kind.startswith("forward")]
    fold = (ahead or list(evidence.folds))[-1]
    return fold.train, fold.test
