"""G15: whether the same people would be picked had the training met other people."""

import numpy as np
import pyarrow as pa

from ninefold.assure.evidence import Evidence
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict
from ninefold.measures.models.side_by_side import side_by_side
from ninefold.measures.scoring.ranks import Floats, spearman
from ninefold.measures.scoring.splits import Rows
from ninefold.measures.scoring.stability import jaccard, top, unanimous

_METRIC = "overlap of two refits' lists at capacity"
_MOST_JUDGED = 5_000

Scores = np.ndarray[tuple[int, int], np.dtype[np.float64]]  # rows × refits
Lists = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
Overlaps = np.ndarray[tuple[int], np.dtype[np.float64]]


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Refits on resampled rows, judged on rows they never saw."""
    if evidence.dataset is None or evidence.recipe is None or not evidence.folds:
        return [
            ask.could_not("jaccard", _METRIC, "There is no recipe to refit by, or too few rows to split.")
        ]
    if evidence.use.capacity is None:
        return [
            ask.could_not("jaccard", _METRIC, "The card gives no capacity, so there is no list to compare.")
        ]
    scores = _refits(evidence, int(ask.limit("refits")))
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


def _refits(evidence: Evidence, count: int) -> Scores:
    """Rows judged × refits, each on as many rows drawn with replacement from a stream of its own."""
    dataset, recipe = evidence.dataset, evidence.recipe
    assert dataset is not None
    assert recipe is not None
    train, test = _last(evidence)
    judged = dataset.rows.take(pa.array(test[:_MOST_JUDGED]))

    def refit(number: int) -> Floats:
        rows = np.random.default_rng([evidence.seed, number]).choice(train, len(train))
        model = recipe.fit(
            dataset.rows.take(pa.array(rows)), dataset.outcome[rows], evidence.names, evidence.seed + number
        )
        return model.predict(judged)

    return np.column_stack(side_by_side(refit, range(count)))


def _last(evidence: Evidence) -> tuple[Rows, Rows]:
    """The fold judged last, as it is the one closest to use; the largest training set among equals."""
    ahead = [fold for fold in evidence.folds if fold.kind.startswith("forward")]
    fold = (ahead or list(evidence.folds))[-1]
    return fold.train, fold.test
