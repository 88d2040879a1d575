"""The shape of the year and the trend beneath it, from monthly counts with gaps.

Counts of one area and one category are too small to show a year's shape. So factors are found for
force and category, where counts are large, and used for every area within the force.

Two sets of factors serve two questions. `year_shape` looks back over the whole series (STL), for the
trend that people see. `factors_from_past` uses for each month only the months before it, because a
signal must not be softened by the month it judges. Both have the shape (months, series), are centred on
one and include the length of the month. The trend is not adjusted for the season until 24 months are
there; factors for signals start after 12, held towards none, and signals themselves after 24.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from statsmodels.tsa.seasonal import STL

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

YEAR = 12
ENOUGH_MONTHS = 24  # two of each month of the year
WINDOW = 36  # months of the past that the shape of the year is taken from
# Prior standard deviations on the log scale: a seasonal wave of ±15 %, a drift of ±30 % a year.
WAVE_SPREAD, DRIFT_SPREAD = 0.15, 0.30
# Month-to-month variation beyond chance, so that a huge count does not outweigh all the others.
EXTRA_VARIANCE = 0.01
FACTOR_LIMITS = (0.5, 2.0)
REACH = 7  # months on either side that the trend of an area draws on


@dataclass(frozen=True)
class Shape:
    """Seasonal factors (months, series), and for which series there was enough history to find them."""

    factors: Floats
    adjusted: Bools


def year_shape(counts: Floats, covered: Bools, lengths: Floats) -> Shape:
    """Factors of each series from all of its months, by STL on the logarithm of the daily rate.

    `counts` and `covered` are (months, series); months not covered are bridged for the fit alone.
    """
    factors = np.repeat(lengths[:, None], counts.shape[1], axis=1)
    adjusted = np.zeros(counts.shape[1], dtype=bool)
    for series in range(counts.shape[1]):
        months = np.flatnonzero(covered[:, series])
        if months.size < ENOUGH_MONTHS or counts[months, series].sum() < months.size:
            continue
        span = slice(int(months[0]), int(months[-1]) + 1)
        wave = _wave(counts[:, series], months, lengths)
        factors[span, series] *= np.clip(np.exp(wave), *FACTOR_LIMITS)
        adjusted[series] = True
    return Shape(factors, adjusted)


def _wave(counts: Floats, months: NDArray[np.intp], lengths: Floats) -> Floats:
    rate = np.log((counts[months] + 0.5) / lengths[months])
    every = np.arange(months[0], months[-1] + 1)
    bridged = np.interp(every, months, rate)
    wave: Floats = STL(bridged, period=YEAR, seasonal=13, robust=True).fit().seasonal
    centred: Floats = wave - wave.mean()
    return centred


def smoothed(counts: Floats, covered: Bools, factors: Floats) -> Floats:
    """The seasonally adjusted trend of each series: a tricube-weighted mean of the months around.

    All are (months, series), with `covered` (months,) shared; months not covered stay empty (NaN).
    Near either end the mean leans on the side that exists, so the last months' trend will be revised.
    """
    gap = np.abs(np.subtract.outer(np.arange(covered.size), np.arange(covered.size))) / REACH
    weights = np.where(gap < 1, (1 - np.minimum(gap, 1) ** 3) ** 3, 0.0) * covered
    # Dividing sums, not averaging ratios, keeps the trend of a whole near the sum of its parts' trends.
    below = weights @ factors
    level = np.divide(weights @ (counts * covered[:, None]), below, out=np.zeros_like(below), where=below > 0)
    level[~covered] = np.nan
    return level


def factors_from_past(counts: Floats, covered: Bools, first_month: int, lengths: Floats) -> Floats:
    """Factors for every month from the months before it alone; the month's length only until a year is there.

    A robust log-linear regression with a drift and two harmonics of the year over at most 36 past
    months, all held towards zero by priors, solved for all series at once. Shapes are (months, series).
    """
    total, series = counts.shape
    waves = np.zeros((total, series))
    history: Floats = np.cumsum(covered, axis=0, dtype=np.float64) - covered
    rate = np.log((counts + 0.5) / lengths[:, None])
    weight = np.where(covered, (counts + 0.5) / (1 + EXTRA_VARIANCE * (counts + 0.5)), 0.0)
    for month in range(YEAR, total):
        past = slice(max(0, month - WINDOW), month)
        terms = _terms(np.arange(past.start, month + 1), first_month, month)
        waves[month] = _fitted_wave(rate[past].T, weight[past].T, terms)
    waves[history < YEAR] = 0.0
    return np.clip(np.exp(waves), *FACTOR_LIMITS) * lengths[:, None]


def _terms(months: NDArray[np.intp], first_month: int, now: int) -> Floats:
    angle = 2 * np.pi * ((first_month + months) % YEAR) / YEAR
    waves = [np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)]
    return np.column_stack([np.ones(months.size), (months - now) / YEAR, *waves])


def _fitted_wave(rate: Floats, weight: Floats, terms: Floats) -> Floats:
    """The seasonal part at the last row of `terms` for each series; rate and weight are (series, months)."""
    past, now = terms[:-1], terms[-1]
    prior = np.diag([1e-6, DRIFT_SPREAD**-2] + [WAVE_SPREAD**-2] * 4)
    trust = np.ones_like(weight)
    found = np.zeros((rate.shape[0], terms.shape[1]))
    for _ in range(3):
        weighted = weight * trust
        normal = np.einsum("gm,mi,mj->gij", weighted, past, past, optimize=True) + prior
        found = np.linalg.solve(normal, ((weighted * rate) @ past)[..., None])[..., 0]
        # Months far from the fit (a lockdown, a lost batch) count for less: Huber's weights.
        size = np.abs(rate - found @ past.T) * np.sqrt(weight)
        trust = np.minimum(1.0, 2.0 / np.maximum(size, 2.0))
    wave: Floats = found[:, 2:] @ now[2:]
    return wave
