"""G11: whether a feature stands for where somebody lives, what their name is, or a group they belong to."""

import itertools
import re
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.assure.evidence import Evidence, Feature, Names
from ninefold.assure.verdict import Ask, Figure
from ninefold.contracts.check import Verdict
from ninefold.measures.models.quick import QuickSplit, quick_split
from ninefold.measures.scoring.by_group import group_errors
from ninefold.measures.scoring.one_column import as_numbers, is_number
from ninefold.measures.scoring.ranks import Floats, Outcomes, auc
from ninefold.measures.scoring.stability import top

_NAMES = {
    "area": r"post_?code|zip|lsoa|msoa|oa11|oa21|output_area|puma|ward|district|borough|parish|beat|sector"
    r"|neighbou?rhood|area|county|town|city|census_?tract|block_?group|residence|address|uprn|grid_?(cell|ref)"
    r"|latitude|longitude|easting|northing|h3|geohash|precinct",
    "surname": r"surname|last_?name|family_?name|forename|first_?name|full_?name",
    "segment": r"mosaic|acorn|experian|caci|segment|consumer_?group|lifestyle|geodemographic|oac",
}
_PLACE_VALUES = re.compile(
    r"([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[EWNS]\d{8})"
)  # a postcode or a statistical code
_WORDS = {kind: re.compile(rf"(^|[^a-z])({words})s?([^a-z]|$)") for kind, words in _NAMES.items()}
_LEAST = 100


def judge(evidence: Evidence, ask: Ask) -> list[Verdict]:
    """Attributes never to be used, areas and segments, what the features tell of groups, and costly features."""
    if evidence.dataset is None or not evidence.features:
        return [
            ask.could_not("attribute", "AUC of a protected attribute", "No rows and features were given.")
        ]
    found = [_never_used(evidence, ask)]
    absent = [name for name in evidence.names if name not in evidence.dataset.rows.column_names]
    if absent:
        why = f"{len(absent)} features are not columns of the rows."
        return [*found, ask.could_not("attribute", "AUC of a protected attribute", why)]
    split = quick_split(evidence.dataset.rows, evidence.names, seed=evidence.seed)
    return [
        *found,
        _areas(evidence, split, ask),
        *_attributes(evidence, split, ask),
        *_costly(evidence, split, ask),
    ]


def _never_used(evidence: Evidence, ask: Ask) -> Verdict:
    used = sorted(set(evidence.use.never_used) & set(evidence.names))
    why = (
        "No attribute that must never be used is a feature."
        if not used
        else "A forbidden attribute is a feature."
    )
    return ask.holds(
        "never_used",
        "forbidden attributes among the features",
        not used,
        why,
        Figure(len(used), n=len(evidence.features)),
        threshold="none",
        subject=", ".join(used),
        severity="B",
    )


def kind_of(feature: Feature, rows: pa.Table) -> str:
    """'area', 'surname' or 'segment' when the card, the column's name or its values say so; else ''."""
    if feature.kind:
        return feature.kind
    # Words of one name may be run together by capitals, blanks or hyphens.
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", feature.name)
    plain = re.sub(r"[\W_]+", "_", spaced).lower()
    for kind, words in _WORDS.items():
        if words.search(plain):
            return kind
    return "area" if feature.name in rows.column_names and _holds_places(rows[feature.name]) else ""


def _holds_places(column: pa.ChunkedArray) -> bool:
    if not pa.types.is_string(column.type):
        return False
    seen = [str(value) for value in pc.unique(column.slice(0, 2_000)).to_pylist() if value][:50]
    return bool(seen) and sum(bool(_PLACE_VALUES.fullmatch(each.upper())) for each in seen) > 0.8 * len(seen)


def _areas(evidence: Evidence, split: QuickSplit, ask: Ask) -> Verdict:
    """Blocked unless it adds enough and somebody has signed for it."""
    assert evidence.dataset is not None
    outcome = evidence.dataset.outcome
    kinds = {f.name: kind_of(f, evidence.dataset.rows) for f in evidence.features}
    found = [name for name, kind in kinds.items() if kind]
    limit = ask.limit("area_gain")
    metric = "AUC added by areas, surnames and segments"
    threshold = f"none; or more than {limit:g} and signed for"
    if not found:
        why = "No feature is an area, a surname or a commercial segment."
        return ask.say("areas", metric, "pass", why, threshold=threshold, severity="B")
    gain = split.auc(outcome) - (split.auc(outcome, set(found)) if len(found) < len(kinds) else 0.5)
    signed = bool(evidence.use.area_signed.strip())
    holds = gain > limit and signed
    why = _area_why(len(found), gain > limit, signed, _ratio_told(evidence, split, set(found)))
    subject = ", ".join(found[:4]) + (" …" if len(found) > 4 else "")
    figure = Figure(gain, n=len(split.test_rows))
    return ask.holds("areas", metric, holds, why, figure, threshold=threshold, subject=subject, severity="B")


def _area_why(count: int, gains: bool, signed: bool, told: str) -> str:
    worth = "they add enough" if gains else "they add too little to be worth it"
    word = "and somebody signed for them" if signed else "and nobody signed for them"
    return f"{count} features are areas, surnames or segments; {worth}, {word}.{told}"


def _ratio_told(evidence: Evidence, split: QuickSplit, without: set[str]) -> str:
    for kind, names in _pairs(evidence):
        before, after = _ratio(evidence, split, names, without), _ratio(evidence, split, names, set())
        if not np.isnan(before + after):
            return f" With them the false-positive ratio by {kind} is {after:.2f}, without {before:.2f}."
    return ""


def _pairs(evidence: Evidence) -> Iterator[tuple[str, Names]]:
    assert evidence.dataset is not None
    yield from evidence.dataset.groups.items()


def _ratio(evidence: Evidence, split: QuickSplit, names: Names, without: set[str]) -> float:
    """False positives among the second-largest group for each one among the largest, at capacity."""
    assert evidence.dataset is not None
    outcome = evidence.dataset.outcome
    if len(without) >= len(set(split.origins)):
        return float("nan")
    return _ratio_of(evidence, split, split.scores(outcome, without), names)


def _ratio_of(evidence: Evidence, split: QuickSplit, scores: Floats, names: Names) -> float:
    assert evidence.dataset is not None
    selected = top(scores, evidence.use.capacity or 0.2)
    groups = group_errors(selected, evidence.dataset.outcome[split.test_rows], names[split.test_rows])
    if len(groups) < 2 or groups[1].n < _LEAST or not groups[0].false_positive_rate:
        return float("nan")
    return groups[1].false_positive_rate / groups[0].false_positive_rate


def _attributes(evidence: Evidence, split: QuickSplit, ask: Ask) -> list[Verdict]:
    """How well the features, without the attribute itself, tell each protected attribute."""
    assert evidence.dataset is not None
    metric, limit = "AUC with which the features tell a protected attribute", ask.limit("attribute_auc")
    told = []
    for kind, names in evidence.dataset.groups.items():
        value = _attribute_auc(split, names, evidence)
        if value is None:
            continue
        why = (
            "The features tell little of it."
            if value <= limit
            else "The features tell it well enough to stand for it."
        )
        figure = Figure(value, n=len(split.test_rows))
        told.append(
            ask.holds(
                "attribute", metric, value <= limit, why, figure, threshold=f"at most {limit:g}", subject=kind
            )
        )
    return told or [ask.could_not("attribute", metric, "No protected groups were given.")]


def _attribute_auc(split: QuickSplit, names: Names, evidence: Evidence) -> float | None:
    """Each group of size against all others; the best told counts."""
    assert evidence.dataset is not None
    itself = {name for name in evidence.names if _is_the_attribute(evidence.dataset.rows[name], names)}
    if len(itself) == len(evidence.names):
        return None
    groups, counts = np.unique(names, return_counts=True)
    large = [g for g, n in zip(groups, counts, strict=True) if min(n, len(names) - n) >= _LEAST]
    found = []
    for group in large[:4]:
        belongs: Outcomes = (names == group).astype(np.int8)
        if 0 < belongs[split.train_rows].sum() < len(split.train_rows):
            found.append(auc(split.scores(belongs, itself), belongs[split.test_rows]))
    return max(found) if found else None


def _is_the_attribute(column: pa.ChunkedArray, names: Names) -> bool:
    """Whether a feature holds the very same groups under whatever words, or the number that they are bands of."""
    if is_number(column) and _are_bands(as_numbers(column), names):
        return True
    words = np.asarray(pc.fill_null(pc.cast(column, pa.string()), "").to_numpy(zero_copy_only=False)).astype(
        str
    )
    pairs = {(one, other) for one, other in zip(words.tolist(), names.tolist(), strict=True)}
    return len(pairs) == len(np.unique(names)) == len(np.unique(words))


def _are_bands(values: Floats, names: Names) -> bool:
    """Whether each group takes up a stretch of the numbers that no other group reaches into."""
    known = ~np.isnan(values)
    groups = np.unique(names[known])
    held = [values[known & (names == group)] for group in groups]
    stretches = sorted((float(each.min()), float(each.max())) for each in held)
    apart = all(one[1] < other[0] for one, other in itertools.pairwise(stretches))
    return apart and len(groups) > 1


def _costly(evidence: Evidence, split: QuickSplit, ask: Ask) -> list[Verdict]:
    """Features that add next to nothing and widen the gap of false positives."""
    assert evidence.dataset is not None
    kinds = list(_pairs(evidence))
    outcome, told = evidence.dataset.outcome, []
    if not kinds or len(evidence.features) < 2:
        return []
    whole = split.scores(outcome)
    came = outcome[split.test_rows]
    before = {kind: _ratio_of(evidence, split, whole, names) for kind, names in kinds}
    for name in evidence.names:
        without = split.scores(outcome, {name})
        gain = auc(whole, came) - auc(without, came)
        for kind, names in kinds:
            change = before[kind] - _ratio_of(evidence, split, without, names)
            if change > ask.limit("ratio_change") and gain < ask.limit("feature_gain"):
                told.append(_costly_verdict(name, kind, change, gain, ask))
    return told


def _costly_verdict(name: str, kind: str, change: float, gain: float, ask: Ask) -> Verdict:
    why = f"It adds {gain:+.4f} AUC and widens the false-positive ratio by {kind}. Say why it stays, or drop it."
    metric = "change of the false-positive ratio by one feature"
    limit = ask.limit("ratio_change")
    return ask.holds(
        "costly",
        metric,
        False,
        why,
        Figure(change),
        threshold=f"at most {limit:g}",
        subject=f"{name} ({kind})",
    )
