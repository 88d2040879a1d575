"""What each of the next days and hours may bring, from what each force was told of in the past."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.contracts import finding
from ninefold.contracts.product import Inputs, Subject
from ninefold.contracts.product_card import read_card
from ninefold.measures import counting
from ninefold.measures.demand.model import Forecast, History, forecast, hour_shares
from ninefold.measures.demand.periods import EPOCH, HOURS, Floats, run_of
from ninefold.measures.demand.spread import limits
from ninefold.measures.demand.tree import tree_of
from ninefold.measures.stamps import Stamp, stamp

CARD = read_card(Path(__file__).parent / "card.toml")
ALL = "all"
_MONTHS_ONLY = (
    "Days and hours are refused on this force's data: it gives months only. Bring records with days, such as those "
    "of command and control."
)
_TOO_LITTLE = "Too little to forecast from: under {least} days on record, or none in the last {oldest} days."
_UNSAID = "unplaced"
_TWO_DECIMALS = 100


@dataclass(frozen=True)
class Expected:
    """One figure to come: the area, day and category, with its limits and the area's usual day (or hour)."""

    area_kind: str
    area: str
    period: str
    category: str
    value: float
    low: float
    high: float
    usual: float
    shock: str


@dataclass(frozen=True)
class Fitted:
    """All that is expected, by area, the forces that cannot be forecast with the reason, and the stamp."""

    stamp: Stamp
    expected: Mapping[tuple[str, str], tuple[Expected, ...]]
    refused: Mapping[str, str]


def train(inputs: Inputs, features: pa.Table) -> Fitted:
    """Forecast force by force: its areas share its calendar."""
    expected: dict[tuple[str, str], tuple[Expected, ...]] = {}
    refused: dict[str, str] = {}
    mark = stamp(CARD, inputs.as_of, inputs.run)
    for force in sorted(set(features["force"].to_pylist())):
        own = features.filter(pc.equal(features["force"], force))
        dated = own.filter(pc.not_equal(own["day"], ""))
        if dated.num_rows == 0:
            refused[force] = _MONTHS_ONLY
            continue
        found = _of_force(force, dated, mark.as_of.date())
        if not found:
            refused[force] = _TOO_LITTLE.format(
                least=CARD.parameters["least_days"], oldest=CARD.parameters["oldest_days"]
            )
        for each in found:
            key = (each.area_kind, each.area)
            expected[key] = (*expected.get(key, ()), each)
    return Fitted(mark, expected, refused)


def _of_force(force: str, rows: pa.Table, as_of: date) -> list[Expected]:
    today = as_of.toordinal() - EPOCH
    day = np.array(rows["day"].to_pylist(), dtype="datetime64[D]").astype(np.int64)
    # A record may bear a day that has not come; nothing is learnt from it.
    past = day < today
    if not past.any():
        return []
    first, last = int(day[past].min()), int(day[past].max())
    parameters = CARD.parameters
    if last - first + 1 < parameters["least_days"] or today - last > parameters["oldest_days"]:
        return []
    counts, hourly, areas = _counts(rows.filter(pa.array(past)), day[past], first, last)
    tree = tree_of([(area,) for area in areas])
    history = History(run_of("day", first, len(counts)), tree.totals(counts), tree, parameters["region"])
    gap = today - last - 1
    told = forecast(history, gap + parameters["days"])
    found = _days(force, history, told, gap)
    return found + _hours(force, history, told, gap, hourly)


def _counts(rows: pa.Table, day: Any, first: int, last: int) -> tuple[Floats, Floats | None, list[str]]:
    """Counts by day and area (what lies in none is an area of its own), and by day and hour where hours are told."""
    kind, n = np.array(rows["area_kind"].to_pylist()), rows["n"].to_numpy().astype(np.float64)
    hour, whole = rows["hour"].to_numpy(), kind == "force"
    total = np.bincount(day[whole] - first, n[whole], minlength=last - first + 1)
    names = sorted({area for area, part in zip(rows["area"].to_pylist(), ~whole, strict=True) if part})
    at = {area: number for number, area in enumerate(names)}
    counts = np.zeros((len(total), len(names) + 1))
    place = np.array([at.get(area, 0) for area in rows["area"].to_pylist()])
    np.add.at(counts, (day[~whole] - first, place[~whole]), n[~whole])
    counts[:, -1] = np.maximum(total - counts.sum(axis=1), 0.0)
    timed = whole & (hour >= 0)
    hourly = None
    if n[timed].sum() > n[whole].sum() / 2:
        hourly = np.zeros((len(total), HOURS, 1))
        np.add.at(hourly, (day[timed] - first, hour[timed], 0), n[timed])
    return counts, hourly, [*names, _UNSAID]


def _days(force: str, history: History, told: Forecast, gap: int) -> list[Expected]:
    low, high = limits(told.mean, told.spread)
    usual = history.counts[-28:].mean(axis=0)
    found = []
    for node, path in enumerate(history.tree.paths):
        if path == (_UNSAID,):
            continue
        kind, area = ("msoa", path[0]) if path else ("force", force)
        found += [
            _expected(
                kind,
                area,
                told,
                at,
                ALL,
                (told.mean[at, node], low[at, node], high[at, node], usual[node]),
                history,
            )
            for at in range(gap, len(told.mean))
        ]
    return found


def _hours(force: str, history: History, told: Forecast, gap: int, hourly: Floats | None) -> list[Expected]:
    """The force's hours of the first days: the day's figure shared as its weekday's hours have been."""
    if hourly is None:
        return []
    shares = hour_shares(hourly, history.periods)[:, :, 0]
    found = []
    for at in range(gap, min(gap + CARD.parameters["hourly_days"], len(told.mean))):
        mean = told.mean[at, 0] * shares[(int(told.periods.first[at]) + 3) % 7]
        low, high = limits(mean, np.full(HOURS, told.spread[at, 0]))
        found += [
            _expected(
                "force",
                force,
                told,
                at,
                f"hour-{hour:02d}",
                (mean[hour], low[hour], high[hour], mean.mean()),
                history,
            )
            for hour in range(HOURS)
        ]
    return found


def _expected(
    kind: str, area: str, told: Forecast, at: int, category: str, figures: tuple[float, float, float, float],
    history: History,
) -> Expected:  # fmt: skip
    # Rounded, so that the order of records does not change the last digit.
    value, usual = (round(float(each) * _TWO_DECIMALS) / _TWO_DECIMALS for each in (figures[0], figures[3]))
    low, high = min(float(figures[1]), value), max(float(figures[2]), float(np.ceil(value)))
    shock = ""
    if told.shock is not None:
        since = history.periods.text(min(told.shock.changed, len(history.periods) - 1))
        shock = f"Demand of the force {'rose' if told.shock.rose else 'fell'} in the week of {since}: limits are wider."
    return Expected(kind, area, told.periods.text(at), category, value, low, high, usual, shock)


def analyse(fitted: Fitted, features: pa.Table) -> pa.Table:
    """Findings for the areas in the features, and one for each force that is refused."""
    if features.num_rows == 0:
        return finding.empty()
    areas = sorted(set(zip(features["area_kind"].to_pylist(), features["area"].to_pylist(), strict=True)))
    told = [each for area in areas for each in fitted.expected.get(area, ())]
    refused = sorted(area for kind, area in areas if kind == "force" and area in fitted.refused)
    return pa.concat_tables([_findings(fitted, told), _refusals(fitted, refused)])


def _findings(fitted: Fitted, told: list[Expected]) -> pa.Table:
    names = ("area_kind", "area", "period", "category", "value", "low", "high")
    columns = {name: pa.array([getattr(each, name) for each in told]) for name in names}
    columns |= {
        "subject_id": columns["area"],
        "expected": pa.array([each.usual for each in told], pa.float64()),
        "band": pa.array([_band(each) for each in told], pa.string()),
        "reasons": pa.array([_reasons(each) for each in told], pa.list_(pa.string())),
    }
    return finding.from_columns(columns | fitted.stamp.columns("area", len(told)), len(told))


def _band(each: Expected) -> str:
    busier = CARD.parameters["busier"]
    # A fifth more than a tenth of an event is no busier hour.
    if max(each.value, each.usual) < CARD.parameters["least_told_apart"]:
        return "usual"
    if each.value >= each.usual * busier and each.value > 0:
        return "busier"
    return "quieter" if each.value <= each.usual / busier else "usual"


def _reasons(each: Expected) -> list[str]:
    usual = "a mean hour of that day" if each.category != ALL else "a mean day of the last 28 on record"
    told = [
        f"{each.value:.1f} expected; {each.usual:.1f} on {usual}. Nine times in ten {each.low:g} to {each.high:g}."
    ]
    return [*told, each.shock] if each.shock else told


def _refusals(fitted: Fitted, forces: list[str]) -> pa.Table:
    rows = len(forces)
    columns = {
        "subject_id": pa.array(forces, pa.string()),
        "area": pa.array(forces, pa.string()),
        "band": pa.array(["missing"] * rows, pa.string()),
        "reasons": pa.array([[fitted.refused[force]] for force in forces], pa.list_(pa.string())),
        "area_kind": pa.array(["force"] * rows, pa.string()),
        "category": pa.array([ALL] * rows, pa.string()),
    }
    return finding.from_columns(columns | fitted.stamp.columns("data", rows), rows)


def explain(fitted: Fitted, features: pa.Table, subject: Subject) -> list[str]:
    """The reasons of one finding, then how its figures were come by."""
    return counting.explain(analyse(fitted, counting.around(features, subject)), subject, CARD)
