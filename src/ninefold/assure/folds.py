"""G6: whether it was judged on what came afterwards, and held up there."""

import numpy as np

from ninefold.assure.evidence import Evidence
from ninefold.assure.reading import Scored, beside, scored
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict
from ninefold.measures.scoring.losses import brier
from ninefold.measures.scoring.ranks import auc

_DAY = np.timedelta64(1, "D")


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """How many forward folds, their gap, the worst, and whether each beats what there is."""
    held = scored(evidence, "forward")
    wanted = int(ask.limit("folds"))
    count = 0 if held is None else len(held.folds)
    first = ask.holds(
        "forward_folds",
        "forward folds with a gap of the label window",
        count >= wanted,
        _counted(count, evidence),
        Figure(count),
        threshold=f"at least {wanted}",
    )
    if held is None:
        return [first]
    return [first, _gap(evidence, ask), _worst(held, ask), _beaten(held, evidence, ask)]


def _counted(count: int, evidence: Evidence) -> str:
    if count:
        return f"There are {count} forward folds."
    if scored(evidence, "forward_short") is not None:
        return "Later rows were judged, but training rows' label windows had not closed by then."
    if evidence.dataset is not None and evidence.dataset.as_of is None:
        return "The rows carry no date, so nothing shows how it does on what comes afterwards."
    return "It was judged by chance splits alone, which say nothing of what comes afterwards."


def _gap(evidence: Evidence, ask: Ask) -> Verdict:
    metric = "shortest gap of training and judged rows, in days"
    window = evidence.label.window_days if evidence.label else None
    dated = evidence.dataset.as_of if evidence.dataset else None
    folds = [fold for fold in evidence.folds if fold.kind == "forward"]
    if window is None or dated is None or not folds:
        return ask.could_not("gap", metric, "There are no dates, window or folds to measure a gap by.")
    shortest = min(float((dated[f.test].min() - dated[f.train].max()) / _DAY) for f in folds)
    why = "Every training row's window closed before the first judged row."
    if shortest < window:
        why = "Training rows' labels were not yet known when the judged rows began."
    holds = shortest >= window
    return ask.holds("gap", metric, holds, why, Figure(shortest), threshold=f"at least {window:g}")


def _worst(held: Scored, ask: Ask) -> Verdict:
    found = {name: _fold_auc(held.fold(name)) for name in held.folds}
    mean, worst = float(np.mean(list(found.values()))), min(found, key=lambda name: found[name])
    trend = _fold_auc(held.fold(held.folds[-1])) - _fold_auc(held.fold(held.folds[0]))
    limit = ask.limit("worst_below_mean")
    why = (
        f"AUC by fold: {', '.join(f'{value:.3f}' for value in found.values())}; last less first {trend:+.3f}."
    )
    return ask.holds(
        "worst_fold",
        "AUC of the worst forward fold",
        found[worst] >= mean - limit,
        why,
        Figure(found[worst], n=len(held.fold(worst))),
        threshold=f"at least {mean - limit:.3f}, the mean less {limit:g}",
        subject=worst,
    )


def _fold_auc(held: Scored) -> float:
    return auc(held.scores, held.outcome)


def _beaten(held: Scored, evidence: Evidence, ask: Ask) -> Verdict:
    worse = [name for name in held.folds if _is_worse(held.fold(name), name, evidence)]
    why = "Every fold does better than the base rate and the incumbent."
    if worse:
        why = f"In {len(worse)} of {len(held.folds)} folds the base rate or the incumbent does better."
    return ask.holds(
        "no_fold_worse",
        "folds worse than incumbent or base rate",
        not worse,
        why,
        Figure(len(worse), n=len(held)),
        threshold="none",
        subject=", ".join(worse),
    )


def _is_worse(fold: Scored, name: str, evidence: Evidence) -> bool:
    whole = scored(evidence, "forward")
    assert whole is not None
    inside = np.asarray(whole.table["fold"].to_numpy(zero_copy_only=False)) == name
    base, incumbent = beside(whole, evidence, "base_rate"), beside(whole, evidence, "incumbent")
    if base is not None and brier(fold.scores, fold.outcome) > brier(base[inside], fold.outcome):
        return True
    return incumbent is not None and _fold_auc(fold) < auc(incumbent[inside], fold.outcome)
