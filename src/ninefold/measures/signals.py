"""What changed: each month's count against what its own past led one to expect.

The expected count is a level (past counts with weights that halve every 12 months) times the factor of
the month (`seasonal.factors_from_past`). The prediction is negative binomial: chance, the uncertainty of
the level, and a dispersion pooled over series of one kind, learnt from how far earlier predictions
missed. Only months before the one judged are used.

The test is two-sided, p = twice the smaller tail (at most 1), tails including the count itself, so it errs
on the side of silence. Calls are made by Benjamini and Hochberg at 5 % within one month and one
kind of area. Where nothing has changed, a month then holds any false call at most about one time in twenty.
A series is tested with at least 24 covered months before, and an expected count of at least 1.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from ninefold.measures.seasonal import ENOUGH_MONTHS, Floats

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Rules:
    """The settings of the test, named in one place."""

    half_life: float = 12.0  # months in which the weight of a count halves
    least_history: int = ENOUGH_MONTHS
    least_expected: float = 1.0
    discovery_rate: float = 0.05
    dispersion: float = 0.05  # squared coefficient of variation assumed before any is learnt
    prior_months: float = 10.0  # how many months of counts near ten that assumption is worth
    clip: float = 3.0  # standard deviations beyond which a past count is drawn in
    new_level_after: int = 3  # months in a row outside on one side that make a new level


@dataclass(frozen=True)
class Expected:
    """What was expected, (months, series): mean, negative-binomial size, and which cells are tested."""

    mean: Floats
    size: Floats
    tested: Bools


@dataclass(frozen=True)
class Block:
    """Series that share a clock: counts (months, series); factors and covered (months, shapes).

    `shape` says which column of factors and covered a series takes, `pool` with which series it shares
    its dispersion. Counts may be sums of weights divided by their scale, so that chance is a count's.
    """

    counts: Floats
    factors: Floats
    covered: Bools
    shape: Ints
    pool: Ints


@dataclass
class _Level:
    """Running sums over the past, one per series, all with halving weights."""

    counts: Floats
    factors: Floats
    squares: Floats  # Σ weight² count, for the variance of the level
    history: Ints
    streak: Ints  # months in a row outside: positive above, negative below

    @classmethod
    def none(cls, series: int) -> "_Level":
        zeros = np.zeros(series)
        whole = np.zeros(series, dtype=np.int64)
        return cls(zeros, zeros.copy(), zeros.copy(), whole, whole.copy())

    def mean(self, factor: Floats) -> Floats:
        level = np.divide(self.counts, self.factors, out=np.zeros_like(factor), where=self.factors > 0)
        mean: Floats = level * factor
        return mean

    def relative_variance(self) -> Floats:
        return np.divide(self.squares, self.counts**2, out=np.zeros_like(self.counts), where=self.counts > 0)


class _Dispersion:
    """The variance beyond chance of each pool, learnt from earlier misses and held towards the prior."""

    def __init__(self, pools: int, rules: Rules) -> None:
        self.keep = 0.5 ** (1 / rules.half_life)
        prior_weight = rules.prior_months * (rules.dispersion + 0.1) ** -2
        self.prior = np.array([rules.dispersion * prior_weight, prior_weight])
        self.sums = np.zeros((2, pools))

    def now(self) -> Floats:
        above, below = self.sums + self.prior[:, None]
        found: Floats = np.maximum(above / below, 0.0)
        return found

    def learn(self, pool: Ints, miss: Floats, mean: Floats, variance: Floats, known: Floats) -> None:
        """Add one month: weighted least squares of miss² less its known variance on mean²."""
        trust = (mean / variance) ** 2
        pools = self.sums.shape[1]
        above = np.bincount(pool, trust * (miss**2 - known), pools)
        below = np.bincount(pool, trust * mean**2, pools)
        self.sums = self.sums * self.keep + np.array([above, below])


def expected(block: Block, rules: Rules) -> Expected:
    """What every month's past led to expect, walking forward through the months once."""
    months, series = block.counts.shape
    level = _Level.none(series)
    dispersion = _Dispersion(int(block.pool.max(initial=0)) + 1, rules)
    answer = Expected(
        np.zeros((months, series)), np.ones((months, series)), np.zeros((months, series), dtype=bool)
    )
    for month in range(months):
        factor, covered = block.factors[month, block.shape], block.covered[month, block.shape]
        mean = level.mean(factor)
        spread = dispersion.now()[block.pool] + level.relative_variance()
        enough = covered & (mean >= rules.least_expected)
        answer.mean[month], answer.size[month] = mean, 1 / np.maximum(spread, 1e-9)
        answer.tested[month] = enough & (level.history >= rules.least_history)
        _learn(level, dispersion, block, month, mean, mean + spread * mean**2, rules)
    return answer


def _learn(
    level: _Level,
    dispersion: _Dispersion,
    block: Block,
    month: int,
    mean: Floats,
    variance: Floats,
    rules: Rules,
) -> None:
    """Take the month into the level and the dispersion, its outliers drawn in."""
    factor, covered = block.factors[month, block.shape], block.covered[month, block.shape]
    counts = block.counts[month]
    reach = rules.clip * np.sqrt(variance)
    judged = covered & (level.history >= 12) & (mean >= rules.least_expected)
    miss = np.clip(counts - mean, -reach, reach)
    known = mean + level.relative_variance() * mean**2
    dispersion.learn(block.pool[judged], miss[judged], mean[judged], variance[judged], known[judged])
    outside = np.where(judged & (np.abs(counts - mean) > reach), np.sign(counts - mean), 0).astype(np.int64)
    longer = np.where(outside * level.streak > 0, level.streak + outside, outside)
    level.streak = np.where(covered, longer, level.streak)
    moved = np.abs(level.streak) >= rules.new_level_after
    taken = np.where(judged & ~moved, mean + miss, counts)
    keep = np.where(covered, 0.5 ** (1 / rules.half_life), 1.0) * np.where(moved, 0.1, 1.0)
    level.counts = keep * level.counts + covered * taken
    level.factors = keep * level.factors + covered * factor
    level.squares = keep**2 * level.squares + covered * taken
    level.history = level.history + covered
    level.streak = np.where(moved, 0, level.streak)


def p_values(counts: Floats, mean: Floats, size: Floats) -> Floats:
    """Two-sided negative-binomial p; counts need not be whole (sums of weights in units of their scale)."""
    share = size / (size + mean)
    at_most = special.betainc(size, counts + 1, share)
    at_least = np.where(counts > 0, special.betaincc(size, np.maximum(counts, 1e-12), share), 1.0)
    p: Floats = np.minimum(1.0, 2 * np.minimum(at_most, at_least))
    return p


def limits(mean: Floats, size: Floats, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """The counts between which a month with nothing changed falls, at least `confidence` of the time."""
    tail = (1 - confidence) / 2
    share = size / (size + mean)
    return stats.nbinom.ppf(tail, size, share), stats.nbinom.ppf(1 - tail, size, share)
