"""G5: whether anybody is in both halves."""

from collections.abc import Mapping

import numpy as np

from ninefold.assure.evidence import Evidence, Names
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict
from ninefold.measures.scoring.splits import straddling


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Subjects, and whatever else must not straddle, over every fold."""
    metric = "on both sides of a split"
    dataset = evidence.dataset
    if dataset is None or not evidence.folds:
        return [
            ask.could_not(
                "shared", metric, "There are no rows, or too few to split into learnt from and judged."
            )
        ]
    if dataset.subject is None:
        why = "The rows do not say whom they are about. Name the column that identifies the subject."
        return [ask.could_not("shared", metric, why)]
    tied: Mapping[str, Names] = {"subject": dataset.subject, **dataset.ties}
    found = [_shared(kind, names, evidence, ask) for kind, names in tied.items()]
    later = evidence.artefacts.later_subject
    return found if later is None else [*found, _also_later(dataset.subject, later, ask)]


def _also_later(subject: Names, later: Names, ask: Ask) -> Verdict:
    """People of a file apart who were learnt from."""
    both = np.intersect1d(subject, later)
    count = int(np.sum(both != ""))
    why = f"{count:,} subjects of the later rows were learnt from."
    figure = Figure(count, n=len(later))
    holds = count <= ask.limit("shared")
    metric = "subjects of the later rows that were learnt from"
    return ask.holds("shared_later", metric, holds, why, figure, threshold=f"at most {ask.limit('shared'):g}")


def _shared(kind: str, names: Names, evidence: Evidence, ask: Ask) -> Verdict:
    found = {fold.name: straddling(fold, names) for fold in evidence.folds}
    most = max(found.values())
    holds = most <= ask.limit("shared")
    bad = [name for name, n in found.items() if n > ask.limit("shared")]
    why = (
        f"No {kind} is on both sides of any of {len(found)} splits."
        if holds
        else f"In {len(bad)} of {len(found)} splits a {kind} is both learnt from and judged."
    )
    threshold = f"at most {ask.limit('shared'):g}"
    figure = Figure(most, n=len(names))
    metric = f"{kind}s on both sides of a split"
    return ask.holds("shared", metric, holds, why, figure, threshold=threshold, subject=", ".join(bad[:3]))
