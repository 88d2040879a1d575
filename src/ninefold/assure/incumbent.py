"""G12: whether it is better than what there is: the officer's grade, an older score, or a handful of facts."""

import numpy as np

from ninefold.assure.evidence import Evidence
from ninefold.assure.reading import Scored, beside, judged
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict
from ninefold.measures.intervals import Interval
from ninefold.measures.scoring.comparing import found_at_capacity, paired_bootstrap, paired_mean
from ninefold.measures.scoring.losses import log_losses
from ninefold.measures.scoring.ranks import Floats, auc


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Against the incumbent at capacity, against the base rate, and against a logistic of five features."""
    held = judged(evidence)
    if held is None:
        return [ask.could_not("incumbent", "gain over the incumbent", "There are no held-out predictions.")]
    return [_incumbent(held, evidence, ask), _base_rate(held, evidence, ask), _small(held, evidence, ask)]


def _incumbent(held: Scored, evidence: Evidence, ask: Ask) -> Verdict:
    other = beside(held, evidence, "incumbent")
    metric = "precision at capacity gained over the incumbent"
    if other is None:
        return _no_incumbent(held, evidence, ask)
    known = ~np.isnan(other)
    if known.sum() < 100:
        why = "The incumbent's score is missing for nearly everybody. Give it for those judged."
        return ask.could_not("incumbent", metric, why)
    gained = _gained(held, other, known, evidence)
    named = evidence.use.incumbent_named or "what decides now"
    if evidence.use.capacity is None:
        metric = "AUC gained over the incumbent"
    holds = gained.low > ask.limit("gain")
    why = f"It finds more than {named}." if holds else f"It is not shown to find more than {named}."
    figure = _figure(gained, int(known.sum()))
    threshold = f"lower limit above {ask.limit('gain'):g}"
    return ask.holds("incumbent", metric, holds, why, figure, threshold=threshold)


def _gained(
    held: Scored, other: Floats, known: np.ndarray[tuple[int], np.dtype[np.bool_]], evidence: Evidence
) -> Interval:
    ours, theirs, came = held.scores[known], other[known], held.outcome[known]
    share = evidence.use.capacity

    def measure(rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
        if share is None:
            return auc(ours[rows], came[rows]) - auc(theirs[rows], came[rows])
        mine = found_at_capacity(ours[rows], came[rows], share)
        return mine - found_at_capacity(theirs[rows], came[rows], share)

    return paired_bootstrap(measure, len(came), draws=300, seed=evidence.seed)


def _no_incumbent(held: Scored, evidence: Evidence, ask: Ask) -> Verdict:
    metric = "gain over the incumbent"
    if not evidence.use.no_incumbent_because.strip():
        why = "What decides now was not scored beside it. Give the incumbent, or say why there is none."
        return ask.could_not("incumbent", metric, why)
    small = beside(held, evidence, "small_logistic")
    if small is None:
        return ask.could_not("incumbent", metric, "There is no incumbent, and no plain model in its place.")
    gained = _saved(held, small)
    holds = gained.low > ask.limit("gain")
    why = "There is no incumbent; a logistic of five features stands in its place."
    metric = "log loss saved against a logistic of five features"
    threshold = f"lower limit above {ask.limit('gain'):g}"
    return ask.holds("incumbent", metric, holds, why, _figure(gained, len(held)), threshold=threshold)


def _base_rate(held: Scored, evidence: Evidence, ask: Ask) -> Verdict:
    metric = "log loss saved against the base rate"
    base = beside(held, evidence, "base_rate")
    if base is None:
        return ask.could_not("base_rate", metric, "The base rate was not predicted beside it.")
    gained = _saved(held, base)
    holds = gained.low > ask.limit("gain")
    why = "It knows more than the base rate." if holds else "It is not shown to know more than the base rate."
    return ask.holds(
        "base_rate",
        metric,
        holds,
        why,
        _figure(gained, len(held)),
        threshold=f"lower limit above {ask.limit('gain'):g}",
    )


def _small(held: Scored, evidence: Evidence, ask: Ask) -> Verdict:
    """It need not beat five facts, but it must not be worse."""
    metric = "log loss saved against a logistic of five features"
    small = beside(held, evidence, "small_logistic")
    if small is None:
        return ask.could_not("small_logistic", metric, "No logistic of five features was fitted beside it.")
    gained = _saved(held, small)
    holds = gained.high >= 0
    why = "Five features do no better." if holds else "Five features alone do better."
    return ask.holds(
        "small_logistic", metric, holds, why, _figure(gained, len(held)), threshold="upper limit not below 0"
    )


def _saved(held: Scored, other: Floats) -> Interval:
    """The log loss saved against another's scores of the same rows."""
    return paired_mean(log_losses(other, held.outcome) - log_losses(held.scores, held.outcome))


def _figure(gained: Interval, n: int) -> Figure:
    return Figure(gained.value, gained.low, gained.high, n)
