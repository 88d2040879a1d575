"""One table of methods judged on the same windows: with its cheap baseline and its intervals, or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ninefold.errors import NotAssured
from ninefold.measures.intervals import Interval
from ninefold.measures.places.backtest import Judged
from ninefold.measures.places.baselines import Count
from ninefold.measures.places.headroom import Headroom
from ninefold.measures.places.resampling import (
    gain_interval,
    hit_rate_interval,
    resampled_windows,
)
from ninefold.measures.places.surface import Surface

BASELINE, DEFAULT = Count().name, Surface().name
LEAST_WINDOWS = 4  # fewer give no interval worth the name


@dataclass(frozen=True)
class Line:
    """One method: what it hit at each share of the area, and how that differs from the baseline."""

    name: str
    hit_rate: tuple[Interval, ...]  # along the shares
    gain: tuple[Interval, ...]  # over the baseline, in the same draws of windows
    pai: tuple[float, ...]
    pai_star: tuple[float, ...]
    pei: tuple[float, ...]
    reached: float | None  # share of the reachable at the main share of the area
    log_score: float
    expected_over_observed: float
    milliseconds: float  # for one window, the middle one
    learning_seconds: float
    settings: Mapping[str, Any]
    over_default: Interval | None = (
        None  # the gain over the default surface at the main share, where both were run
    )


@dataclass(frozen=True)
class Comparison:
    """The whole table. It cannot be made without the three-year count, nor with a figure that has no interval."""

    shares: tuple[float, ...]
    main_share: float
    windows: int
    events: int
    cells: int
    lines: tuple[Line, ...]
    headroom: Headroom | None = None

    def __post_init__(self) -> None:
        names = [line.name for line in self.lines]
        if BASELINE not in names:
            raise NotAssured(
                "The table has no three-year count beside the other methods. Run the count on the same windows "
                "and add it."
            )
        if self.windows < LEAST_WINDOWS:
            raise NotAssured(
                f"{self.windows} windows give no interval; {LEAST_WINDOWS} are the least. Choose shorter windows, "
                "or an earlier first day."
            )
        if any(
            len(line.hit_rate) != len(self.shares) or len(line.gain) != len(self.shares)
            for line in self.lines
        ):
            raise NotAssured(
                "A method stands in the table without an interval. Make the table with `compare`."
            )

    def line(self, name: str) -> Line:
        """The line of one method."""
        return next(line for line in self.lines if line.name == name)


def compare(
    judged: Sequence[Judged],
    *,
    cells: int,
    main_share: float,
    headroom: Headroom | None = None,
    draws: int = 2000,
    seed: int = 0,
) -> Comparison:
    """The table of some methods, all run on the same windows; NotAssured without the three-year count."""
    base = next((each for each in judged if each.name == BASELINE), None)
    if base is None:
        raise NotAssured(
            "There is no three-year count to compare with. Run `baselines.Count()` on the same windows."
        )
    _check_same_windows(judged, base)
    windows = len(base.scores.events)
    drawn = resampled_windows(windows, draws=draws, seed=seed)
    return Comparison(
        shares=tuple(float(share) for share in base.scores.shares),
        main_share=main_share,
        windows=windows,
        events=int(base.scores.events.sum()),
        cells=cells,
        lines=tuple(
            replace(
                _line(each, base, drawn, headroom),
                over_default=_over_default(each, judged, drawn, main_share),
            )
            for each in judged
        ),
        headroom=headroom,
    )


def _check_same_windows(judged: Sequence[Judged], base: Judged) -> None:
    for each in judged:
        same = np.array_equal(each.scores.events, base.scores.events)
        if not same or not np.array_equal(each.scores.shares, base.scores.shares):
            raise NotAssured(
                f"'{each.name}' was run on other windows than the baseline. Run both on the same."
            )


def _line(judged: Judged, base: Judged, drawn: Any, headroom: Headroom | None) -> Line:
    scores, places = judged.scores, range(len(judged.scores.shares))
    rates = tuple(hit_rate_interval(scores, place, drawn) for place in places)
    return Line(
        name=judged.name,
        hit_rate=rates,
        gain=tuple(gain_interval(scores, base.scores, place, drawn) for place in places),
        pai=_tuple(scores.pai),
        pai_star=_tuple(scores.pai_star),
        pei=_tuple(scores.pei),
        reached=_reached(judged, headroom),
        log_score=scores.log_per_event,
        expected_over_observed=scores.expected_over_observed,
        milliseconds=float(1000 * np.median(scores.seconds)),
        learning_seconds=judged.learning_seconds,
        settings=judged.settings,
    )


def _over_default(judged: Judged, others: Sequence[Judged], drawn: Any, main_share: float) -> Interval | None:
    default = next((each for each in others if each.name == DEFAULT), None)
    if default is None or judged.name in (DEFAULT, BASELINE):
        return None
    place = int(np.argmin(np.abs(judged.scores.shares - main_share)))
    return gain_interval(judged.scores, default.scores, place, drawn)


def _reached(judged: Judged, headroom: Headroom | None) -> float | None:
    if headroom is None:
        return None
    place = int(np.argmin(np.abs(judged.scores.shares - headroom.share)))
    return headroom.reached(float(judged.scores.hit_rate()[place]))


def _tuple(values: Any) -> tuple[float, ...]:
    return tuple(float(each) for each in values)
