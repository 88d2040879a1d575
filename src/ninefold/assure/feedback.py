"""G19: whether one can still tell what would have come had nobody looked at the score."""

from ninefold.assure.evidence import Evidence
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """The action log, the slice that was not scored, and outcomes in and out of it."""
    facts, metric = evidence.artefacts.feedback, "people in the unscored slice"
    if facts is None:
        why = "It is not said whether scores are acted on. Log actions and keep an unscored slice."
        return [ask.could_not("slice", metric, why)]
    wanted = int(ask.limit("slice"))
    holds = facts.actions_logged and facts.unscored_slice >= wanted
    why = (
        "Actions are logged and a slice is kept."
        if holds
        else "Without both it cannot be renewed after a year."
    )
    rates = ""
    if facts.rate_scored is not None and facts.rate_unscored is not None:
        rates = f" Outcomes: {facts.rate_scored:.3f} where scored, {facts.rate_unscored:.3f} in the slice."
    figure = Figure(facts.unscored_slice)
    threshold = f"an action log, and at least {wanted}"
    return [ask.holds("slice", metric, holds, why + rates, figure, threshold=threshold)]
