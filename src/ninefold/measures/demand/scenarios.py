"""The years ahead as scenarios, each with its fan: what if it stays, what if the trend goes on, what if this or that.

Nobody knows demand in four years, and a single line says otherwise. A scenario multiplies the forecast; the fan
around it widens with distance as forecasts of the past have missed by.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ninefold.measures.demand.model import Forecast, History
from ninefold.measures.demand.periods import PER_YEAR, Floats, day_number
from ninefold.measures.demand.spread import limits

STAYS, GOES_ON, FADES = "stays as it is", "trend goes on", "trend fades"
_TREND_YEARS, _FADING_YEARS = 3.0, 1.5
_STEEPEST = 0.10  # a year, on the log scale


@dataclass(frozen=True)
class Scenario:
    """A change a year, and a lasting change from a day on; both as shares (0.02 is two in a hundred more)."""

    name: str
    yearly: float = 0.0
    change: float = 0.0
    begins: date | None = None


@dataclass(frozen=True)
class Fan:
    """One scenario: expected counts (periods, nodes), with the limits of 90 %."""

    name: str
    mean: Floats
    low: Floats
    high: Floats


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
    return tuple(_fan(name, factor, forecast) for name, factor in factors.items())


def _factor(scenario: Scenario, forecast: Forecast, years: Floats) -> Floats:
    begins = int(forecast.periods.first[0]) if scenario.begins is None else day_number(scenario.begins)
    changed = np.where(forecast.periods.first >= begins, 1 + scenario.change, 1.0)
    return np.asarray((1 + scenario.yearly) ** years * changed)


def _fan(name: str, factor: Floats, forecast: Forecast) -> Fan:
    mean = forecast.mean * factor[:, None]
    low, high = limits(mean, forecast.spread)
    return Fan(name, mean, low, high)


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
    """Each year of a fan: the expected total, and the limits as if all periods of a year went the same way."""
    years = len(fan.mean) // periods_a_year
    parts = [slice(n * periods_a_year, (n + 1) * periods_a_year) for n in range(years)]
    return [
        {
            "year": number + 1, "expected": float(fan.mean[part, node].sum()), "low": float(fan.low[part, node].sum()),
            "high": float(fan.high[part, node].sum()),
        }
        for number, part in enumerate(parts)
    ]  # fmt: skip
