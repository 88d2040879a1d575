"""Rolling origins: at each, every method forecasts the same stretch from what came before, and is scored on it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import process_time

import numpy as np

from ninefold.measures.demand.baselines import (
    RECENT_MEAN,
    SEASONAL_NAIVE,
    SMOOTHING,
    recent_mean,
    seasonal_naive,
    smoothing,
)
from ninefold.measures.demand.model import NAME, History, forecast
from ninefold.measures.demand.prediction import Prediction
from ninefold.measures.demand.scores import Line, Scored, lines, scale, scored

Method = Callable[[History, int], Prediction]


@dataclass(frozen=True)
class Table:
    """The figures of every method at one level of the tree; the cheap forecasts are always among them."""

    level: str
    nodes: int
    a_period: float
    lines: tuple[Line, ...]


def _by_model(history: History, ahead: int) -> Prediction:
    return forecast(history, ahead).prediction()


METHODS: Mapping[str, Method] = {
    SEASONAL_NAIVE: seasonal_naive, RECENT_MEAN: recent_mean, SMOOTHING: smoothing, NAME: _by_model,
}  # fmt: skip


def run(
    history: History, origins: Sequence[int], ahead: int, *, names: Sequence[str], seed: int = 0,
    report: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Table, ...]:  # fmt: skip
    """One table for each level of the tree, named by `names`; an origin is the number of periods known at it."""
    found: dict[str, list[Scored]] = {name: [] for name in METHODS}
    taken = dict.fromkeys(METHODS, 0.0)
    for number, origin in enumerate(origins):
        report(number, len(origins))
        known, came = history.upto(origin), history.counts[origin : origin + ahead]
        scales = scale(known.counts, history.periods.step)
        for name, method in METHODS.items():
            started = process_time()
            prediction = method(known, len(came))
            taken[name] += process_time() - started
            found[name].append(scored(prediction, came, scales))
    report(len(origins), len(origins))
    milliseconds = {name: 1000 * each / len(origins) for name, each in taken.items()}
    return tuple(
        _table(history, found, milliseconds, depth, names[depth], seed)
        for depth in range(history.tree.depths)
    )


def _table(
    history: History, found: Mapping[str, Sequence[Scored]], milliseconds: Mapping[str, float], depth: int,
    name: str, seed: int,
) -> Table:  # fmt: skip
    nodes = history.tree.at(depth)
    told = lines(found, nodes, milliseconds, naive=SEASONAL_NAIVE, recent=RECENT_MEAN, seed=seed)
    known = history.counts[:, nodes]
    return Table(name, len(nodes), float(np.nanmean(known)), told)
