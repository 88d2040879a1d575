"""How much there is of something, once its calendar is taken off: two exponential memories, one long and one short.

The forecast's level is their geometric mean: the long one is steady, the short one follows. Where a shock was
alarmed, what lies before the change hardly counts.
"""

import numpy as np
from scipy.signal import lfilter

from ninefold.measures.demand.periods import PER_YEAR, Floats

# Shares a day that the newest day takes, chosen on Philadelphia 2018 and Atlanta 2015-2017.
TOTAL_RATES, SERIES_RATES = (0.01, 0.05), (0.01, 0.04)
BEFORE_A_SHOCK = 0.02  # weight that is left to what lies before a change
_DAYS = 365.25


def rates(step: str, *, total: bool) -> tuple[float, ...]:
    """The shares a period, from those a day."""
    days = _DAYS / PER_YEAR["day" if step == "hour" else step]
    return tuple(1 - (1 - rate) ** days for rate in (TOTAL_RATES if total else SERIES_RATES))


def levels(counts: Floats, factors: Floats, shares: tuple[float, ...], changed: int | None = None) -> Floats:
    """The level after each period (periods, series): what came over what the calendar would bring at level 1."""
    known = np.isfinite(counts)
    came, due = np.where(known, counts, 0.0), np.where(known, factors, 0.0)
    if changed is not None and 0 < changed < len(counts):
        came, due = came.copy(), due.copy()
        came[:changed] *= BEFORE_A_SHOCK
        due[:changed] *= BEFORE_A_SHOCK
    logs = [np.log(np.maximum(_smoothed(came, due, share), 1e-9)) for share in shares]
    return np.asarray(np.exp(np.mean(logs, axis=0)))


def _smoothed(came: Floats, due: Floats, share: float) -> Floats:
    """Both smoothed alike and divided, so that missing periods and the start need no care of their own."""
    top = lfilter([share], [1, share - 1], came, axis=0)
    bottom = lfilter([share], [1, share - 1], due, axis=0)
    return np.asarray(top / np.maximum(bottom, 1e-9))


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
