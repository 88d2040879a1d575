"""The boosted extra: gradient-boosted trees on what happened in and around a cell, mixed with the default surface.

The trees learn a Poisson rate (LightGBM). Where more of a feature can only mean more crime they are held to that
(monotone). Several forests with other draws are averaged, then mixed with the default surface on the log scale; the
total is that of the level forecast, which keeps expected and observed together. A cell's rate can be told by feature.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ninefold.errors import ExtraNotInstalled
from ninefold.measures.places.boosted_features import FEATURES, Looking, new_looking
from ninefold.measures.places.events import Floats
from ninefold.measures.places.history import History
from ninefold.measures.places.memory import new_memory
from ninefold.measures.places.surface import LearntSurface, Surface, to_total
from ninefold.measures.places.windows import Window, is_month, month_of, month_windows

MOST_TREES = 800
HELD_SHARE = 0.25  # of the training windows, the last, for when to stop
LEAST_DAYS = 28  # of a training window: places change slowly, and longer windows are fewer rows
LEAST_WINDOWS = 3
FORESTS = 3
TREES_SHARE = 0.7  # of the mixture with the default surface, on the log scale
EMPTY_KEPT = 1 / 6  # of the empty rows with the least rate; each stands for the others by its weight
SETTINGS: Mapping[str, Any] = {
    "objective": "poisson",
    "learning_rate": 0.04,
    "num_leaves": 31,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 20.0,
    "max_bin": 63,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
    "seed": 0,
}


@dataclass(frozen=True)
class Boosted:
    """The boosted extra before it has seen any data."""

    name: str = "boosted"
    most_windows: int = 130  # to learn from, the latest

    def learn(self, known: History, tuning: Sequence[Window]) -> "LearntBoosted | LearntSurface":
        """Trees fitted on every window after the first year; the default surface where those are too few."""
        lightgbm = _lightgbm()
        windows = _training(known, tuning)[-self.most_windows :]
        surface = Surface().learn(known, tuning)
        if len(windows) < LEAST_WINDOWS:
            return surface
        looked = _look(known, windows)
        forest, count = _fit(lightgbm, looked)
        told = {"trees": count, "forests": len(forest), "windows": len(windows), "rows": len(looked.observed)}
        return LearntBoosted(surface, new_looking(known), forest, told)


@dataclass
class LearntBoosted:
    """Several forests of trees, the surface they are mixed with, and the memories their features come from."""

    surface: LearntSurface
    looking: Looking
    forests: Sequence[Any]
    settings: Mapping[str, Any]

    def rates(self, known: History, window: Window) -> Floats:
        """Events expected in each cell during the window."""
        start = self.surface.rates(known, window)
        features = self.looking.features(known, window)
        told = np.mean([forest.predict(features, raw_score=True) for forest in self.forests], axis=0)
        mixed = TREES_SHARE * told + (1 - TREES_SHARE) * np.log(np.maximum(start, 1e-9))
        return to_total(np.asarray(np.exp(mixed), dtype=np.float64), float(start.sum()))

    def reasons(self, known: History, window: Window) -> Floats:
        """How much each feature moved each cell's log rate away from the mean (cells by features)."""
        features = self.looking.features(known, window)
        parts = [forest.predict(features, pred_contrib=True)[:, : len(FEATURES)] for forest in self.forests]
        return np.asarray(np.mean(parts, axis=0), dtype=np.float64)


@dataclass(frozen=True)
class _Looked:
    """Rows to learn from: one a cell and window, empty ones thinned out and weighed up."""

    features: NDArray[np.float32]
    observed: Floats
    weight: Floats
    window: Floats  # the number of the window

    def part(self, which: NDArray[np.bool_]) -> "_Looked":
        """The rows where a mask holds."""
        return _Looked(self.features[which], self.observed[which], self.weight[which], self.window[which])


def _look(known: History, windows: Sequence[Window]) -> _Looked:
    looking = new_looking(known)
    thin = new_memory(known.cells, known.first_day, half_lives=(480.0,), widths=(1.0,), missing=known.missing)
    chance = np.random.default_rng(0)
    parts = []
    for number, window in enumerate(windows):
        before = known.before(window.first_day)
        features = looking.features(before, window)
        counts = known.counts(window.first_day, window.end_day)
        rates = thin.maps(before.at, before.day, window.first_day)[0, 0]
        usual = np.clip(rates / max(rates.mean(), 1e-12) / 2, EMPTY_KEPT, 1.0)
        kept_share = np.where(counts > 0, 1.0, usual)
        kept = np.flatnonzero(chance.random(len(counts)) < kept_share)
        parts.append(
            _Looked(features[kept], counts[kept], 1 / kept_share[kept], np.full(len(kept), float(number)))
        )
    return _Looked(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.observed for part in parts]),
        np.concatenate([part.weight for part in parts]),
        np.concatenate([part.window for part in parts]),
    )


def _fit(lightgbm: Any, looked: _Looked) -> tuple[list[Any], int]:
    """Forests fitted on all windows, with as many trees as did best on the last quarter of them."""
    settings = dict(SETTINGS) | {"monotone_constraints": [feature.sign for feature in FEATURES]}
    cut = (looked.window.max() + 1) * (1 - HELD_SHARE)
    early = _data(lightgbm, looked.part(looked.window < cut))
    late = _data(lightgbm, looked.part(looked.window >= cut))
    stop = [lightgbm.early_stopping(30, verbose=False)]
    tried = lightgbm.train(settings, early, MOST_TREES, valid_sets=[late], callbacks=stop)
    count = max(int(tried.best_iteration * 1.1), 1)
    whole = _data(lightgbm, looked)
    return [lightgbm.train(settings | {"seed": seed}, whole, count) for seed in range(FORESTS)], count


def _data(lightgbm: Any, looked: _Looked) -> Any:
    return lightgbm.Dataset(
        looked.features,
        looked.observed,
        weight=looked.weight,
        feature_name=[f"f{number}" for number in range(len(FEATURES))],
        params={"max_bin": SETTINGS["max_bin"]},
        free_raw_data=False,
    )


def _training(known: History, tuning: Sequence[Window]) -> list[Window]:
    """Windows back to back until the tuning ends, from a year (or half of what there is) after the records begin."""
    if not tuning:
        return []
    end = tuning[-1].end_day
    start = known.first_day + min(365, (end - known.first_day) // 2)
    if all(is_month(window) for window in tuning):
        first, last = month_of(start - 1) + 1, month_of(end - 1) + 1
        windows = month_windows(first, max(last - first, 0))
    else:
        step = tuning[0].days * max(1, LEAST_DAYS // tuning[0].days)
        count = max((end - start) // step, 0)
        windows = [Window(end - step * (n + 1), end - step * n) for n in reversed(range(count))]
    return [
        window for window in windows if known.recorded_days(window.first_day, window.end_day) == window.days
    ]


def _lightgbm() -> Any:
    try:
        return import_module("lightgbm")
    except ImportError as missing:
        raise ExtraNotInstalled(
            'The boosted forecast needs LightGBM: pip install "ninefold[boosted]", or leave `boosted` out of the card.'
        ) from missing
