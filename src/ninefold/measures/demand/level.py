"""How much there is of something, once its calendar is taken off: exponential memories, long and short, weighed.

Which memory serves is learnt from the series itself: each is weighed by how far its forecasts, as far ahead as asked,
missed what had come by then (Bates and Granger 1969, forecasts combined by their past errors). Where a shock was
alarmed, what lies before the change hardly counts.
"""

import numpy as np
from scipy.signal import lfilter

from ninefold.measures.demand.periods import PER_YEAR, Floats

# Shares a day that the newest day takes: each memory alone or the geometric mean of a long one and a short one.
MEMORIES: tuple[tuple[float, ...], ...] = (
    (0.005,), (0.01,), (0.02,), (0.05,), (0.003, 0.03), (0.005, 0.05), (0.01, 0.05), (0.02, 0.1), (0.03, 0.1),
)  # fmt: skip
_SHARES = tuple(sorted({share for pair in MEMORIES for share in pair}))
# The memory of one step ahead, where nothing is weighed.
TOTAL_RATES = (0.01, 0.05)
BEFORE_A_SHOCK = 0.02  # weight that is left to what lies before a change
# A memory that misses by this share more than the best has a weight smaller by e.
_TELLING = 0.02
# Of the stretch judged: how many moments, and how many distances from each.
_ORIGINS, _DISTANCES = 60, 7
_LEAST = 1e-9
_DAYS = 365.25


def rates(step: str, shares: tuple[float, ...] = TOTAL_RATES) -> tuple[float, ...]:
    """The shares a period, from those a day."""
    days = _DAYS / PER_YEAR["day" if step == "hour" else step]
    return tuple(1 - (1 - rate) ** days for rate in shares)


def levels(counts: Floats, factors: Floats, shares: tuple[float, ...], changed: int | None = None) -> Floats:
    """The level after each period (periods, series): what came over what the calendar would bring at level 1."""
    known = np.isfinite(counts)
    came, due = np.where(known, counts, 0.0), np.where(known, factors, 0.0)
    if changed is not None and 0 < changed < len(counts):
        came, due = came.copy(), due.copy()
        came[:changed] *= BEFORE_A_SHOCK
        due[:changed] *= BEFORE_A_SHOCK
    logs = [np.log(np.maximum(_smoothed(came, due, share), _LEAST)) for share in shares]
    return np.asarray(np.exp(np.mean(logs, axis=0)))


def _smoothed(came: Floats, due: Floats, share: float) -> Floats:
    """Both smoothed alike and divided, so that missing periods and the start need no care of their own."""
    top = lfilter([share], [1, share - 1], came, axis=0)
    bottom = lfilter([share], [1, share - 1], due, axis=0)
    return np.asarray(top / np.maximum(bottom, _LEAST))


def remembered(counts: Floats, factors: Floats, step: str) -> Floats:
    """The logarithm of the level by each memory after each period, (memories, periods, series)."""
    each = {share: np.log(levels(counts, factors, rates(step, (share,)))) for share in _SHARES}
    return np.stack([np.mean([each[share] for share in pair], axis=0) for pair in MEMORIES])


def newest(counts: Floats, factors: Floats, step: str) -> Floats:
    """The last of `remembered`, (memories, series), without the path to it."""
    known = np.isfinite(counts)
    age = np.arange(len(counts) - 1, -1, -1.0)
    shares = np.array(rates(step, _SHARES))[:, None]
    held = shares * (1 - shares) ** age
    came, due = held @ np.where(known, counts, 0.0), held @ np.where(known, factors, 0.0)
    each = np.log(np.maximum(came / np.maximum(due, _LEAST), _LEAST))
    return np.stack([np.mean([each[_SHARES.index(share)] for share in pair], axis=0) for pair in MEMORIES])


def weights(logs: Floats, counts: Floats, factors: Floats, judged: int, ahead: int) -> Floats:
    """What each memory is worth to a series, (memories, series): by misses up to `ahead` in the last `judged`."""
    past = len(counts)
    origins = np.arange(past - judged - 1, past - ahead, max(1, judged // _ORIGINS))
    distances = np.unique(np.linspace(1, ahead, min(ahead, _DISTANCES)).round().astype(np.int64))
    at = origins[:, None] + distances[None]
    known = np.isfinite(counts[at])
    missed = np.abs(np.exp(logs[:, origins])[:, :, None] * factors[at] - counts[at])
    errors = np.where(known, missed, 0.0).sum(axis=(1, 2)) / np.maximum(known.sum(axis=(0, 1)), 1)
    least = np.maximum(errors.min(axis=0), _LEAST)
    worth = np.exp(-(errors / least - 1) / _TELLING)
    return np.asarray(worth / worth.sum(axis=0))


# After a shock the level follows fast, and limits are wider until the new level has shown itself.
SHOCK_RATE = 0.05
SHOCK_DAYS, WIDEST_DAYS, WIDENED = 182, 56, 4.0


def shock_rates(step: str) -> tuple[float, ...]:
    """The share a period that the newest takes after a shock."""
    days = _DAYS / PER_YEAR["day" if step == "hour" else step]
    return (1 - (1 - SHOCK_RATE) ** days,)


def widening(days_since: float) -> float:
    """What the spread is multiplied by some days after an alarm: fourfold for eight weeks, none after half a year."""
    if days_since >= SHOCK_DAYS:
        return 1.0
    fading = (SHOCK_DAYS - days_since) / (SHOCK_DAYS - WIDEST_DAYS)
    return 1.0 + (WIDENED - 1.0) * min(1.0, fading)
