"""G1: whether the label is what it says. A wrong label makes every later figure wrong, and looks like skill."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from ninefold.assure.evidence import Dates, Evidence, LabelDefinition
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict
from ninefold.measures.scoring.comparing import holm
from ninefold.measures.scoring.ranks import Floats, Outcomes

_DAY = np.timedelta64(1, "D")
_LEAST_IN_MONTH = 20


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Definition, follow-up, recomputation, hand-drawn timelines, and the rate by month of the cohort."""
    dataset, label = evidence.dataset, evidence.label
    if dataset is None or label is None:
        return [ask.could_not("definition", "label definition", "No rows and label definition were given.")]
    found = [_definition(label, ask)]
    if dataset.as_of is None:
        dates = "The rows carry no as-of date, so nothing can be said of follow-up or of change over time."
        return [*found, ask.could_not("rate_by_month", "outcome rate by month", dates)]
    found.append(_followed(label, dataset.as_of, ask))
    if label.event_at is not None and label.window_days is not None:
        found.append(_recomputed(label, dataset.as_of, dataset.outcome, ask))
    if evidence.built or label.timelines:
        found.append(_timelines(label, ask))
    return [*found, _rate_by_month(dataset.as_of, dataset.outcome, ask)]


def _definition(label: LabelDefinition, ask: Ask) -> Verdict:
    whole = bool(label.query.strip()) and label.window_days is not None
    why = (
        "The label has a query and a window."
        if whole
        else "The label has no window (or no query). Say within how many days of the as-of date an event counts."
    )
    return ask.holds("definition", "label written down", whole, why)


def _followed(label: LabelDefinition, as_of: Dates, ask: Ask) -> Verdict:
    metric = "rows not followed for the whole window"
    if label.followed_until is None or label.window_days is None:
        why = "It is not said until when each row was watched. Give `observed_until` and `window_days`."
        return ask.could_not("followed", metric, why)
    end = as_of + np.timedelta64(round(label.window_days * 86_400), "s")
    # A day's grace: windows are in days, as-of dates may carry an hour.
    short = int(np.sum(~(label.followed_until + _DAY >= end)))
    figure = Figure(short, n=len(as_of))
    why = f"{short:,} of {len(as_of):,} rows were not watched for the whole {label.window_days:g} days."
    holds = short <= ask.limit("not_followed")
    return ask.holds(
        "followed", metric, holds, why, figure, threshold=f"at most {ask.limit('not_followed'):g}"
    )


def _recomputed(label: LabelDefinition, as_of: Dates, outcome: Outcomes, ask: Ask) -> Verdict:
    assert label.event_at is not None
    assert label.window_days is not None
    days = (label.event_at - as_of) / _DAY
    inside = ~np.isnat(label.event_at) & (days > -1) & (days <= label.window_days)
    wrong = int(np.sum(inside != (outcome == 1)))
    why = (
        "Every label is what event, as-of date and window give."
        if not wrong
        else f"{wrong:,} labels are not what event, as-of date and window give: the window applied is another."
    )
    return ask.holds(
        "recomputed",
        "labels that differ when recomputed",
        wrong <= ask.limit("recomputed_wrong"),
        why,
        Figure(wrong, n=len(outcome)),
        threshold=f"at most {ask.limit('recomputed_wrong'):g}",
    )


def _timelines(label: LabelDefinition, ask: Ask) -> Verdict:
    metric = "hand-drawn timelines with another label than expected"
    if not label.timelines:
        return ask.could_not("timelines", metric, "There are no hand-drawn timelines. Draw some in sample/.")
    wrong = [each.name for each in label.timelines if each.expected != each.got]
    why = f"{len(label.timelines) - len(wrong)} of {len(label.timelines)} timelines get the label drawn."
    return ask.holds(
        "timelines",
        metric,
        len(wrong) <= ask.limit("timelines_wrong"),
        why,
        Figure(len(wrong), n=len(label.timelines)),
        threshold=f"at most {ask.limit('timelines_wrong'):g}",
        subject=", ".join(wrong[:3]),
    )


def _rate_by_month(as_of: Dates, outcome: Outcomes, ask: Ask) -> Verdict:
    """Each month against all others; where the dates are fewer than months, each date."""
    metric = "months whose outcome rate jumps"
    months, place = _periods(as_of)
    counts = np.bincount(place).astype(np.float64)
    if len(months) < 2 or counts.max() < _LEAST_IN_MONTH:
        why = "The rows are of one month, or too few in each: no change can be seen."
        return ask.could_not("rate_by_month", metric, why)
    events = np.bincount(place, weights=outcome).astype(np.float64)
    ratios, chances = _against_the_rest(events, counts)
    looked_at = counts >= _LEAST_IN_MONTH
    jumps = (
        looked_at
        & (holm(np.where(looked_at, chances, 1.0)) < ask.limit("month_p"))
        & ((ratios > ask.limit("month_ratio_high")) | (ratios < ask.limit("month_ratio_low")))
    )
    rows = int(counts[jumps].sum())
    named = ", ".join(str(month) for month in months[jumps][:3]) + (" …" if jumps.sum() > 3 else "")
    worst = float(ratios[looked_at][np.argmax(np.abs(np.log(np.maximum(ratios[looked_at], 1e-3))))])
    why = (
        f"No month of {len(months)} jumps against the rest."
        if not jumps.any()
        else f"{int(jumps.sum())} of {len(months)} months ({rows:,} rows) jump against the rest: {named}. "
        "The label is not the same thing in every month."
    )
    return ask.holds(
        "rate_by_month",
        metric,
        not jumps.any(),
        why,
        Figure(worst, n=len(outcome)),
        threshold=f"no month with Holm p < {ask.limit('month_p'):g} and a rate over "
        f"{ask.limit('month_ratio_high'):g} or under {ask.limit('month_ratio_low'):g} times the rest",
        subject=named,
    )


def _periods(as_of: Dates) -> tuple[Dates, NDArray[np.int64]]:
    """Months; years where most rows are in months too small to be looked at alone."""
    for unit in ("datetime64[M]", "datetime64[Y]"):
        periods, place = np.unique(as_of.astype(unit), return_inverse=True)
        counts = np.bincount(place)
        if counts[counts >= _LEAST_IN_MONTH].sum() >= len(as_of) / 2:
            break
    return periods, place


def _against_the_rest(events: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """For each month its rate over that of the others, and the chance of a gap as wide."""
    others = np.maximum(counts.sum() - counts, 1)
    rates, rest = events / counts, (events.sum() - events) / others
    chances = np.array(
        [
            float(stats.binomtest(int(e), int(n), float(np.clip(r, 1e-9, 1 - 1e-9))).pvalue)
            for e, n, r in zip(events, counts, rest, strict=True)
        ]
    )
    return rates / np.maximum(rest, 1e-9), chances
