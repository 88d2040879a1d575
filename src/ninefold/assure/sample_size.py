"""G7: whether there is enough data to learn from and to judge by."""

import numpy as np

from ninefold.assure.evidence import Evidence
from ninefold.assure.reading import judged, latest
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict
from ninefold.measures.scoring.sample_size import cox_snell, riley


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Riley's criteria for the training, outcomes in the test, and who is too few to be assessed."""
    return [_training(evidence, ask), _testing(evidence, ask), *_groups(evidence, ask)]


def _training(evidence: Evidence, ask: Ask) -> Verdict:
    metric = "expected shrinkage at the training size"
    held = judged(evidence)
    if held is None or evidence.model is None or evidence.dataset is None:
        return ask.could_not("shrinkage", metric, "There is no fitted model with held-out predictions.")
    n, parameters = len(evidence.dataset.outcome), evidence.model.parameters
    r_squared = cox_snell(held.scores, held.outcome)
    size = riley(
        r_squared=r_squared,
        parameters=parameters,
        base_rate=float(held.outcome.mean()),
        n=n,
        wanted=ask.limit("shrinkage"),
    )
    needed = (
        f"{size.needed:,} rows are needed" if size.needed < 10**9 else "no number of rows would be enough"
    )
    why = f"{parameters} parameters at R² {r_squared:.3f}: {needed}, and there are {n:,}."
    holds = size.shrinkage >= ask.limit("shrinkage") and n >= size.needed
    threshold = f"at least {ask.limit('shrinkage'):g}"
    return ask.holds("shrinkage", metric, holds, why, Figure(size.shrinkage, n=n), threshold=threshold)


def _testing(evidence: Evidence, ask: Ask) -> Verdict:
    metric = "outcomes, or non-outcomes if fewer, in what is judged"
    held = latest(evidence) or judged(evidence)
    if held is None:
        return ask.could_not("test_events", metric, "There are no held-out predictions with outcomes.")
    fewer = int(min(held.outcome.sum(), len(held) - held.outcome.sum()))
    least = int(ask.limit("test_events"))
    why = f"The rows judged hold {int(held.outcome.sum()):,} outcomes among {len(held):,}."
    figure = Figure(fewer, n=len(held))
    return ask.holds("test_events", metric, fewer >= least, why, figure, threshold=f"at least {least}")


def _groups(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Not a fail: use for a group too small to be assessed is out of scope, and that is written down."""
    held = judged(evidence)
    if held is None:
        return []
    least, told = int(ask.limit("group_events")), []
    for kind, names in held.groups.items():
        small = [name for name in np.unique(names) if _fewer(held.outcome[names == name]) < least]
        if small:
            why = (
                f"{len(small)} of {len(np.unique(names))} groups of {kind} have fewer than {least} outcomes or "
                "non-outcomes: not assessable, so use for them is out of scope."
            )
            told.append(
                ask.say(
                    "not_assessable",
                    "groups too small to be assessed",
                    "pass",
                    why,
                    Figure(len(small), n=len(held)),
                    subject=f"{kind}: {', '.join(small[:4])}",
                    severity="R",
                )
            )
    return told


def _fewer(outcome: np.ndarray[tuple[int], np.dtype[np.int8]]) -> int:
    return int(min(outcome.sum(), len(outcome) - outcome.sum()))
