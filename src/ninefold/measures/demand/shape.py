"""The shape that the calendar gives to counts: penalised quasi-Poisson regression beneath a slow trend.

log E(count) = trend + calendar. The trend is a broken line with a knot each quarter, held to change slowly
(Ruppert, Wand and Carroll 2003, Semiparametric Regression, ch. 3), so that growth is not taken for the year's
shape. Every effect is held towards none as its prior spread says, older days weigh less, and days that
fit badly are weighed down (Huber), so that a blizzard does not become a season.
"""

from dataclasses import dataclass

import numpy as np

from ninefold.measures.demand.periods import PER_YEAR, Floats

# Half-life of the past in years, and the standard deviation of the trend's change a quarter.
# Chosen on Philadelphia 2018-2019 and Atlanta 2013-2018, so those years are not a blind test of it.
MEMORY_YEARS, TREND_SPREAD = 1.37, 0.05
FORGOTTEN = 4  # half-lives after which days are left out
ROUNDS, OWN_ROUNDS = 5, 3
_HUBER = 2.5
_LEAST = 1e-3


@dataclass(frozen=True)
class Shape:
    """Effects of the calendar's columns, and the spread beyond chance: variance = mean + spread × mean²."""

    effects: Floats
    spread: float

    def factors(self, columns: Floats) -> Floats:
        """What each period's calendar multiplies demand by."""
        return np.exp(np.clip(columns @ self.effects, -5.0, 5.0))


def memory(periods: int, step: str, years: float = MEMORY_YEARS) -> Floats:
    """Weights of past periods, the newest last and 1."""
    age = np.arange(periods - 1, -1, -1, dtype=np.float64)
    return np.asarray(0.5 ** (age / (years * PER_YEAR[step])))


def common_shape(counts: Floats, columns: Floats, prior: Floats, step: str, lengths: Floats) -> Shape:
    """The shape of one long series, usually the total; `counts` may hold NaN for what is missing."""
    known = np.isfinite(counts)
    if not known.any() or counts[known].sum() <= 0:
        return Shape(np.zeros(columns.shape[1]), 0.0)
    trend, hold = _trend(len(counts), step)
    design = np.hstack([trend, columns])
    penalty = np.zeros((design.shape[1],) * 2)
    penalty[: len(hold), : len(hold)] = hold
    penalty[len(hold) :, len(hold) :] = np.diag(prior**-2)
    weights = memory(len(counts), step) * known
    effects, spread = _fitted(
        np.where(known, counts, 0.0), design, penalty, weights, np.log(lengths), rounds=ROUNDS
    )
    return Shape(effects[len(hold) :], spread)


def own_shape(counts: Floats, base: Floats, columns: Floats, prior: Floats, step: str) -> Shape:
    """How one series departs from `base`, the level and shape it would have if it were like the total."""
    known = np.isfinite(counts) & (base > 0)
    if not known.any() or counts[known].sum() <= 0:
        return Shape(np.zeros(columns.shape[1]), 0.0)
    weights = memory(len(counts), step) * known
    offset = np.log(np.maximum(base, _LEAST))
    effects, spread = _fitted(
        np.where(known, counts, 0.0),
        columns,
        np.diag(prior**-2),
        weights,
        offset,
        rounds=OWN_ROUNDS,
        warm=True,
    )
    return Shape(effects, spread)


def _trend(periods: int, step: str) -> tuple[Floats, Floats]:
    """A broken line with a knot each quarter of a year, the last on the newest period; and what holds it."""
    quarter = max(PER_YEAR[step] / 4, 1.0)
    knots = max(2, int(np.ceil(periods / quarter)) + 1)
    at = (np.arange(periods) - (periods - 1)) / quarter + knots - 1
    low = np.clip(np.floor(at).astype(np.int64), 0, knots - 2)
    line = np.zeros((periods, knots))
    line[np.arange(periods), low] = 1 - (at - low)
    line[np.arange(periods), low + 1] = at - low
    change = np.diff(np.eye(knots), axis=0) / TREND_SPREAD
    return line, change.T @ change + 1e-6 * np.eye(knots)


def _fitted(
    counts: Floats, design: Floats, penalty: Floats, weights: Floats, offset: Floats, *, rounds: int, warm: bool = False
) -> tuple[Floats, float]:  # fmt: skip
    """Iteratively reweighted least squares, with the spread by moments in between."""
    total = max(float(weights.sum()), 1e-9)
    usual = float(weights @ counts) / max(float(weights @ np.exp(offset)), 1e-9)
    start = offset if warm else offset + np.log(max(usual, _LEAST))
    linear, spread, held = start - offset, 0.05, np.ones(len(counts))
    effects = np.zeros(design.shape[1])
    for _ in range(rounds):
        mean = np.exp(np.clip(offset + linear, -20.0, 20.0))
        work = weights * held / (1 / mean + spread)
        weighted = design * work[:, None]
        effects = np.linalg.solve(
            weighted.T @ design + penalty, weighted.T @ (linear + (counts - mean) / mean)
        )
        linear = np.clip(design @ effects, -20.0, 20.0)
        mean = np.exp(np.clip(offset + linear, -20.0, 20.0))
        miss = counts - mean
        seen = weights * held
        spread = float(np.clip((seen @ (miss**2 - mean)) / max(seen @ mean**2, 1e-9 * total), 0.0, 10.0))
        held = np.minimum(1.0, _HUBER / np.maximum(np.abs(miss) / np.sqrt(mean + spread * mean**2), 1e-9))
    return effects, spread
