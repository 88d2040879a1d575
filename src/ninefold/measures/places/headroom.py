"""How much of what is left could be had: the ceiling that stands beside every figure.

A perfect forecast is no ceiling, since which week an event falls in is chance. Two better ones are given. The
clairvoyant knows the history and the rest of the test period, and not the window scored; its smoothing and weight
are picked in hindsight. The noise-only figures suppose the default surface were the truth: what the true rates would
hit, and what someone would who had seen the whole test period, answers included.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ninefold.measures.places.baselines import THREE_YEARS
from ninefold.measures.places.events import Floats
from ninefold.measures.places.history import History
from ninefold.measures.places.memory import side
from ninefold.measures.places.scores import best_hits, hits
from ninefold.measures.places.spread import Kernel
from ninefold.measures.places.windows import Window

WIDTHS = (0.0, 0.4, 0.7, 1.0)  # sides of a cell
WEIGHTS = (0.5, 1.0, 2.0, 4.0)  # of an event of the test period against one of the history
SIMULATED = 20


@dataclass(frozen=True)
class Headroom:
    """Hit-rates at one share of the area that no forecast is likely to pass, and those nobody could reach."""

    share: float
    clairvoyant: float  # leave-window-out, tuned in hindsight: the reachable ceiling
    bandwidth_m: int
    weight: float
    static_oracle: float  # ranks by the whole test period's counts: it has seen the answers
    perfect: float  # ranks each window by itself
    if_surface_were_true: float
    oracle_if_surface_were_true: float  # how much of the static oracle is chance alone

    def reached(self, hit_rate: float) -> float:
        """The share of the reachable that a hit-rate is."""
        return hit_rate / self.clairvoyant if self.clairvoyant > 0 else 0.0


def headroom(
    history: History, windows: Sequence[Window], truth: Floats, *, share: float, seed: int = 0
) -> Headroom:
    """The ceilings for some windows; `truth` is the default surface's rates, windows by cells."""
    observed = np.array([history.counts(window.first_day, window.end_day) for window in windows])
    first = windows[0].first_day
    past = history.counts(first - THREE_YEARS, first)
    area, of = history.cells.area, float(history.shares_of_cells(np.array([share]))[0])
    clairvoyant, width, weight = _clairvoyant(history, past, observed, of)
    surface, oracle = _if_true(truth, area, of, np.random.default_rng(seed))
    total = max(observed.sum(), 1e-300)
    return Headroom(
        share=share,
        clairvoyant=clairvoyant,
        bandwidth_m=round(width),
        weight=weight,
        static_oracle=_rate(np.tile(observed.sum(axis=0), (len(observed), 1)), area, observed, of),
        perfect=float(sum(best_hits(area, each, np.array([of]))[0] for each in observed) / total),
        if_surface_were_true=surface,
        oracle_if_surface_were_true=oracle,
    )


def _clairvoyant(
    history: History, past: Floats, observed: Floats, share: float
) -> tuple[float, float, float]:
    rest = observed.sum(axis=0) - observed
    best = (0.0, 0.0, 0.0)
    for width in WIDTHS:
        matrix = Kernel(history.cells, width * side(history.cells)).matrix.T
        old, new = np.asarray(matrix @ past), np.asarray((matrix @ rest.T).T)
        for weight in WEIGHTS:
            found = _rate(old + weight * new, history.cells.area, observed, share)
            best = max(best, (found, width * side(history.cells), weight))
    return best


def _rate(rates: Floats, area: Floats, observed: Floats, share: float) -> float:
    found = sum(
        hits(mean, area, counts, np.array([share]))[0] for mean, counts in zip(rates, observed, strict=True)
    )
    return float(found / max(observed.sum(), 1e-300))


def _if_true(truth: Floats, area: Floats, share: float, chance: np.random.Generator) -> tuple[float, float]:
    """What the true rates hit on average, and what the static oracle hits in simulated test periods."""
    total = truth.sum(axis=0)
    mean = np.tile(total, (1, 1))
    own = float(hits(total, area, total, np.array([share]))[0] / max(total.sum(), 1e-300))
    simulated = chance.poisson(mean, size=(SIMULATED, len(total))).astype(np.float64)
    seen = [
        float(best_hits(area, each, np.array([share]))[0] / max(each.sum(), 1e-300)) for each in simulated
    ]
    return own, float(np.mean(seen))
