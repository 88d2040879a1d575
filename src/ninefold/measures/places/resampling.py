"""Intervals for shares of events hit, from resampled blocks of windows; methods are compared in the same draws."""

import numpy as np
from numpy.typing import NDArray

from ninefold.measures.intervals import Interval
from ninefold.measures.places.events import Floats
from ninefold.measures.places.scores import Scores

DRAWS = 2000
BLOCK = 4  # windows: neighbouring weeks resemble each other


def resampled_windows(
    count: int, *, draws: int = DRAWS, block: int = BLOCK, seed: int = 0
) -> NDArray[np.int64]:
    """Draws of windows, in circular blocks (Politis and Romano 1992): one row a draw."""
    chance = np.random.default_rng(seed)
    block = max(1, min(block, count // 4))
    starts = chance.integers(0, count, size=(draws, -(-count // block)))
    return ((starts[:, :, None] + np.arange(block)) % count).reshape(draws, -1)[:, :count]


def hit_rate_interval(scores: Scores, share: int, windows: NDArray[np.int64]) -> Interval:
    """The hit-rate at one of the shares."""
    return _interval(_rate(scores.hits[:, share], scores.events), _drawn(scores, share, windows))


def gain_interval(scores: Scores, over: Scores, share: int, windows: NDArray[np.int64]) -> Interval:
    """How much more of the events one method hit than another, window by window in the same draws."""
    value = _rate(scores.hits[:, share], scores.events) - _rate(over.hits[:, share], over.events)
    return _interval(value, _drawn(scores, share, windows) - _drawn(over, share, windows))


def _drawn(scores: Scores, share: int, windows: NDArray[np.int64]) -> Floats:
    events = scores.events[windows].sum(axis=1)
    return np.asarray(scores.hits[windows, share].sum(axis=1) / np.maximum(events, 1e-300))


def _rate(hit: Floats, events: Floats) -> float:
    return float(hit.sum() / max(events.sum(), 1e-300))


def _interval(value: float, drawn: Floats) -> Interval:
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Interval(value, float(low), float(high))
