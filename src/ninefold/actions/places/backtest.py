"""How well could events at places have been foretold? Rolling origins over a file, as its card says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ninefold.actions.places.card import PlaceCard, read_place_card
from ninefold.actions.places.grounds import ground, notes_on
from ninefold.actions.places.points import PointFile, read_points
from ninefold.actions.places.windows import Plan, plan
from ninefold.actions.workspace import Report, one_step, silent
from ninefold.errors import NotPermitted, UserError
from ninefold.measures.patterns.allowed import judge_type
from ninefold.measures.places.backtest import Judged, run
from ninefold.measures.places.baselines import Count, KernelMap, Promap, last_month
from ninefold.measures.places.boosted import Boosted
from ninefold.measures.places.comparison import BASELINE, Comparison, compare
from ninefold.measures.places.events import Events
from ninefold.measures.places.headroom import headroom
from ninefold.measures.places.history import Company, History
from ninefold.measures.places.method import Method
from ninefold.measures.places.sepp_forecast import Sepp
from ninefold.measures.places.study_area import StudyArea
from ninefold.measures.places.surface import Surface

MAY_NOT = (
    "A forecast of places may not be used to stop, search or suspect anyone because they are there, nor to "
    "judge officers by it. It says where recorded crime of a kind may come, not who brings it."
)
SURFACE = Surface().name
MOST_KINDS, LEAST_EVENTS = 5, 50


@dataclass(frozen=True)
class GridFigures:
    """One method on other grids of the same size, moved and turned: how much the figure is the grid's own."""

    name: str
    hit_rates: tuple[float, ...]
    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class KindOutcome:
    """One type of event: the table of methods, with ceiling, and what the types' standing asks to be said."""

    kind: str
    standing: str
    caution: str
    events_on_record: int
    table: Comparison
    other_grids: tuple[GridFigures, ...]


@dataclass(frozen=True)
class Refused:
    """A type that may not be forecast, or could not be, and why."""

    kind: str
    reason: str


@dataclass(frozen=True)
class BacktestOutcome:
    """All that a backtest found, and how it was set up."""

    files: tuple[str, ...]
    columns: Mapping[str, str]
    rows: int
    without_place: int
    without_time: int
    far_off: int  # dated far from all others
    outside_area: int
    grain: str
    snapped: bool
    unit: str
    cell_m: float
    cells: int
    square_kilometres: float
    area_rule: str
    window_days: int
    windows: int
    first_window: str
    last_window: str
    tuning_windows: int
    windows_left_out: int
    kinds: tuple[KindOutcome, ...]
    refused: tuple[Refused, ...]
    notes: tuple[str, ...] = ()
    may_not: str = MAY_NOT


def backtest_places(
    files: Sequence[Path], *, card: Path | PlaceCard, report: Report = silent
) -> BacktestOutcome:
    """Backtest every type the card asks for; UserError says what to change where that cannot be done."""
    asked = read_place_card(card) if isinstance(card, Path) else card
    with one_step(report, "reading"):
        points = read_points(files, asked)
    windows = plan(asked, points.events)
    area = ground(asked, points)
    groups, refused = groups_of(asked, points.events)
    outcomes: list[KindOutcome] = []
    for group, members in groups.items():
        history = history_of(points.events, area, members, windows)
        if is_too_little(history, windows):
            refused.append(Refused(group, "too few events in the windows or before them to say anything"))
            continue
        outcomes.append(_outcome(asked, group, members, points, history, area, windows, report))
    if not outcomes:
        raise nothing_forecast(refused)
    return _told(files, points, asked, area, windows, outcomes, refused)


def groups_of(card: PlaceCard, events: Events) -> tuple[dict[str, tuple[str, ...]], list[Refused]]:
    """The groups of types to forecast, and those refused; each type by itself where the card names none."""
    asked = _asked(card, events)
    allowed, refused = {}, []
    for group, members in asked.items():
        judged = [judge_type(each) for each in (group, *members)]
        why = next((each.reason for each in judged if each.standing == "refused"), None)
        if why is None:
            allowed[group] = members
        else:
            refused.append(Refused(group, why))
    return allowed, refused


def _asked(card: PlaceCard, events: Events) -> dict[str, tuple[str, ...]]:
    if card.types and card.kind is None and len(events.kinds) > 1:
        plain = {kind.strip().lower(): kind for kind in events.kinds}
        return {
            group: tuple(_named(each, group, plain) for each in members)
            for group, members in card.types.items()
        }
    if len(events.kinds) == 1 and len(card.types) == 1 and card.kind is None:
        return {next(iter(card.types)): events.kinds}
    common = np.argsort(-np.bincount(events.kind, minlength=len(events.kinds)))[:MOST_KINDS]
    return {events.kinds[number]: (events.kinds[number],) for number in common}


def _named(word: str, group: str, plain: Mapping[str, str]) -> str:
    found = plain.get(word.strip().lower())
    if found is None:
        raise UserError(
            f"The card's group '{group}' names the type '{word}', which the file's column of types never holds. "
            "Write it as the file does, or take it out."
        )
    return found


def history_of(events: Events, area: StudyArea, members: Sequence[str], windows: Plan) -> History:
    """The events of a group with, as company, all events of types that may be forecast."""
    inside = area.at >= 0
    standing = np.array([judge_type(kind).standing != "refused" for kind in events.kinds])
    beside = inside & standing[events.kind]
    wanted = inside & np.isin(events.kind, [n for n, kind in enumerate(events.kinds) if kind in members])
    ranks = np.empty(len(events.kinds), dtype=np.int64)
    ranks[np.argsort(-np.bincount(events.kind, minlength=len(ranks)), kind="stable")] = np.arange(len(ranks))
    return History(
        cells=area.cells,
        x=events.x[wanted],
        y=events.y[wanted],
        at=area.at[wanted],
        day=events.day[wanted],
        first_day=int(events.day.min()),
        company=Company(area.at[beside], events.day[beside], ranks[events.kind[beside]]),
        empty_area=area.empty_area,
        missing=windows.missing,
    )


def is_too_little(history: History, windows: Plan) -> bool:
    first = windows.test[0].first_day
    ahead = sum(history.counts(window.first_day, window.end_day).sum() for window in windows.test)
    return bool(ahead < LEAST_EVENTS or len(history.before(first)) < LEAST_EVENTS)


def methods(card: PlaceCard, grain: str) -> list[Method]:
    """The methods to run: what the card asks, and always the baseline and the default surface."""
    made: dict[str, Method] = {
        BASELINE: Count(), "last month": last_month(), "KDE": KernelMap(), "PROMAP": Promap(), SURFACE: Surface(),
        "SEPP": Sepp(), "boosted": Boosted(),
    }  # fmt: skip
    asked = card.methods or tuple(
        name for name in made if name != "boosted" or find_spec("lightgbm") is not None
    )
    kept = [name for name in made if name in asked or name in (BASELINE, SURFACE)]
    return [made[name] for name in kept if not (name == "SEPP" and grain == "month")]


def _outcome(
    card: PlaceCard, group: str, members: Sequence[str], points: PointFile, history: History, area: StudyArea,
    windows: Plan, report: Report,
) -> KindOutcome:  # fmt: skip
    table = compared(card, group, methods(card, points.events.grain), history, area, windows, report)
    standing = judge_type(members[0] if group not in members else group)
    return KindOutcome(
        kind=group,
        standing=standing.standing,
        caution=standing.reason if standing.standing == "with care" else "",
        events_on_record=len(history),
        table=table,
        other_grids=_other_grids(card, points, members, windows),
    )


def compared(
    card: PlaceCard, group: str, chosen: Sequence[Method], history: History, area: StudyArea, windows: Plan,
    report: Report,
) -> Comparison:  # fmt: skip
    """The table of some methods, the default surface among them, with the ceiling of what could be hit."""
    judged = []
    for number, method in enumerate(chosen):
        report(f"{group}: {method.name}", number, len(chosen))
        judged.append(_judged(method, card, history, windows, keep=method.name == SURFACE))
        report(f"{group}: {method.name}", len(chosen), len(chosen))
    rates = next(each.rates for each in judged if each.name == SURFACE)
    assert rates is not None
    ceiling = headroom(history, windows.test, rates, share=card.main_share, seed=card.seed)
    return compare(
        judged,
        cells=len(area),
        main_share=card.main_share,
        headroom=ceiling,
        draws=card.draws,
        seed=card.seed,
    )


def _judged(
    method: Method, card: PlaceCard, history: History, windows: Plan, *, keep: bool = False
) -> Judged:
    return run(method, history, windows.tuning, windows.test, shares=np.array(card.shares), keep=keep)


def _other_grids(
    card: PlaceCard, points: PointFile, members: Sequence[str], windows: Plan
) -> tuple[GridFigures, ...]:
    if not card.grids or card.unit != "square":
        return ()
    found: dict[str, list[float]] = {BASELINE: [], SURFACE: []}
    main = card.shares.index(card.main_share)
    both: tuple[Method, ...] = (Count(), Surface())
    for moved in range(1, card.grids + 1):
        history = history_of(points.events, ground(card, points, moved=moved), members, windows)
        for method in both:
            judged = _judged(method, card, history, windows)
            found[judged.name].append(float(judged.scores.hit_rate()[main]))
    return tuple(
        GridFigures(name, tuple(rates), float(np.mean(rates)), min(rates), max(rates))
        for name, rates in found.items()
    )


def nothing_forecast(refused: Sequence[Refused]) -> UserError:
    if not refused:
        return UserError("The card asks for no type. Name some under [types], or leave [types] out.")
    reasons = "; ".join(sorted({each.reason for each in refused}))
    return NotPermitted(f"Nothing was forecast: {reasons}. Name other types under [types] in the card.")


def _told(
    files: Sequence[Path], points: PointFile, card: PlaceCard, area: StudyArea, windows: Plan,
    outcomes: Sequence[KindOutcome], refused: Sequence[Refused],
) -> BacktestOutcome:  # fmt: skip
    side: Any = card.size if card.unit == "square" else float(np.sqrt(np.median(area.cells.area)))
    return BacktestOutcome(
        files=tuple(path.name for path in files),
        columns=points.columns,
        rows=points.rows,
        without_place=points.without_place,
        without_time=points.without_time,
        far_off=points.far_off,
        outside_area=int((area.at < 0).sum()),
        grain=points.events.grain,
        snapped=points.events.snapped,
        unit=card.unit,
        cell_m=side,
        cells=len(area),
        square_kilometres=area.square_kilometres,
        area_rule=area.rule,
        window_days=windows.test[0].days,
        windows=len(windows.test),
        first_window=windows.test[0].first_date,
        last_window=windows.test[-1].first_date,
        tuning_windows=len(windows.tuning),
        windows_left_out=windows.left_out,
        kinds=tuple(outcomes),
        refused=tuple(refused),
        notes=(*points.notes, *notes_on(area)),
    )
