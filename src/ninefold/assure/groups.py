"""G9 and G10: whether a score means the same, and errs alike, whoever it is about."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ninefold.assure.evidence import Evidence, Names
from ninefold.assure.reading import Scored, judged
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Outcome, Verdict
from ninefold.measures.scoring.by_group import GroupErrors, group_errors, rate_ratio
from ninefold.measures.scoring.calibration import Ratio, observed_expected
from ninefold.measures.scoring.ranks import Outcomes
from ninefold.measures.scoring.stability import top

_RATIO = "observed over expected outcomes in the group"


def judge_calibration(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """G9: observed over expected within every group, and pairs of groups, with enough outcomes."""
    held = judged(evidence)
    if held is None or not held.groups:
        why = "There are no held-out predictions with groups. Name the protected groups to be compared."
        return [ask.could_not("ratio", _RATIO, why)]
    found = [
        _calibrated(name, observed_expected(held.scores[inside], held.outcome[inside]), ask)
        for name, inside in _slices(held)
        if _enough(held.outcome[inside], ask)
    ]
    return found or [ask.could_not("ratio", _RATIO, "No group has enough outcomes to be judged.")]


def _slices(held: Scored) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Every group of every kind, then every pair of two kinds."""
    kinds = held.groups
    for kind, names in kinds.items():
        for name in np.unique(names):
            yield f"{kind}: {name}", names == name
    for one, other in combinations(kinds, 2):
        for name in np.unique(kinds[one]):
            for second in np.unique(kinds[other]):
                yield f"{one}: {name}, {other}: {second}", (kinds[one] == name) & (kinds[other] == second)


def _enough(outcome: Outcomes, ask: Ask) -> bool:
    return min(int(outcome.sum()), len(outcome) - int(outcome.sum())) >= ask.limit("group_events")


def _calibrated(name: str, ratio: Ratio, ask: Ask) -> Verdict:
    low, high = ask.limit("ratio_low"), ask.limit("ratio_high")
    outcome: Outcome = "pass"
    why = "As many outcomes came as were foretold, within what is allowed."
    if ratio.high < low or ratio.low > high:
        outcome, why = "fail", _too(ratio.value) + " The whole interval is outside."
    elif _is_noticeable(ratio, ask):
        outcome, why = "justify", _too(ratio.value) + " Say why it may be used all the same, or mend it."
    return ask.say(
        "ratio",
        _RATIO,
        outcome,
        why,
        Figure(ratio.value, ratio.low, ratio.high, ratio.n),
        threshold=f"interval within {low:g} to {high:g}; to be justified outside "
        f"{ask.limit('justify_low'):g} to {ask.limit('justify_high'):g}",
        subject=name,
    )


def _too(ratio: float) -> str:
    return "It foretells too much for this group." if ratio < 1 else "It foretells too little for this group."


def _is_noticeable(ratio: Ratio, ask: Ask) -> bool:
    """The point far out; or a good way out, and not by chance."""
    if not ask.limit("ratio_low") <= ratio.value <= ask.limit("ratio_high"):
        return True
    out = ratio.value < ask.limit("justify_low") or ratio.value > ask.limit("justify_high")
    return out and not ratio.low <= 1 <= ratio.high


def judge_errors(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """G10: false positives, false negatives and selections at capacity, against the largest group."""
    held = judged(evidence)
    metric = "ratio of error rates to the largest group's"
    if held is None or not held.groups:
        return [ask.could_not("rates", metric, "There are no held-out predictions with groups.")]
    if evidence.use.capacity is None:
        why = "The card gives no capacity, so there is no operating point. Say how many can be reviewed."
        return [ask.could_not("rates", metric, why)]
    selected = top(held.scores, evidence.use.capacity)
    found = [
        verdict
        for kind, names in held.groups.items()
        for verdict in _kind_errors(kind, names, selected, held, ask)
    ]
    return found or [ask.could_not("rates", metric, "There are no two groups large enough to be compared.")]


def _kind_errors(
    kind: str, names: Names, selected: NDArray[np.bool_], held: Scored, ask: Ask
) -> list[Verdict]:
    least = ask.limit("group_rows")
    large = [g for g in group_errors(selected, held.outcome, names) if g.n >= least]
    return [verdict for other in large[1:] for verdict in _compared(kind, other, large[0], ask)]


def _compared(kind: str, group: GroupErrors, reference: GroupErrors, ask: Ask) -> list[Verdict]:
    subject = f"{kind}: {group.name} against {reference.name}"
    if group.selected == 0 or reference.selected == 0:
        why = "Nobody of one group is selected: nothing is balanced where nothing is done."
        figure = Figure(0.0, n=group.n)
        return [ask.say("selection", "selection ratio", "fail", why, figure, subject=subject)]
    counts = {
        "false_positives": (group.false_positives, group.negatives),
        "false_negatives": (group.false_negatives, group.positives),
        "selection": (group.selected, group.n),
    }
    against = {
        "false_positives": (reference.false_positives, reference.negatives),
        "false_negatives": (reference.false_negatives, reference.positives),
        "selection": (reference.selected, reference.n),
    }
    return [
        _ratio_verdict(check, rate_ratio(*counts[check], *against[check]), group, subject, ask)
        for check in counts
    ]


def _ratio_verdict(
    check: str, ratio: tuple[float, float, float], group: GroupErrors, subject: str, ask: Ask
) -> Verdict:
    low, high = ask.limit("ratio_low"), ask.limit("ratio_high")
    metric = f"ratio of {check.replace('_', ' ')} to the largest group's"
    if np.isnan(ratio[0]):
        return ask.could_not(check, metric, f"There are no cases to form a ratio for {subject}.")
    holds = low <= ratio[0] <= high
    why = (
        "The rates are alike."
        if holds
        else "The rates differ. Where base rates differ no score can be both calibrated and balanced: "
        "say why this balance was chosen."
    )
    figure = Figure(ratio[0], ratio[1], ratio[2], group.n)
    return ask.holds(check, metric, holds, why, figure, threshold=f"{low:g} to {high:g}", subject=subject)
