"""Exponential smoothing with a season, the forecast that others are most often judged by: ETS (A,N,A) and (A,N,N).

Holt and Winters' recursions without trend, in the form of errors (Hyndman, Koehler, Ord and Snyder 2008, chapters 3 and
6). Instead of a search, all parameters of a grid run side by side over all series; each series takes those with the
least AICc. Limits are the exact ones of the model, with normal errors.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from ninefold.measures.demand.periods import SEASON, Floats
from ninefold.measures.demand.prediction import Prediction
from ninefold.measures.demand.spread import LEVELS

ALPHAS = (0.005, 0.01, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5)
GAMMAS = (0.0, 0.003, 0.01, 0.03, 0.1)
_KNOWN = {"hour": 26 * 168, "day": 1096, "week": 520, "month": 240}  # the most periods that are looked at


@dataclass(frozen=True)
class _Run:
    """After the last period: level (parameters, series), season (season, parameters, series), mean squared error."""

    level: Floats
    season: Floats
    error: Floats


def smoothed(counts: Floats, step: str, ahead: int) -> Prediction:
    """The next `ahead` periods of some series (periods, series), none of them missing."""
    length = SEASON[step]
    known = counts[-_KNOWN[step] :]
    seasons = len(known) // length
    grid = [(alpha, gamma) for alpha in ALPHAS for gamma in GAMMAS] if seasons >= 2 else []
    plain = [(alpha, 0.0) for alpha in ALPHAS]
    alphas, gammas = np.array([*plain, *grid]).T[:, :, None]
    has_season = np.arange(len(alphas)) >= len(plain)
    found = _run(known, alphas, gammas, length, has_season)
    parameters = np.where(has_season, length + 2.0, 2.0)[:, None]
    chosen = np.argmin(_aicc(found.error, len(known), parameters), axis=0)
    each = np.arange(known.shape[1])
    step_of = np.arange(ahead)
    point = found.level[chosen, each] + found.season[step_of % length][:, chosen, each]
    moved = alphas[chosen, 0] + gammas[chosen, 0] * (step_of[1:, None] % length == 0)
    grown = 1 + np.vstack([np.zeros(known.shape[1]), np.cumsum(moved**2, axis=0)])
    deviation = np.sqrt(found.error[chosen, each] * grown)
    drawn = np.maximum(point[:, :, None] + ndtri(LEVELS) * deviation[:, :, None], 0.0)
    point = np.maximum(point, 0.0)
    return Prediction(point, point, drawn[:, :, 0], drawn[:, :, -1], drawn)


def _run(counts: Floats, alphas: Floats, gammas: Floats, length: int, has_season: np.ndarray) -> _Run:
    start = counts[: max(1, len(counts) // length) * length] if len(counts) >= length else counts
    level = np.broadcast_to(start[: 2 * length].mean(axis=0), (len(alphas), counts.shape[1])).copy()
    shape = np.zeros((length, counts.shape[1]))
    if len(start) >= 2 * length:
        few = start[: 4 * length]
        shape = few.reshape(-1, length, counts.shape[1]).mean(axis=0) - few.mean(axis=0)
    season = shape[:, None, :] * has_season[None, :, None]
    missed, judged = np.zeros(level.shape), 0
    for at, came in enumerate(counts):
        place = at % length
        error = came - level - season[place]
        level += alphas * error
        season[place] += gammas * error
        if at >= min(length, len(counts) // 2):
            missed += error**2
            judged += 1
    return _Run(
        level, np.roll(season, -(len(counts) % length), axis=0), np.maximum(missed / max(judged, 1), 1e-9)
    )


def _aicc(error: Floats, periods: int, parameters: Floats) -> Floats:
    spare = np.maximum(periods - parameters - 1, 1.0)
    return np.asarray(periods * np.log(error) + 2 * parameters + 2 * parameters * (parameters + 1) / spare)
