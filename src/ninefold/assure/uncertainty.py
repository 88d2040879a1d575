"""G16: whether every score says how sure it is, and keeps that promise in every group."""

import numpy as np
import pyarrow.compute as pc

from ninefold.assure.evidence import Evidence
from ninefold.assure.reading import Scored, judged
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict
from ninefold.measures.scoring.conformal import mondrian_coverage

_METRIC = "people whose outcome lies in their label set"
_LEAST = 200


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """An interval on every score; coverage of label sets in each group."""
    held = judged(evidence)
    if held is None:
        return [ask.could_not("coverage", _METRIC, "There are no held-out predictions.")]
    found = [_intervals(held, ask)]
    groups = held.groups or {"everybody": np.full(len(held), "all")}
    for kind, names in groups.items():
        for name, (value, n) in mondrian_coverage(
            np.clip(held.scores, 0, 1), held.outcome, names, nominal=ask.limit("nominal"), seed=evidence.seed
        ).items():
            if n >= _LEAST:
                found.append(_covered(f"{kind}: {name}", value, n, ask))
    return found


def _intervals(held: Scored, ask: Ask) -> Verdict:
    without = pc.sum(pc.or_(pc.is_null(held.table["low"]), pc.is_null(held.table["high"]))).as_py() or 0
    why = "Every score carries the limits of what came of people scored alike."
    if without:
        why = f"{without:,} of {len(held):,} scores carry no interval."
    figure = Figure(float(without), n=len(held))
    return ask.holds("intervals", "scores without an interval", not without, why, figure, threshold="none")


def _covered(subject: str, value: float, n: int, ask: Ask) -> Verdict:
    """Chance alone moves a share of n people; what is far below by more than chance fails."""
    least = ask.limit("nominal") - ask.limit("below")
    reach = 1.96 * float(np.sqrt(value * (1 - value) / n))
    why = "The promise is kept in this group." if value >= least else "The promise is not kept in this group."
    figure = Figure(value, value - reach, min(1.0, value + reach), n)
    threshold = f"at least {least:g}"
    return ask.holds("coverage", _METRIC, value >= least, why, figure, threshold=threshold, subject=subject)
