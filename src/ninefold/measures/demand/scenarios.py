"""The years ahead as scenarios, each with its fan: what if it stays, what if the trend goes on, what if this or that.

Nobody knows demand in four years, and a single line says otherwise. A scenario multiplies the forecast. The fan
around it is as wide as years have differed from years before them, further off the wider, and wider still where few
years have been seen: their number tells how well their spread is known (Student's t).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.special import ndtri, stdtrit

from ninefold.measures.demand.model import Forecast, History
from ninefold.measures.demand.periods import PER_YEAR, SEASON, Floats, day_number
from ninefold.measures.demand.spread import COVER, limits

STAYS, GOES_ON, FADES = "stays as it is", "trend goes on", "trend fades"
_TREND_YEARS, _FADING_YEARS = 3.0, 1.5
_STEEPEST = 0.10  # a year, on the log scale
# What is thought of a series before its years are seen, as if so many years had said it: a year differs from the one
# before by about 8 in a hundred, and from one k years off by that times k to this power (1/2 if each year went its
# own way, 1 if all went one way).
_USUAL_CHANGE, _USUAL_POWER, _AS_IF_YEARS = 0.08, 0.75, 3.0
_POWERS = (0.5, 1.0)


@dataclass(frozen=True)
class Scenario:
    """A change a year, and a lasting change from a day on; both as shares (0.02 is two in a hundred more)."""

    name: str
    yearly: float = 0.0
    change: float = 0.0
    begins: date | None = None


@dataclass(frozen=True)
class Drift:
    """How far years differ: one from the next (log scale), the power of the distance, and years that say so."""

    change: float
    power: float
    years: float

    def spread(self, years: Floats) -> Floats:
        """The spread (a relative variance) so many years off, widened for how few years it is known from."""
        widened = stdtrit(self.years, (1 + COVER) / 2) / ndtri((1 + COVER) / 2)
        return np.asarray((widened * self.change * years**self.power) ** 2)


@dataclass(frozen=True)
class Fan:
    """One scenario: expected counts (periods, nodes) with the limits of 90 %, and what years of them are limited by."""

    name: str
    mean: Floats
    low: Floats
    high: Floats
    drifts: tuple[Drift, ...]
    within: Floats  # the spread of one period within its year, by node


def fans(history: History, forecast: Forecast, asked: Sequence[Scenario] = ()) -> tuple[Fan, ...]:
    """The three scenarios that always stand there, and those asked for."""
    years = np.arange(1, len(forecast.mean) + 1) / PER_YEAR[forecast.periods.step]
    slope = trend(history)
    fading = _FADING_YEARS * (1 - np.exp(-years / _FADING_YEARS))
    factors: dict[str, Floats] = {
        STAYS: np.ones(len(years)),
        GOES_ON: np.exp(slope * years),
        FADES: np.exp(slope * fading),
    }
    factors |= {scenario.name: _factor(scenario, forecast, years) for scenario in asked}
    drifts = _drifts(history)
    return tuple(_fan(name, factor, forecast, drifts, years) for name, factor in factors.items())


def _drifts(history: History) -> tuple[Drift, ...]:
    """The drift of each node; a part's is held towards the whole's."""
    season = SEASON[history.periods.step]
    whole = drift(history.counts[:, 0], season)
    parts = (drift(each, season, usual=whole) for each in history.counts.T[1:])
    return (whole, *parts)


def drift(counts: Floats, season: int, *, usual: Drift | None = None) -> Drift:
    """How far the years of one series have differed, held towards what is usual the more, the fewer there are."""
    usual = usual or Drift(_USUAL_CHANGE, _USUAL_POWER, _AS_IF_YEARS)
    one, years = _changes(counts, season, 1)
    two, pairs = _changes(counts, season, 2)
    square = (_AS_IF_YEARS * usual.change**2 + years * one) / (_AS_IF_YEARS + years)
    seen = float(np.clip(np.log2(two / one) / 2, *_POWERS)) if min(one, two) > 0 else usual.power
    power = (_AS_IF_YEARS * usual.power + pairs * seen) / (_AS_IF_YEARS + pairs)
    return Drift(float(np.sqrt(square)), power, _AS_IF_YEARS + years)


def _changes(counts: Floats, season: int, apart: int) -> tuple[float, float]:
    """The mean squared change (log scale) of years so far apart, and how many such changes the series holds."""
    known = np.isfinite(counts)
    came = np.convolve(np.where(known, counts, 0.0), np.ones(season), "valid")
    held = np.convolve(known.astype(np.float64), np.ones(season), "valid")
    logs = np.log(np.maximum(came, 0.5) / np.maximum(held, 1.0))
    first, last = logs[: -apart * season], logs[apart * season :]
    told = held[: -apart * season].clip(max=held[apart * season :]) > season / 2
    if not told.any():
        return 0.0, 0.0
    return float(np.mean((last - first)[told] ** 2)), int(told.sum()) / season


def _factor(scenario: Scenario, forecast: Forecast, years: Floats) -> Floats:
    begins = int(forecast.periods.first[0]) if scenario.begins is None else day_number(scenario.begins)
    changed = np.where(forecast.periods.first >= begins, 1 + scenario.change, 1.0)
    return np.asarray((1 + scenario.yearly) ** years * changed)


def _fan(name: str, factor: Floats, forecast: Forecast, drifts: Sequence[Drift], years: Floats) -> Fan:
    mean = forecast.mean * factor[:, None]
    within = forecast.spread[0]
    low, high = limits(mean, within + np.stack([each.spread(years) for each in drifts], axis=1))
    return Fan(name, mean, low, high, tuple(drifts), within)


def trend(history: History) -> float:
    """The change a year of the total on the log scale, from the last years' yearly sums; held within a tenth."""
    year = round(PER_YEAR[history.periods.step])
    total = history.counts[:, 0]
    spans = min(int(_TREND_YEARS), len(total) // year - 1)
    if spans < 1:
        return 0.0
    sums = [float(np.nanmean(total[len(total) - (n + 1) * year : len(total) - n * year])) for n in (0, spans)]
    if min(sums) <= 0:
        return 0.0
    return float(np.clip(np.log(sums[0] / sums[1]) / spans, -_STEEPEST, _STEEPEST))


def summed_by_year(fan: Fan, periods_a_year: int, node: int = 0) -> list[Mapping[str, float]]:
    """Each year of a fan: the expected total and its limits."""
    years = len(fan.mean) // periods_a_year
    expected = fan.mean[: years * periods_a_year, node].reshape(years, periods_a_year).sum(axis=1)
    # What single periods differ by levels out over a year; what years differ by does not.
    spread = fan.within[node] / periods_a_year + fan.drifts[node].spread(np.arange(1.0, years + 1))
    low, high = limits(expected, spread)
    return [
        {
            "year": number + 1,
            "expected": float(expected[number]),
            "low": float(low[number]),
            "high": float(high[number]),
        }
        for number in range(years)
    ]
