"""G18: whether the people scored now are still those it learnt from, against what chance alone moves at this size."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from ninefold.assure.evidence import Evidence
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict
from ninefold.measures.scoring.calibration import observed_expected
from ninefold.measures.scoring.one_column import as_numbers, is_number
from ninefold.measures.scoring.ranks import Floats
from ninefold.measures.scoring.stability import population_stability, stability_null

_METRIC = "population stability index"
_MOST_ROWS = 5_000


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Score and features of later rows against those fitted on; matured labels against what was foretold."""
    later, model = evidence.artefacts.later, evidence.model
    if evidence.dataset is None or later is None or model is None or later.num_rows < 30:
        return [
            ask.could_not("score", _METRIC, "There are no later rows, or fewer than 30, to compare with.")
        ]
    before = _sample(evidence.dataset.rows, evidence.seed)
    after = _sample(later, evidence.seed)
    scores = _moved("score", "score", model.predict(before), model.predict(after), evidence, ask)
    found = [scores, *_features(before, after, evidence, ask)]
    found.append(_in_a_row(scores.verdict != "pass", evidence.artefacts.drift_history, ask))
    return found + _matured(evidence, ask)


def _sample(rows: pa.Table, seed: int) -> pa.Table:
    if rows.num_rows <= _MOST_ROWS:
        return rows
    chosen = np.random.default_rng(seed).choice(rows.num_rows, _MOST_ROWS, replace=False)
    return rows.take(pa.array(np.sort(chosen)))


def _moved(check: str, subject: str, before: Floats, after: Floats, evidence: Evidence, ask: Ask) -> Verdict:
    value = population_stability(before, after)
    limit, n = ask.limit("index"), min(len(before), len(after))
    if value > limit:  # the null is only needed where the plain limit is passed
        null = stability_null(before, after, seed=evidence.seed)
        limit = max(limit, float(np.quantile(null, ask.limit("null_quantile"))))
    why = "It has not moved more than chance." if value <= limit else "It has moved more than chance does."
    severity = ask.rule.severity
    outcome = "pass" if value <= limit else "justify"
    return ask.say(
        check,
        _METRIC,
        "pass" if outcome == "pass" else "justify",
        why,
        Figure(value, n=n),
        threshold=f"at most {limit:.3f}",
        subject=subject,
        severity=severity,
    )


def _features(before: pa.Table, after: pa.Table, evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Only those that moved are told."""
    told = []
    for name in evidence.names:
        if name not in after.column_names:
            why = "The later rows lack this feature."
            told.append(ask.say("feature", _METRIC, "could_not_compute", why, subject=name))
            continue
        first, second = _values(before[name], after[name])
        verdict = _moved("feature", name, first, second, evidence, ask)
        if verdict.verdict != "pass":
            told.append(verdict)
    return told


def _values(before: pa.ChunkedArray, after: pa.ChunkedArray) -> tuple[Floats, Floats]:
    """Numbers as they are; words by how common they were before."""
    if is_number(before) and is_number(after):
        return as_numbers(before), as_numbers(after)
    first, second = before.to_pylist(), after.to_pylist()
    names = sorted({str(value) for value in first if value is not None})
    place = {name: float(number) for number, name in enumerate(names)}
    return (
        np.array([np.nan if v is None else place[str(v)] for v in first]),
        np.array([np.nan if v is None else place.get(str(v), -1.0) for v in second]),
    )


def _in_a_row(now: bool, history: Sequence[bool], ask: Ask) -> Verdict:
    run = 0
    for drifted in reversed([*history, now]):
        if not drifted:
            break
        run += 1
    wanted = int(ask.limit("periods"))
    why = f"It has drifted for {run} periods in a row."
    outcome = "pass" if run < wanted else "fail"
    return ask.say(
        "in_a_row",
        "periods of drift in a row",
        "pass" if outcome == "pass" else "fail",
        why + (" Suspend scoring." if run >= wanted else ""),
        Figure(run),
        threshold=f"fewer than {wanted}",
        severity="J",
    )


def _matured(evidence: Evidence, ask: Ask) -> list[Verdict]:
    facts, model = evidence.artefacts, evidence.model
    outcome = facts.later_outcome
    later = facts.later_known if facts.later_known is not None else facts.later
    if outcome is None or later is None or model is None:
        return []
    ratio = observed_expected(model.predict(later), outcome)
    low, high = ask.limit("ratio_low"), ask.limit("ratio_high")
    holds = low <= ratio.value <= high
    why = (
        "Matured outcomes are as foretold."
        if holds
        else "Matured outcomes are not as foretold. Suspend scoring."
    )
    figure = Figure(ratio.value, ratio.low, ratio.high, ratio.n)
    metric = "observed over expected of matured outcomes"
    return [ask.holds("matured", metric, holds, why, figure, threshold=f"{low:g} to {high:g}", severity="J")]
