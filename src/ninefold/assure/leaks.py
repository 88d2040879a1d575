"""G2: whether a feature is the outcome in disguise."""

from collections.abc import Mapping

import pyarrow as pa

from ninefold.assure.evidence import Evidence, Feature
from ninefold.assure.time import known_later
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict
from ninefold.errors import ExtraNotInstalled
from ninefold.measures.models.quick import QuickSplit, quick_split
from ninefold.measures.scoring.one_column import PureValue, column_auc, extreme_values
from ninefold.measures.scoring.ranks import Outcomes

_UNLESS = "unless its known_at is signed or measured"


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Each column alone, each common value, and what each column or block adds."""
    if evidence.dataset is None or not evidence.features:
        return [ask.could_not("column_alone", "AUC of a column alone", "No rows and features were given.")]
    rows, outcome = evidence.dataset.rows, evidence.dataset.outcome
    absent = [name for name in evidence.names if name not in rows.column_names]
    if absent:
        why = f"{len(absent)} features are not columns of the rows. Build them, or take them from the card."
        return [ask.could_not("column_alone", "AUC of a column alone", why)]
    return [
        *_alone(rows, outcome, evidence, ask),
        *_pure(rows, outcome, evidence, ask),
        *_jumps(evidence, ask),
    ]


def _alone(rows: pa.Table, outcome: Outcomes, evidence: Evidence, ask: Ask) -> list[Verdict]:
    limit = ask.limit("column_auc")
    found = {name: column_auc(rows[name], outcome, seed=evidence.seed) for name in evidence.names}
    over = {name: value for name, value in found.items() if value > limit}
    if not over:
        best = max(found, key=lambda name: found[name])
        why = f"The most telling column alone is {best}."
        over = {best: found[best]}
    else:
        why = "This column alone ranks the outcome better than anything known beforehand does."
    threshold = f"at most {limit:g}"
    return [
        ask.holds(
            "column_alone",
            "AUC of a column alone",
            value <= limit,
            why,
            Figure(value, n=len(outcome)),
            threshold=threshold,
            subject=name,
        )
        for name, value in sorted(over.items(), key=lambda item: -item[1])
    ]


def _pure(rows: pa.Table, outcome: Outcomes, evidence: Evidence, ask: Ask) -> list[Verdict]:
    low, high = _rate_limits(float(outcome.mean()), ask)
    least = int(ask.limit("value_rows"))
    found = {name: extreme_values(rows[name], outcome, least) for name in evidence.names}
    told = [
        _pure_verdict(name, value, f"between {low:g} and {high:g}", ask)
        for name, pair in found.items()
        for value, bad in zip(pair, (pair[0].rate > high, pair[1].rate < low), strict=True)
        if bad
    ]
    if told:
        return told
    why = f"No value held by {least} rows or more all but gives the outcome away."
    threshold = f"between {low:g} and {high:g}"
    return [
        ask.say("value_purity", "outcome rate among those with one value", "pass", why, threshold=threshold)
    ]


def _pure_verdict(name: str, value: PureValue, threshold: str, ask: Ask) -> Verdict:
    why = f"One value of this column, held by {value.n:,} rows, all but gives the outcome away."
    figure = Figure(value.rate, n=value.n)
    metric = "outcome rate among those with one value"
    return ask.holds("value_purity", metric, False, why, figure, threshold=threshold, subject=name)


def _rate_limits(base: float, ask: Ask) -> tuple[float, float]:
    """Limits for a base rate of .1 to .6; mirrored above it. Where a side is common anyway it tells nothing."""
    high, low = ask.limit("value_rate_high"), ask.limit("value_rate_low")
    if base <= 0.6:
        return (low if base >= 0.1 else -1.0), high
    return 1 - high, (1 - low if base <= 0.9 else 2.0)


def _jumps(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """What each column and block adds to all others; a known_at that is signed, or measured, explains it."""
    assert evidence.dataset is not None
    outcome = evidence.dataset.outcome
    split = quick_split(evidence.dataset.rows, evidence.names, seed=evidence.seed)
    whole = split.auc(outcome)
    found = {name: (whole - split.auc(outcome, {name}), [name]) for name in evidence.names}
    if len(found) == 1:
        found = {}
    for block, members in _blocks(evidence.features).items():
        found[block] = (_block_gain(evidence, split, members, outcome, whole), members)
    vouched = {feature.name for feature in evidence.features if _vouched(feature, evidence)}
    limit = ask.limit("jump")
    told = [
        _jump_verdict(name, gain, all(member in vouched for member in members), len(outcome), ask)
        for name, (gain, members) in found.items()
        if gain > limit
    ]
    if told:
        return told
    why = "No column or block adds more than may be expected."
    most = max((gain for gain, _ in found.values()), default=0.0)
    figure = Figure(most, n=len(outcome))
    return [ask.say("jump", "AUC added", "pass", why, figure, threshold=f"at most {limit:g} {_UNLESS}")]


def _vouched(feature: Feature, evidence: Evidence) -> bool:
    """Signed for by name; or measured: no record behind any value is newer, and a rebuild without later ones agrees."""
    if feature.signed and feature.known_at:
        return True
    measured = (feature.known_at or "").startswith("column:") and known_later(feature, evidence) == 0
    return measured and evidence.artefacts.features_rebuilt_equal is True


def _blocks(features: tuple[Feature, ...]) -> Mapping[str, list[str]]:
    """Blocks the card names, and those whose known_at is other than the as-of date; never all features at once."""
    found: dict[str, list[str]] = {}
    for feature in features:
        if feature.block:
            found.setdefault(f"block {feature.block}", []).append(feature.name)
        if feature.known_at != "as_of":
            named = feature.known_at or "not declared"
            found.setdefault(f"known_at {named}", []).append(feature.name)
    return {name: members for name, members in found.items() if 1 < len(members) < len(features)}


def _block_gain(
    evidence: Evidence, split: QuickSplit, members: list[str], outcome: Outcomes, whole: float
) -> float:
    """By straight lines and by trees, whichever is more: a leak is seldom a straight line."""
    straight = whole - split.auc(outcome, set(members))
    try:
        bent = split.boosted_auc(outcome, seed=evidence.seed)
        return max(straight, bent - split.boosted_auc(outcome, set(members), seed=evidence.seed))
    except ExtraNotInstalled:
        return straight


def _jump_verdict(name: str, gain: float, vouched: bool, n: int, ask: Ask) -> Verdict:
    why = (
        "It adds much, and when it is known was measured record by record, or signed for by name."
        if vouched
        else "It adds much, and nobody has signed for when it is known. Find out, and sign its known_at by name."
    )
    threshold = f"at most {ask.limit('jump'):g} {_UNLESS}"
    return ask.holds("jump", "AUC added", vouched, why, Figure(gain, n=n), threshold=threshold, subject=name)
