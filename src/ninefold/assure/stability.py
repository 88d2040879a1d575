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


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Refits on resampled rows, judged on rows they never saw."""
    if evidence.dataset is None or evidence.recipe is None or not evidence.folds:
        return [ask.could_not("jaccard", _METRIC, "There are no rows, folds and recipe to refit by.")]
    if evidence.use.capacity is None:
        return [
            ask.could_not("jaccard", _METRIC, "The card gives no capacity, so there is no list to compare.")
        ]
    scores = _refits(evidence, int(ask.limit("refits")))
    lists = np.column_stack([top(column, evidence.use.capacity) for column in scores.T])
    pairs = [(i, j) for i in range(scores.shape[1]) for j in range(i)]
    overlaps = np.array([jaccard(lists[:, i], lists[:, j]) for i, j in pairs])
    ranks = np.array([spearman(scores[:, i], scores[:, j]) for i, j in pairs])
    return [_overlap(overlaps, ranks, len(scores), ask), _agreement(lists, ask)]


def _overlap(
    overlaps: np.ndarray[tuple[int], np.dtype[np.float64]],
    ranks: np.ndarray[tuple[int], np.dtype[np.float64]],
    n: int,
    ask: Ask,
) -> Verdict:
    value, wanted = float(overlaps.mean()), ask.limit("jaccard")
    low, high = np.quantile(overlaps, [0.025, 0.975])
    why = f"Two fits on resampled people share {100 * value:.0f} % of their lists"
    why += f"; rank correlation {np.nanmean(ranks):.3f}."
    figure = Figure(value, float(low), float(high), n)
    return ask.holds("jaccard", _METRIC, value >= wanted, why, figure, threshold=f"at least {wanted:g}")


def _agreement(lists: np.ndarray[tuple[int, int], np.dtype[np.bool_]], ask: Ask) -> Verdict:
    value = unanimous(lists, ask.limit("agreement"))
    wanted = ask.limit("unanimous")
    why = f"For {100 * (1 - value):.0f} % of people it is a matter of which others happened to be in the training."
    metric = f"share on whose place {100 * ask.limit('agreement'):.0f} % of refits agree"
    figure = Figure(value, n=len(lists))
    return ask.holds("unanimous", metric, value >= wanted, why, figure, threshold=f"at least {wanted:g}")


def _refits(evidence: Evidence, count: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Rows judged × refits."""
    assert evidence.dataset is not None
    assert evidence.recipe is not None
    fold = _last(evidence)
    judged = evidence.dataset.rows.take(pa.array(fold[1][:_MOST_JUDGED]))
    generator = np.random.default_rng(evidence.seed)
    found = []
    for number in range(count):
        rows = generator.choice(fold[0], len(fold[0]))
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
