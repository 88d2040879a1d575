"""G14: whether those who are looked at are worth the look, at the number that can be looked at."""

import numpy as np

from ninefold.assure.evidence import Evidence
from ninefold.assure.reading import judged
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Outcome, Verdict
from ninefold.measures.scoring.comparing import found_at_capacity
from ninefold.measures.shares import wilson


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Precision against the base rate; recall and the number needed to review are recorded."""
    held, share = judged(evidence), evidence.use.capacity
    metric = "precision at capacity"
    if held is None:
        return [ask.could_not("precision", metric, "There are no held-out predictions.")]
    if share is None:
        return [
            ask.could_not("precision", metric, "The card gives no capacity. Say how many can be reviewed.")
        ]
    size = max(1, round(share * len(held)))
    precision = found_at_capacity(held.scores, held.outcome, share)
    base = float(held.outcome.mean())
    wanted = wanted_precision(base, ask.limit("times_base"))
    low, high = wilson(np.array([precision * size]), np.array([size]))
    recall = precision * size / max(1, int(held.outcome.sum()))
    outcome: Outcome = "pass" if precision >= wanted else "fail"
    if outcome == "pass" and precision < ask.limit("precision"):
        outcome = "justify"
    why = (
        f"Of 100 reviewed {100 * precision:.0f} have the outcome, of 100 taken at random {100 * base:.0f}; "
        f"{100 * recall:.0f} % of all are found; {1 / max(precision, 1e-9):.1f} reviews find one."
    )
    if size >= len(held):
        why = "Everybody can be reviewed at this capacity, so a score chooses nobody. " + why
    figure = Figure(precision, float(low[0]), float(high[0]), size)
    threshold = (
        f"at least {wanted:.3f} ({ask.limit('times_base'):g} times the base rate, or half of the rest gone)"
    )
    return [ask.say("precision", metric, outcome, why, figure, threshold=threshold)]


def wanted_precision(base: float, times: float) -> float:
    """So many times the base rate; but where it is common, those without the outcome must be as many times fewer."""
    return min(times * base, 1 - (1 - base) / times)
