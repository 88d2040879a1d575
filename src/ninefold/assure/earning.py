"""G13: whether a black box is so much better that nobody needs to be told why."""

from ninefold.assure.evidence import Evidence
from ninefold.assure.reading import beside, judged
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict
from ninefold.measures.scoring.comparing import paired_mean
from ninefold.measures.scoring.losses import log_losses

_METRIC = "log loss saved against the better glass box, as a share"


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Against the logistic and against the boosted curves with pairs, on the same rows."""
    model = evidence.model or evidence.recipe
    if model is None:
        return [ask.could_not("earned", _METRIC, "There is no model.")]
    if model.glass_box:
        return [ask.say("earned", _METRIC, "pass", "It is a glass box: there is nothing to earn.")]
    held = judged(evidence)
    if held is None:
        return [ask.could_not("earned", _METRIC, "There are no held-out predictions.")]
    found = []
    ours = log_losses(held.scores, held.outcome)
    for name in ("logistic", "ebm_pairs"):
        other = beside(held, evidence, name)
        if other is None:
            why = "The glass box was not fitted beside it on the same rows."
            found.append(ask.say("earned", _METRIC, "could_not_compute", why, subject=name))
            continue
        losses = log_losses(other, held.outcome)
        gained, whole = paired_mean(losses - ours), float(losses.mean())
        relative = gained.value / whole
        holds = gained.low > 0 and relative >= ask.limit("relative_gain")
        why = "It earns its place." if holds else "A glass box does as well, or near enough: use that."
        figure = Figure(relative, gained.low / whole, gained.high / whole, len(held))
        threshold = f"at least {ask.limit('relative_gain'):g}, and the interval above 0"
        found.append(ask.holds("earned", _METRIC, holds, why, figure, threshold=threshold, subject=name))
    return found
