"""Run a method over rolling origins; each forecast is handed only what was known before its window."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ninefold.measures.places.events import Floats
from ninefold.measures.places.history import History
from ninefold.measures.places.method import Method
from ninefold.measures.places.scores import Scores, best_hits, hits, log_score
from ninefold.measures.places.windows import Window

SHARES = np.array([0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.10, 0.15, 0.20, 0.30, 0.50])

Step = Callable[[int, int], None]


@dataclass(frozen=True)
class Judged:
    """One method after its backtest: its scores, what it tuned, and how long it learnt."""

    name: str
    scores: Scores
    settings: Mapping[str, Any]
    learning_seconds: float
    rates: Floats | None = None  # windows by cells, where asked for


def run(
    method: Method,
    history: History,
    tuning: Sequence[Window],
    windows: Sequence[Window],
    *,
    shares: Floats = SHARES,
    step: Step | None = None,
    keep: bool = False,
) -> Judged:
    """Learn before the first window, then forecast every one of them in turn."""
    started = time.perf_counter()
    forecaster = method.learn(history.before(windows[0].first_day), tuning)
    learnt = time.perf_counter() - started
    area, of_cells = history.cells.area, history.shares_of_cells(shares)
    rows, kept = [], []
    for number, window in enumerate(windows, start=1):
        known = history.before(window.first_day)
        begun = time.perf_counter()
        rates = forecaster.rates(known, window)
        taken = time.perf_counter() - begun
        rows.append(_row(rates, area, history.counts(window.first_day, window.end_day), of_cells, taken))
        if keep:
            kept.append(rates)
        if step:
            step(number, len(windows))
    return Judged(
        method.name, _scores(rows, shares), forecaster.settings, learnt, np.array(kept) if keep else None
    )


def _row(rates: Floats, area: Floats, observed: Floats, shares: Floats, seconds: float) -> dict[str, Any]:
    return {
        "hits": hits(rates, area, observed, shares),
        "best": best_hits(area, observed, shares),
        "events": observed.sum(),
        "expected": rates.sum(),
        "log": log_score(rates, area, observed),
        "seconds": seconds,
    }


def _scores(rows: Sequence[Mapping[str, Any]], shares: Floats) -> Scores:
    names = ("hits", "best", "events", "expected", "log", "seconds")
    columns = {name: np.array([row[name] for row in rows], dtype=np.float64) for name in names}
    return Scores(shares=shares, **columns)
