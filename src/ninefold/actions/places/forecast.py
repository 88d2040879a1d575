"""Where events of a kind may come next: a list of places, never without what such lists hit and could have hit.

A list made by rank alone sends people to the same corners until nobody knows what happens elsewhere. So a share of
it is drawn by lot from all other places, and no neighbourhood may hold more than a share of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from ninefold.actions.places.backtest import (
    MAY_NOT,
    SURFACE,
    Refused,
    compared,
    groups_of,
    history_of,
    is_too_little,
    methods,
    nothing_forecast,
)
from ninefold.actions.places.card import METHODS, PlaceCard, read_place_card
from ninefold.actions.places.grounds import ground, notes_on
from ninefold.actions.places.points import PointFile, read_points
from ninefold.actions.places.windows import Plan, plan
from ninefold.actions.workspace import Report, one_step, silent
from ninefold.errors import NotAssured, UserError
from ninefold.measures.intervals import Interval
from ninefold.measures.patterns.allowed import judge_type
from ninefold.measures.patterns.feedback import capped, exploring
from ninefold.measures.places.boosted import TERMS, LearntBoosted
from ninefold.measures.places.comparison import BASELINE, Comparison
from ninefold.measures.places.events import Floats, Ints
from ninefold.measures.places.grid import Cells
from ninefold.measures.places.history import History
from ninefold.measures.places.method import Forecaster, Method
from ninefold.measures.places.windows import Window, day_number, month_of, month_windows

NEIGHBOURHOOD = 2000.0  # side in metres of the squares within which a list may not gather
_TOLD = (28, 365, 1096)  # days back of which the records of a place are told
_LEAST_NEIGHBOURHOODS = 4  # in a smaller town a list has nowhere else to go


@dataclass(frozen=True)
class Choosing:
    """How a list is made of rates: by which method, how much by lot, how much any neighbourhood may hold."""

    method: str = SURFACE
    by_lot: float = 0.1
    most: float = 0.5


@dataclass(frozen=True)
class Place:
    """One place of the list: its middle, the number expected with an interval of 90 %, whether by lot, and why."""

    rank: int
    place: str
    longitude: float | None
    latitude: float | None
    x: float
    y: float
    expected: float
    low: float
    high: float
    by_lot: bool
    reasons: str


@dataclass(frozen=True)
class KindForecast:
    """One type: the list, and what lists by rank alone hit in the backtest beside the count and the ceiling."""

    kind: str
    standing: str
    caution: str
    method: str
    places: tuple[Place, ...]
    expected: float  # events in all places
    in_list: float  # the share of these expected in the list
    by_lot: int
    gave_way: int  # places of the first ranks that the limit for a neighbourhood left out
    hit_rate: Interval
    over_count: Interval
    reachable: float  # the ceiling: what the clairvoyant hit
    reached: float  # share of it
    windows: int
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class PlacesForecast:
    """The lists of all types asked for, and for when."""

    files: tuple[str, ...]
    known_until: str
    first_day: str
    last_day: str
    unit: str
    cells: int
    share: float
    kinds: tuple[KindForecast, ...]
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]
    may_not: str = MAY_NOT


def forecast_places(
    files: Sequence[Path],
    *,
    card: Path | PlaceCard,
    choosing: Choosing = Choosing(),
    report: Report = silent,
) -> PlacesForecast:
    """The places of the next window, for every type the card asks for.

    NotPermitted for types that patrols find; NotAssured for a method that does not surely hit more than the default.
    """
    _check(choosing)
    asked = read_place_card(card) if isinstance(card, Path) else card
    with one_step(report, "reading"):
        points = _until_the_last_day(read_points(files, asked), asked)
    windows = plan(asked, points.events)
    area = ground(asked, points)
    ahead = _ahead(points, windows)
    groups, refused = groups_of(asked, points.events)
    method, judged = _method(asked, choosing, points.events.grain)
    kinds = []
    for group, members in groups.items():
        history = history_of(points.events, area, members, windows)
        if is_too_little(history, windows):
            refused.append(Refused(group, "too few events in the windows or before them to say anything"))
            continue
        table = compared(asked, group, judged, history, area, windows, report)
        _check_beats_the_default(table, choosing.method)
        kinds.append(_kind(asked, choosing, group, members, points, history, table, method, windows, ahead))
    if not kinds:
        raise nothing_forecast(refused)
    return PlacesForecast(
        files=tuple(path.name for path in files),
        known_until=Window(ahead.first_day - 1, ahead.first_day).first_date,
        first_day=ahead.first_date,
        last_day=Window(ahead.end_day - 1, ahead.end_day).first_date,
        unit=asked.unit,
        cells=len(area),
        share=asked.main_share,
        kinds=tuple(kinds),
        refused=tuple(refused),
        notes=(*points.notes, *notes_on(area)),
    )


def _check(choosing: Choosing) -> None:
    if choosing.method not in METHODS:
        raise UserError(f"There is no such method. Those there are: {', '.join(METHODS)}.")
    if not (0 <= choosing.by_lot <= 0.5 and 0 < choosing.most <= 1):
        raise UserError(
            "The share by lot lies between 0 and 0.5, the most of a neighbourhood between 0 and 1."
        )


def _until_the_last_day(points: PointFile, card: PlaceCard) -> PointFile:
    """What was known on the last day the card gives: later points must not even shape the study area."""
    if card.last is None:
        return points
    known = points.events.day <= day_number(card.last)
    if not known.any():
        raise UserError("No event is on or before the card's `last`. Give a later day, or leave it out.")
    return replace(points, events=points.events.taken(known), kept=points.kept[known])


def _ahead(points: PointFile, windows: Plan) -> Window:
    """The window after the last day on record."""
    last = int(points.events.day.max())
    if windows.months:
        return month_windows(month_of(last) + 1, 1)[0]
    return Window(last + 1, last + 1 + windows.test[0].days)


def _method(card: PlaceCard, choosing: Choosing, grain: str) -> tuple[Method, list[Method]]:
    """The method asked for, and those it is judged beside: the count and the default."""
    wanted = (BASELINE, SURFACE, choosing.method)
    judged = methods(card.asking_for(wanted), grain)
    found = next((each for each in judged if each.name == choosing.method), None)
    if found is None:
        raise NotAssured(f"{choosing.method} needs days, and the file has months. Leave the method out.")
    return found, judged


def _check_beats_the_default(table: Comparison, method: str) -> None:
    gain = table.line(method).over_default
    if gain is not None and gain.low <= 0:
        raise NotAssured(
            f"{method} did not surely hit more than {SURFACE} in the backtest of this file, so no list is made by it. "
            "Leave the method out, or read `ninefold places backtest`."
        )


def _kind(
    card: PlaceCard, choosing: Choosing, group: str, members: Sequence[str], points: PointFile, history: History,
    table: Comparison, method: Method, windows: Plan, ahead: Window,
) -> KindForecast:  # fmt: skip
    known = history.before(ahead.first_day)
    # What was forecast in the backtest lies in the past by now, and is what the list's method tunes on.
    learnt = method.learn(known, windows.test)
    rates = learnt.rates(known, ahead)
    listed, gave_way = _listed(rates, history.cells, history.empty_area, card, choosing)
    lot = round(choosing.by_lot * len(listed))
    chosen = exploring(listed, len(rates), choosing.by_lot, seed=card.seed + ahead.first_day)
    line, main = table.line(choosing.method), table.shares.index(table.main_share)
    standing = judge_type(members[0] if group not in members else group)
    assert table.headroom is not None
    return KindForecast(
        kind=group,
        standing=standing.standing,
        caution=standing.reason if standing.standing == "with care" else "",
        method=choosing.method,
        places=_places(
            chosen, len(listed) - lot, rates, points, known.cells, _reasons(known, ahead, learnt, chosen)
        ),
        expected=float(rates.sum()),
        in_list=float(rates[chosen].sum() / max(rates.sum(), 1e-300)),
        by_lot=lot,
        gave_way=gave_way,
        hit_rate=line.hit_rate[main],
        over_count=line.gain[main],
        reachable=table.headroom.clairvoyant,
        reached=line.reached or 0.0,
        windows=table.windows,
        settings=learnt.settings,
    )


def _listed(
    rates: Floats, cells: Cells, empty_area: float, card: PlaceCard, choosing: Choosing
) -> tuple[Ints, int]:
    """The densest places that make up the share of the area, none too many of one neighbourhood."""
    density = rates / cells.area
    order = np.argsort(-density, kind="stable")
    within = np.cumsum(cells.area[order]) <= card.main_share * (float(cells.area.sum()) + empty_area)
    wanted = max(1, int(within.sum()))
    corner = np.floor(np.column_stack([cells.x, cells.y]) / NEIGHBOURHOOD)
    corners, neighbourhood = np.unique(corner, axis=0, return_inverse=True)
    most = choosing.most if len(corners) >= _LEAST_NEIGHBOURHOODS else 1.0
    kept = capped(density, neighbourhood.ravel().astype(np.int64), wanted, most)
    return kept, int((~np.isin(order[:wanted], kept)).sum())


def _reasons(known: History, ahead: Window, learnt: Forecaster, chosen: Ints) -> list[str]:
    """What was recorded in each place; of the boosted extra also the three terms that moved it most."""
    counts = [known.counts(ahead.first_day - days, ahead.first_day)[chosen] for days in _TOLD]
    told = [
        f"{int(month)} recorded here in the last 28 days, {int(year)} in the last year, {int(three)} in three years."
        for month, year, three in zip(*counts, strict=True)
    ]
    if not isinstance(learnt, LearntBoosted):
        return told
    moved = learnt.reasons(known, ahead)[chosen]
    return [f"{words} {_strongest(row)}" for words, row in zip(told, moved, strict=True)]


def _strongest(moved: Floats) -> str:
    strongest = np.argsort(-np.abs(moved))[:3]
    terms = [f"{TERMS[place]} (×{np.exp(moved[place]):.2f})" for place in strongest]
    return f"Moved most by: {'; '.join(terms)}."


def _places(
    chosen: Ints, by_rank: int, rates: Floats, points: PointFile, cells: Cells, reasons: Sequence[str]
) -> tuple[Place, ...]:
    degrees = points.plane.backward(cells.x[chosen], cells.y[chosen]) if points.plane is not None else None
    low, high = stats.poisson.ppf(0.05, rates[chosen]), stats.poisson.ppf(0.95, rates[chosen])
    return tuple(
        Place(
            rank=number + 1,
            place=cells.ids[cell],
            longitude=None if degrees is None else round(float(degrees[0][number]), 6),
            latitude=None if degrees is None else round(float(degrees[1][number]), 6),
            x=float(cells.x[cell]),
            y=float(cells.y[cell]),
            expected=float(rates[cell]),
            low=float(low[number]),
            high=float(high[number]),
            by_lot=number >= by_rank,
            reasons=reasons[number],
        )
        for number, cell in enumerate(chosen)
    )
