"""Whether probabilities mean what they say: of 100 people scored 0.3, about 30."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from ninefold.measures.scoring.losses import log_odds, probability
from ninefold.measures.scoring.ranks import Floats, Outcomes


@dataclass(frozen=True)
class Ratio:
    """Observed over expected, with its 95 % limits."""

    value: float
    low: float
    high: float
    n: int


def observed_expected(scores: Floats, outcome: Outcomes) -> Ratio:
    """Outcomes that came for each one foretold; below 1 the score says too much."""
    expected = float(scores.sum())
    if expected <= 0:
        return Ratio(float("nan"), float("nan"), float("nan"), len(scores))
    value = float(outcome.sum()) / expected
    # The squared residuals hold whether or not the probabilities are right, unlike p(1-p).
    error = float(np.sqrt(np.sum((outcome - scores) ** 2))) / expected
    return Ratio(value, value - 1.96 * error, value + 1.96 * error, len(scores))


def _bin_edges(n: int, bins: int) -> list[int]:
    return [number * n // min(bins, n) for number in range(min(bins, n))]


def expected_calibration_error(scores: Floats, outcome: Outcomes, bins: int = 10) -> float:
    """Mean gap of outcome rate and probability over equal-count bins, weighted by their size."""
    if len(scores) == 0:
        return float("nan")
    order = np.argsort(scores, kind="stable")
    gaps = np.add.reduceat((outcome - scores)[order], _bin_edges(len(scores), bins))
    return float(np.abs(gaps).sum() / len(scores))


def calibration_null(scores: Floats, *, draws: int = 400, bins: int = 10, seed: int = 0) -> Floats:
    """The calibration errors that perfect calibration would show at this n, by drawing outcomes from the scores."""
    order = np.sort(scores)
    edges = _bin_edges(len(order), bins)
    generator = np.random.default_rng(seed)
    found = np.empty(draws)
    for number in range(draws):
        drawn = generator.random(len(order)) < order
        found[number] = np.abs(np.add.reduceat(drawn - order, edges)).sum() / len(order)
    return found


@dataclass(frozen=True)
class Line:
    """Outcome against log odds: slope 1 and intercept 0 are perfect; a slope below 1 is too extreme."""

    slope: float
    intercept: float
    slope_error: float


def calibration_line(scores: Floats, outcome: Outcomes) -> Line:
    """Cox's recalibration of a score (Biometrika 45, 1958), by Newton steps."""
    odds = log_odds(np.clip(scores, 1e-6, 1 - 1e-6))
    design = np.column_stack([np.ones_like(odds), odds])
    weights = np.array([0.0, 1.0])
    curvature = np.eye(2)
    for _ in range(50):
        fitted = probability(design @ weights)
        spread = np.maximum(fitted * (1 - fitted), 1e-9)
        curvature = (design * spread[:, None]).T @ design + 1e-9 * np.eye(2)
        step = np.linalg.solve(curvature, design.T @ (outcome - fitted))
        weights = weights + np.clip(step, -3, 3)
        if np.abs(step).max() < 1e-9:
            break
    error = float(np.sqrt(np.linalg.inv(curvature)[1, 1]))
    return Line(float(weights[1]), float(weights[0]), error)


def spiegelhalter(scores: Floats, outcome: Outcomes) -> float:
    """Two-sided p of Spiegelhalter's test that the probabilities are right (Stat. Med. 5, 1986)."""
    variance = float(np.sum((1 - 2 * scores) ** 2 * scores * (1 - scores)))
    if variance <= 0:
        return float("nan")
    z = float(np.sum((outcome - scores) * (1 - 2 * scores))) / np.sqrt(variance)
    return float(2 * stats.norm.sf(abs(z)))
