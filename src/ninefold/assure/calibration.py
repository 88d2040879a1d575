"""G8: whether a probability means what it says, on the latest rows."""

from collections.abc import Mapping

import numpy as np

from ninefold.assure.evidence import Evidence
from ninefold.assure.reading import Scored, latest
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Outcome, Verdict
from ninefold.measures.scoring.calibration import (
    calibration_line,
    calibration_null,
    expected_calibration_error,
    observed_expected,
    spiegelhalter,
)


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Slope, observed over expected, calibration error against its null, and Spiegelhalter's test."""
    held = latest(evidence)
    if held is None:
        why = (
            "No row ahead in time was judged, although the rows carry dates: chance splits cannot show this."
            if evidence.predictions is not None
            else "There are no held-out predictions."
        )
        return [ask.could_not("error", "calibration error", why)]
    on = f"{len(held):,} rows held out ({held.folds[-1] if len(held.folds) == 1 else held.kind})."
    return [_slope(held, on, ask), _ratio(held, on, ask), _error(held, on, ask), _test(held, on, ask)]


def _slope(held: Scored, on: str, ask: Ask) -> Verdict:
    line = calibration_line(held.scores, held.outcome)
    low, high = ask.limit("slope_low"), ask.limit("slope_high")
    reach = 1.96 * line.slope_error
    figure = Figure(line.slope, line.slope - reach, line.slope + reach, len(held))
    outcome = _within(figure, low, high)
    word = (
        "It spreads people as it should."
        if outcome == "pass"
        else "Its scores are too " + _extreme(line.slope)
    )
    why = f"{word}{_CHANCE[outcome]} On {on}"
    return ask.say("slope", "calibration slope", outcome, why, figure, threshold=f"{low:g} to {high:g}")


def _within(figure: Figure, low: float, high: float) -> Outcome:
    """Outside fails, unless so few people were judged that chance explains it: then a person must answer for it."""
    assert figure.value is not None
    assert figure.low is not None
    assert figure.high is not None
    if low <= figure.value <= high:
        return "pass"
    return "justify" if figure.low <= 1 <= figure.high else "fail"


_CHANCE: Mapping[Outcome, str] = {
    "pass": "",
    "fail": "",
    "justify": " So few were judged that chance may explain it.",
    "could_not_compute": "",
}


def _extreme(slope: float) -> str:
    return (
        "extreme: high ones too high, low ones too low." if slope < 1 else "timid: all too near the middle."
    )


def _ratio(held: Scored, on: str, ask: Ask) -> Verdict:
    ratio = observed_expected(held.scores, held.outcome)
    low, high = ask.limit("ratio_low"), ask.limit("ratio_high")
    figure = Figure(ratio.value, ratio.low, ratio.high, ratio.n)
    outcome = _within(figure, low, high)
    word = "As many outcomes came as were foretold." if outcome == "pass" else _too(ratio.value)
    why = f"{word}{_CHANCE[outcome]} On {on}"
    metric = "observed over expected outcomes"
    return ask.say("ratio", metric, outcome, why, figure, threshold=f"{low:g} to {high:g}")


def _too(ratio: float) -> str:
    return "It foretells too much." if ratio < 1 else "It foretells too little."


def _error(held: Scored, on: str, ask: Ask) -> Verdict:
    value = expected_calibration_error(held.scores, held.outcome)
    null = calibration_null(np.clip(held.scores, 0, 1))
    allowed = max(ask.limit("error"), float(np.quantile(null, ask.limit("null_quantile"))))
    why = f"Perfect calibration would show {float(null.mean()):.3f} by chance at this size. On {on}"
    figure = Figure(value, n=len(held))
    return ask.holds(
        "error", "calibration error", value <= allowed, why, figure, threshold=f"at most {allowed:.3f}"
    )


def _test(held: Scored, on: str, ask: Ask) -> Verdict:
    """Recorded, not judged: at large n it finds differences that matter to nobody."""
    figure = Figure(spiegelhalter(held.scores, held.outcome), n=len(held))
    why = f"The chance of a misfit as wide if every probability were right. On {on}"
    return ask.say("spiegelhalter", "p of Spiegelhalter's test", "pass", why, figure, severity="R")
