"""The boosted extra: the default surface, corrected by a regression and by gradient-boosted trees.

Both learn a Poisson rate from what happened in and around a cell. The regression is steady and says how far a cell lies
from the surface; the trees (LightGBM) find what it cannot, and where more of a feature can only mean more crime they
are held to that (monotone). Several forests with other draws are averaged. The three are mixed on the log scale, since
they err in different cells; the total is that of the level forecast, which keeps expected and observed together. A
cell's rate can be told by feature.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ninefold.errors import ExtraNotInstalled
from ninefold.measures.places.boosted_features import FEATURES, Looking, new_looking
from ninefold.measures.places.boosted_regression import Regression, fit_regression
from ninefold.measures.places.events import Floats
from ninefold.measures.places.history import History
from ninefold.measures.places.surface import LearntSurface, Surface, to_total
from ninefold.measures.places.windows import Window, is_month, month_of, month_windows

MOST_TREES = 800
HELD_SHARE = 0.25  # of the training windows, the last, for when to stop
LEAST_DAYS = 28  # of a training window: places change slowly, and longer windows are fewer rows
LEAST_WINDOWS = 3
FORESTS = 3
# Of the mixture on the log scale; what is left of one is the default surface's alone.
TREES_SHARE, REGRESSION_SHARE = 0.3, 0.5
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
TERMS = (*(feature.name for feature in FEATURES), "the default surface")  # what a cell's rate is told by


@dataclass(frozen=True)
class Boosted:
    """The boosted extra before it has seen any data."""

    name: str = "boosted"
    most_windows: int = 130  # to learn from, the latest

    def learn(self, known: History, tuning: Sequence[Window]) -> "LearntBoosted | LearntSurface":
        """Fitted on every window after the first year; the default surface where those are too few."""
        lightgbm = _lightgbm()
        windows = _training(known, tuning)[-self.most_windows :]
        surface = Surface().learn(known, tuning)
        if len(windows) < LEAST_WINDOWS:
            return surface
        looked = _look(known, windows, surface)
        regression = fit_regression(looked.features, looked.start, looked.observed, looked.weight)
        forest, count = _fit(lightgbm, looked)
        told = {"trees": count, "forests": len(forest), "windows": len(windows), "rows": len(looked.observed)}
        return LearntBoosted(surface, new_looking(known), regression, forest, told)


@dataclass
class LearntBoosted:
    """The surface, the regression that corrects it, several forests, and the memories their features come from."""

    surface: LearntSurface
    looking: Looking
    regression: Regression
    forests: Sequence[Any]
    settings: Mapping[str, Any]

    def rates(self, known: History, window: Window) -> Floats:
        """Events expected in each cell during the window."""
        start = self.surface.rates(known, window)
        features = self.looking.features(known, window)
        told = np.mean([forest.predict(features, raw_score=True) for forest in self.forests], axis=0)
        mixed = (
            (1 - TREES_SHARE) * _log(start)
            + REGRESSION_SHARE * self.regression.added(features)
            + TREES_SHARE * told
        )
        return to_total(np.asarray(np.exp(mixed), dtype=np.float64), float(start.sum()))

    def reasons(self, known: History, window: Window) -> Floats:
        """How much each of `TERMS` moved each cell's log rate away from the mean (cells by terms)."""
        start = _log(self.surface.rates(known, window))
        features = self.looking.features(known, window)
        parts = [forest.predict(features, pred_contrib=True)[:, : len(FEATURES)] for forest in self.forests]
        by_feature = REGRESSION_SHARE * self.regression.parts(features) + TREES_SHARE * np.mean(parts, axis=0)
        return np.column_stack([by_feature, (1 - TREES_SHARE) * (start - start.mean())])


@dataclass(frozen=True)
class _Looked:
    """Rows to learn from: one a cell and window, empty ones thinned out and weighed up."""

    features: NDArray[np.float32]
    start: Floats  # log of the default surface's rate
    observed: Floats
    weight: Floats
    window: Floats  # the number of the window

    def part(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> "_Looked":
        """The rows where a mask holds, or of these numbers."""
        return _Looked(
            self.features[which],
            self.start[which],
            self.observed[which],
            self.weight[which],
            self.window[which],
        )


def _look(known: History, windows: Sequence[Window], surface: LearntSurface) -> _Looked:
    looking = new_looking(known)
    # The one that forecasts has already taken in what came after these windows.
    early = replace(surface, memory=replace(surface.memory, taken=0))
    chance = np.random.default_rng(0)
    parts = []
    for number, window in enumerate(windows):
        before = known.before(window.first_day)
        rates = early.rates(before, window)
        counts = known.counts(window.first_day, window.end_day)
        usual = np.clip(rates / max(rates.mean(), 1e-12) / 2, EMPTY_KEPT, 1.0)
        share = np.where(counts > 0, 1.0, usual)
        rows = _Looked(
            looking.features(before, window),
            _log(rates),
            counts,
            1 / share,
            np.full(len(counts), float(number)),
        )
        parts.append(rows.part(np.flatnonzero(chance.random(len(counts)) < share)))
    columns = ("features", "start", "observed", "weight", "window")
    return _Looked(*(np.concatenate([getattr(part, name) for part in parts]) for name in columns))


def _log(rates: Floats) -> Floats:
    return np.asarray(np.log(np.maximum(rates, 1e-9)), dtype=np.float64)


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
