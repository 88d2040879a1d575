"""G3: whether a value being missing tells the outcome, as it does when a column is filled in afterwards."""

import numpy as np

from ninefold.assure.evidence import Evidence
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict
from ninefold.measures.scoring.one_column import missing_in
from ninefold.measures.scoring.ranks import auc, either_way

_METRIC = "AUC of a column being missing"


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """The worst columns, or one pass for all."""
    if evidence.dataset is None or not evidence.features:
        return [ask.could_not("missing", _METRIC, "No rows and features were given.")]
    rows, outcome = evidence.dataset.rows, evidence.dataset.outcome
    told, highest = [], 0.5
    for name in evidence.names:
        if name not in rows.column_names:
            continue
        missing = missing_in(rows[name])
        if not missing.any() or missing.all():
            continue
        value = either_way(auc(missing.astype(np.float64), outcome))
        highest = max(highest, value)
        rate, n = float(outcome[missing].mean()), int(missing.sum())
        if value > ask.limit("missing_auc"):
            told.append(_bad(name, value, n, "Whether it is filled in tells the outcome.", ask))
        elif n >= ask.limit("missing_rows") and rate in (0.0, 1.0):
            why = "Of those for whom it is missing all have the same outcome: it is filled in afterwards."
            told.append(_bad(name, value, n, why, ask))
    if told:
        return told
    figure = Figure(highest, n=len(outcome))
    why = "In no column does a missing value tell the outcome."
    return [ask.say("missing", _METRIC, "pass", why, figure, threshold=_threshold(ask))]


def _threshold(ask: Ask) -> str:
    return f"at most {ask.limit('missing_auc'):g}; no rate of 0 or 1 among {ask.limit('missing_rows'):g} rows"


def _bad(name: str, value: float, n: int, why: str, ask: Ask) -> Verdict:
    return ask.holds(
        "missing", _METRIC, False, why, Figure(value, n=n), threshold=_threshold(ask), subject=name
    )
