"""How good a forecast was: hits against area with ties in expectation, PAI, PAI*, PEI, log score, calibration.

Definitions: PAI is the share of events over the share of area (Chainey, Tompson and Uhlig, Security Journal
2008); PAI* is the largest PAI any choice of that area could have had, and PEI is PAI ÷ PAI* (National Institute
of Justice, Real-Time Crime Forecasting Challenge, 2017).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ninefold.measures.places.events import Floats

# A rate of nought would make the log score minus infinity at the first event there, so one part in two hundred
# of every forecast is spread evenly before that score is taken.
EVEN_SHARE = 0.005


def hits(rates: Floats, area: Floats, observed: Floats, shares: Floats) -> Floats:
    """Expected number of events in the densest cells that make up each share of the area.

    Cells of equal density are taken in no order: a share that ends among them takes that part of each.
    """
    area_at, hits_at = _curve(rates / area, area, observed)
    return np.asarray(np.interp(np.asarray(shares) * area_at[-1], area_at, hits_at), dtype=np.float64)


def best_hits(area: Floats, observed: Floats, shares: Floats) -> Floats:
    """The most events any choice of cells could hold, at each share of the area."""
    return hits(observed, area, observed, shares)


def _curve(density: Floats, area: Floats, observed: Floats) -> tuple[Floats, Floats]:
    order = np.argsort(-density, kind="stable")
    ranked = density[order]
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
    area_at = np.concatenate([[0.0], np.cumsum(area[order])[ends]])
    hits_at = np.concatenate([[0.0], np.cumsum(observed[order])[ends]])
    return area_at, hits_at


def log_score(rates: Floats, area: Floats, observed: Floats) -> float:
    """Sum over cells of y·ln λ − λ, the Poisson log score without the term that all forecasts share."""
    total = float(rates.sum())
    even = area / area.sum() * (total if total > 0 else 1e-6)
    mean = (1 - EVEN_SHARE) * rates + EVEN_SHARE * even
    return float(observed @ np.log(mean) - mean.sum())


@dataclass(frozen=True)
class Scores:
    """What one method got in each window: the raw sums that every figure is made of."""

    shares: Floats  # of the area
    hits: Floats  # windows by shares
    best: Floats  # windows by shares
    events: Floats  # windows
    expected: Floats  # windows: the forecast's total
    log: Floats  # windows: the log score, summed over cells
    seconds: Floats  # windows: what scoring took

    def hit_rate(self, which: NDArray[np.int64] | slice = slice(None)) -> Floats:
        """Share of the events hit, at each share of the area, all windows together."""
        return np.asarray(self.hits[which].sum(axis=0) / max(self.events[which].sum(), 1e-300))

    @property
    def best_rate(self) -> Floats:
        """The most that any choice of cells could have hit."""
        return np.asarray(self.best.sum(axis=0) / max(self.events.sum(), 1e-300))

    @property
    def pai(self) -> Floats:
        """Share of events hit over share of area."""
        return self.hit_rate() / self.shares

    @property
    def pai_star(self) -> Floats:
        """The largest PAI that could have been had at each share of the area."""
        return self.best_rate / self.shares

    @property
    def pei(self) -> Floats:
        """PAI over the largest that could have been had."""
        return self.hit_rate() / np.maximum(self.best_rate, 1e-300)

    @property
    def log_per_event(self) -> float:
        """The log score per event; higher is better."""
        return float(self.log.sum() / max(self.events.sum(), 1e-300))

    @property
    def expected_over_observed(self) -> float:
        """How many events were forecast for each that came."""
        return float(self.expected.sum() / max(self.events.sum(), 1e-300))
