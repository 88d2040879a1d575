"""What to watch in a score that is in use: drift, matured outcomes, overrides, and the loop back from being seen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ninefold.measures.scoring.calibration import observed_expected
from ninefold.measures.scoring.ranks import Floats
from ninefold.measures.scoring.stability import population_stability, stability_null

# The usual limit of the stability index, which alone is a false alarm among few people.
LEAST_INDEX = 0.1
MOST_COMPARED = 20_000
FEWEST_MATURED = 200
FEWEST_DECISIONS = 200
RATIO_LIMITS = (0.85, 1.15)
OVERRIDE_LIMITS = (0.02, 0.60)


@dataclass(frozen=True)
class Drift:
    """How far one column has moved, beside what chance moves it at these sizes."""

    name: str
    index: float
    limit: float
    n: int

    @property
    def drifted(self) -> bool:
        """Whether it moved further than chance and the least that matters."""
        return self.index > self.limit


@dataclass(frozen=True)
class Matured:
    """Outcomes that came for each one foretold, among those whose window has ended."""

    value: float
    low: float
    high: float
    n: int

    @property
    def outside(self) -> bool:
        """Whether the ratio is out of its limits, by more than chance, among enough people."""
        beyond = not RATIO_LIMITS[0] <= self.value <= RATIO_LIMITS[1]
        return self.n >= FEWEST_MATURED and beyond and not self.low <= 1 <= self.high


@dataclass(frozen=True)
class Overrides:
    """How often decisions went against the score: by an officer, by a group, or by all."""

    by: str
    name: str
    decisions: int
    overridden: float
    review: str  # why somebody must look, in words; empty where nobody need


def drift_of(name: str, before: Floats, after: Floats, seed: int) -> Drift:
    """The stability index of a column against a permutation null at these sizes (its 99th percentile)."""
    generator = np.random.default_rng(seed)
    one, other = _at_most(before, generator), _at_most(after, generator)
    null = stability_null(one, other, seed=seed)
    limit = max(LEAST_INDEX, float(np.quantile(null, 0.99)))
    return Drift(name, population_stability(one, other), limit, len(other))


def _at_most(values: Floats, generator: np.random.Generator) -> Floats:
    if len(values) <= MOST_COMPARED:
        return values
    return generator.choice(values, MOST_COMPARED, replace=False)


def matured_ratio(scores: Floats, came: NDArray[np.int8]) -> Matured:
    """Observed over expected with its 95 % limits."""
    found = observed_expected(scores, came)
    return Matured(found.value, found.low, found.high, found.n)


def feedback(scores: Floats, came: NDArray[np.int8], shown: NDArray[np.bool_]) -> dict[str, Any] | None:
    """What came of those whose score was seen and of those, drawn by lot, whose score was not."""
    if shown.all() or not shown.any():
        return None
    seen, unseen = (
        observed_expected(scores[shown], came[shown]),
        observed_expected(scores[~shown], came[~shown]),
    )
    ratio = seen.value / unseen.value if unseen.value else None
    return {
        "n_seen": seen.n,
        "n_unseen": unseen.n,
        "rate_seen": float(came[shown].mean()),
        "rate_unseen": float(came[~shown].mean()),
        # Both against what was foretold, so that a difference of who was drawn does not pass for feedback.
        "discovery_ratio": None if ratio is None or not np.isfinite(ratio) else ratio,
    }


def overrides_by(decisions: Sequence[Mapping[str, Any]]) -> list[Overrides]:
    """Override rates of all decisions, of each officer, and of each group of the people concerned."""
    held: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for each in decisions:
        against = each["after"] != each["suggested"]
        held["all", "all"].append(against)
        held["officer", each["officer"]].append(against)
        for group, value in each["groups"].items():
            held[group, value].append(against)
    return [_override(by, name, against) for (by, name), against in sorted(held.items())]


def _override(by: str, name: str, against: list[bool]) -> Overrides:
    rate = sum(against) / len(against)
    enough = len(against) >= FEWEST_DECISIONS
    told = "one officer" if by == "officer" else f"{by} {name}".replace("all all", "all decisions")
    review = ""
    if enough and rate < OVERRIDE_LIMITS[0]:
        review = f"Of {len(against):,} decisions ({told}) hardly any went against the score: look for a rubber stamp."
    if enough and rate > OVERRIDE_LIMITS[1]:
        review = f"Of {len(against):,} decisions ({told}) most went against the score: it is not believed."
    return Overrides(by, name, len(against), rate, review)
