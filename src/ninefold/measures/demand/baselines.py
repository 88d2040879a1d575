"""The cheap forecasts that stand in every table: the last season again, the mean of four weeks, and smoothing."""

import numpy as np

from ninefold.measures.demand.model import History
from ninefold.measures.demand.periods import PER_YEAR, RECENT, SEASON, Floats
from ninefold.measures.demand.prediction import Prediction, predicted
from ninefold.measures.demand.smoothing import smoothed
from ninefold.measures.demand.spread import LEVELS

SEASONAL_NAIVE, SMOOTHING = "seasonal naive", "exponential smoothing (ETS)"
RECENT_MEAN = "28-day mean"
_HOURS_A_WEEK = 168


def seasonal_naive(history: History, ahead: int) -> Prediction:
    """Each period as one season before, with the quantiles of how such forecasts have missed."""
    season = SEASON[history.periods.step]
    counts = _bridged(history.counts, season)
    point = counts[-season:][np.arange(ahead) % season]
    judged = counts[-int(2 * PER_YEAR[history.periods.step]) - season :]
    missed = judged[season:] - judged[:-season]
    shift = np.quantile(missed, LEVELS, axis=0).T[None] if len(missed) else np.zeros((1, counts.shape[1], 19))
    drawn = np.maximum(point[:, :, None] + shift, 0.0)
    return Prediction(point, point, drawn[:, :, 0], drawn[:, :, -1], drawn)


def recent_mean(history: History, ahead: int) -> Prediction:
    """The mean of the last four weeks (of the same hour of the week, for hours; of twelve, for months)."""
    length = RECENT[history.periods.step]
    last = history.counts[-length:]
    mean, variance = _mean(last), np.nanvar(_bridged(last, 1), axis=0, ddof=min(1, len(last) - 1))
    spread = np.maximum(variance - mean, 0.0) / np.maximum(mean, 1e-9) ** 2
    if history.periods.step == "hour":
        by_hour = _bridged(last, _HOURS_A_WEEK).reshape(-1, _HOURS_A_WEEK, last.shape[1]).mean(axis=0)
        means = by_hour[np.arange(ahead) % _HOURS_A_WEEK]
        return predicted(means, np.full(means.shape, 0.05))
    return predicted(np.repeat(mean[None], ahead, axis=0), np.repeat(spread[None], ahead, axis=0))


def smoothing(history: History, ahead: int) -> Prediction:
    """Exponential smoothing with a season, its parameters chosen for each series; each series by itself."""
    step = history.periods.step
    return smoothed(_bridged(history.counts, SEASON[step]), step, ahead)


def _mean(counts: Floats) -> Floats:
    known = np.isfinite(counts)
    return np.asarray(np.where(known, counts, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1))


def _bridged(counts: Floats, season: int) -> Floats:
    """The counts with each missing one as the one a season before, or the mean."""
    if np.isfinite(counts).all():
        return counts
    filled, usual = counts.copy(), _mean(counts)
    for at in np.flatnonzero(~np.isfinite(counts).all(axis=1)):
        before = filled[at - season] if at >= season else usual
        filled[at] = np.where(np.isfinite(filled[at]), filled[at], before)
    return filled
