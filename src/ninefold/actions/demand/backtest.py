"""How well could demand have been foretold? Rolling origins over a file of counts, as its card says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ninefold.actions.demand.card import DemandCard, read_demand_card
from ninefold.actions.demand.file import CountsFile, read_counts
from ninefold.actions.workspace import Report, one_step, silent
from ninefold.errors import UserError
from ninefold.measures.demand import backtest
from ninefold.measures.demand.model import History
from ninefold.measures.demand.periods import SEASON, day_number
from ninefold.measures.demand.replay import WeekSeen, replay

MAY_NOT = (
    "A forecast of demand may not be used to judge an officer, a team or a neighbourhood, nor to send fewer people "
    "because records fell: it counts what was recorded, not what was needed."
)
AHEAD = {"hour": 672, "day": 28, "week": 4, "month": 6}
# What is tried where the card says nothing and the file is too short for the usual.
_SHORTER = {"hour": (168, 24), "day": (14, 7), "week": (2, 1), "month": (3, 1)}
ORIGINS, _LEAST_ORIGINS = 13, 2
_KNOWN_FIRST = {"hour": 24 * 56, "day": 56, "week": 60, "month": 24}
_FROM_WEEK, _UP_TO_WEEK = 6, 37  # after an alarm, the weeks on which recovery is judged


@dataclass(frozen=True)
class Shock:
    """A change that was called: when, how late after it seems to have begun, and whether the limits came back."""

    week_called: str
    way: str
    cover_from_week_6: float | None
    weeks_judged: int


@dataclass(frozen=True)
class WatchOutcome:
    """The watch over the weekly total: its alarms, and how often one-week-ahead limits held."""

    weeks: int
    first_week: str
    cover: float
    shocks: tuple[Shock, ...]
    week_by_week: tuple[WeekSeen, ...]


@dataclass(frozen=True)
class DemandOutcome:
    """All that a backtest of demand found, and how it was set up."""

    files: tuple[str, ...]
    columns: Mapping[str, str]
    rows: int
    left_out: Mapping[str, int]
    step: str
    periods: int
    first: str
    last: str
    missing_periods: int
    series: int
    holidays: str
    events: tuple[str, ...]
    ahead: int
    origins: tuple[str, ...]
    tables: tuple[backtest.Table, ...]
    watch: WatchOutcome | None
    doubts: tuple[str, ...] = ()
    may_not: str = MAY_NOT


def backtest_demand(
    files: Sequence[Path], *, card: Path | DemandCard, report: Report = silent
) -> DemandOutcome:
    """Backtest a file of counts at every level; UserError says what to change where that cannot be done."""
    asked = read_demand_card(card) if isinstance(card, Path) else card
    with one_step(report, "reading"):
        read = read_counts(files, asked)
    history = read.history
    ahead, origins = _stretches(asked, history)
    names = level_names(asked, history)
    tables = backtest.run(
        history, origins, ahead, names=names, seed=asked.seed,
        report=lambda done, total: report("forecasting", done, total),
    )  # fmt: skip
    return _told(files, read, asked, ahead, origins, tables)


def _stretches(card: DemandCard, history: History) -> tuple[int, list[int]]:
    """How far ahead is forecast, and how many periods are known at each origin."""
    step = history.periods.step
    tried = (card.ahead,) if card.ahead else (AHEAD[step], *_SHORTER[step])
    for ahead in tried:
        origins = _origins(card, history, ahead)
        if len(origins) >= _LEAST_ORIGINS:
            return ahead, origins
    raise UserError(
        f"The file has {len(history.counts):,} {step}s: too few to forecast {tried[-1]} from at least "
        f"{_least_known(step)} known, twice. Bring a longer file, or choose a smaller `ahead` or another "
        "`first_origin` in the card."
    )


def _least_known(step: str) -> int:
    return max(_KNOWN_FIRST[step], SEASON[step] + 2)


def _origins(card: DemandCard, history: History, ahead: int) -> list[int]:
    """How many periods are known at each origin: the last stretches of the file, as many as its past allows."""
    total, apart = len(history.counts), card.apart or ahead
    if card.first_origin is not None:
        start = int(np.searchsorted(history.periods.first, day_number(card.first_origin)))
        most = card.origins or max(0, (total - start - ahead) // apart + 1)
        found = [start + apart * number for number in range(most)]
    else:
        found = [total - ahead - apart * number for number in range(card.origins or ORIGINS)][::-1]
    return [origin for origin in found if _least_known(history.periods.step) <= origin <= total - ahead]


def level_names(card: DemandCard, history: History) -> list[str]:
    """What each level of the tree is called: all, then the columns of the card."""
    names = ["all", *card.series]
    if history.tree.depths > len(names):
        names.append("column")
    return names[: history.tree.depths]


def _told(
    files: Sequence[Path], read: CountsFile, card: DemandCard, ahead: int, origins: Sequence[int],
    tables: tuple[backtest.Table, ...],
) -> DemandOutcome:  # fmt: skip
    history = read.history
    periods = history.periods
    return DemandOutcome(
        files=tuple(path.name for path in files),
        columns=read.columns,
        rows=read.rows,
        left_out=read.left_out,
        step=periods.step,
        periods=len(periods),
        first=periods.text(0),
        last=periods.text(len(periods) - 1),
        missing_periods=read.missing_periods,
        series=len(history.tree.leaves),
        holidays=history.region,
        events=tuple(event.name for event in card.events),
        ahead=ahead,
        origins=tuple(periods.text(origin) for origin in origins),
        tables=tables,
        watch=_watched(history),
        doubts=read.doubts,
    )


def _watched(history: History) -> WatchOutcome | None:
    found = replay(history)
    if found is None or not found.weeks:
        return None
    weeks = found.weeks
    shocks = tuple(_shock(weeks, number) for number, week in enumerate(weeks) if week.alarm)
    return WatchOutcome(len(weeks), weeks[0].week, found.cover, shocks, weeks)


def _shock(weeks: Sequence[WeekSeen], at: int) -> Shock:
    """An alarm, and how often the limits held from the sixth week after it, whatever was called in between."""
    judged = weeks[at + _FROM_WEEK : at + _UP_TO_WEEK]
    held = [week.low <= week.came <= week.high for week in judged]
    return Shock(weeks[at].week, weeks[at].alarm, float(np.mean(held)) if held else None, len(held))
