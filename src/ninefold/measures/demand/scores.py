"""How good forecasts were: MASE, CRPS on the same scale, and how often limits held what came.

MASE: mean absolute error over that of repeating the last season within what was known (Hyndman and Koehler 2006).
CRPS: twice the mean pinball loss over 19 quantiles, on that same scale. Each figure is a mean over nodes and
origins; its interval comes from origins drawn again, and methods are compared in the same draws.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ninefold.measures.demand.periods import SEASON, Floats
from ninefold.measures.demand.prediction import Prediction
from ninefold.measures.demand.spread import LEVELS
from ninefold.measures.intervals import Interval

PARTS = 4  # of the stretch ahead, by which figures are told: the weeks, of 28 days
DRAWS = 2000


@dataclass(frozen=True)
class Scored:
    """Of one method and origin, by node: scaled error and CRPS, and both with the share held by part of the stretch."""

    error: Floats
    crps: Floats
    error_by_part: Floats
    crps_by_part: Floats
    cover: Floats
    width: Floats
    absolute: Floats
    bias: Floats


@dataclass(frozen=True)
class Line:
    """One method's figures over all origins."""

    name: str
    mase: Interval
    over_naive: Interval
    over_recent: Interval
    crps: float
    cover: float
    mase_by_part: tuple[float, ...]
    crps_by_part: tuple[float, ...]
    cover_by_part: tuple[float, ...]
    width: float
    absolute_error: float
    bias: float
    milliseconds: float


def scale(counts: Floats, step: str) -> Floats:
    """The mean absolute error of repeating the last season, within what is known; NaN where there is none."""
    season = SEASON[step]
    known = counts if len(counts) > season else np.full((season + 1, counts.shape[1]), np.nan)
    missed = np.abs(known[season:] - known[:-season])
    sums, held = np.nansum(missed, axis=0), np.isfinite(missed).sum(axis=0)
    return np.where((held > 0) & (sums > 0), sums / np.maximum(held, 1), np.nan)


def scored(prediction: Prediction, came: Floats, scales: Floats) -> Scored:
    """One method's prediction against what came (periods, nodes)."""
    miss = came - prediction.middle
    over = came[:, :, None] - prediction.quantiles
    pinball = np.where(over >= 0, LEVELS * over, (LEVELS - 1) * over)
    known = np.isfinite(came)
    lost = 2 * pinball.mean(axis=2)
    held = np.where(known, (came >= prediction.low) & (came <= prediction.high), np.nan)
    return Scored(
        error=_mean(np.abs(miss)) / scales,
        crps=_mean(lost) / scales,
        error_by_part=_by_part(np.abs(miss)) / scales,
        crps_by_part=_by_part(lost) / scales,
        cover=_by_part(held),
        width=_mean(prediction.high - prediction.low),
        absolute=_mean(np.abs(miss)),
        bias=_mean(prediction.mean - came),
    )


def _by_part(values: Floats) -> Floats:
    return np.array([_mean(part) for part in np.array_split(values, PARTS)])


def _mean(values: Floats) -> Floats:
    """Over the periods, of those that are known."""
    known = np.isfinite(values)
    sums = np.where(known, values, 0.0).sum(axis=0)
    return np.where(known.any(axis=0), sums / np.maximum(known.sum(axis=0), 1), np.nan)


def lines(
    found: Mapping[str, Sequence[Scored]], nodes: Sequence[int], milliseconds: Mapping[str, float], *,
    naive: str, recent: str, seed: int = 0,
) -> tuple[Line, ...]:  # fmt: skip
    """One line a method, over some nodes; both cheap forecasts must be among the methods."""
    at = np.array(nodes, dtype=np.int64)
    errors = {name: _over_nodes([each.error[at] for each in own]) for name, own in found.items()}
    origins = len(errors[naive])
    drawn = np.random.default_rng(seed).integers(0, origins, size=(DRAWS, origins))
    return tuple(
        Line(
            name=name,
            mase=_interval(errors[name], drawn),
            over_naive=_interval(errors[name] - errors[naive], drawn),
            over_recent=_interval(errors[name] - errors[recent], drawn),
            crps=_flat([each.crps[at] for each in own]),
            cover=_flat([each.cover[:, at] for each in own]),
            mase_by_part=tuple(
                _flat([each.error_by_part[part][at] for each in own]) for part in range(PARTS)
            ),
            crps_by_part=tuple(_flat([each.crps_by_part[part][at] for each in own]) for part in range(PARTS)),
            cover_by_part=tuple(_flat([each.cover[part][at] for each in own]) for part in range(PARTS)),
            width=_flat([each.width[at] for each in own]),
            absolute_error=_flat([each.absolute[at] for each in own]),
            bias=_flat([each.bias[at] for each in own]),
            milliseconds=milliseconds[name],
        )
        for name, own in found.items()
    )


def _over_nodes(errors: Sequence[Floats]) -> Floats:
    return np.array([_flat([each]) for each in errors])


def _flat(values: Sequence[Floats]) -> float:
    whole = np.concatenate([each.ravel() for each in values])
    known = whole[np.isfinite(whole)]
    return float(known.mean()) if len(known) else float("nan")


def _interval(by_origin: Floats, drawn: np.ndarray) -> Interval:
    means = np.nanmean(by_origin[drawn], axis=1) if np.isfinite(by_origin).any() else np.full(2, np.nan)
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(float(np.nanmean(by_origin)) if len(means) > 2 else float("nan"), float(low), float(high))
