"""How many may be recorded next month: memories of several lengths, blended to fit the months before."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy import stats

from ninefold.contracts import finding
from ninefold.contracts.product import Inputs, Subject
from ninefold.contracts.product_card import read_card
from ninefold.measures import months, wording
from ninefold.measures.patterns.allowed import check_may_be_forecast
from ninefold.measures.places.blending import blend_weights
from ninefold.measures.places.events import Floats, Ints
from ninefold.measures.stamps import Stamp, stamp

CARD = read_card(Path(__file__).parent / "card.toml")
_GROUP = ("area_kind", "force", "category")
Group = tuple[str, str, str]


@dataclass(frozen=True)
class Learnt:
    """Of one kind of area, force and type: the months delivered, the blend, and where its bands begin."""

    delivered: Ints  # month numbers
    weights: Floats  # along the half-lives
    tuned: bool
    first_from: float
    next_from: float


@dataclass(frozen=True)
class Fitted:
    """What was learnt group by group, and the stamp of the findings."""

    stamp: Stamp
    groups: Mapping[Group, Learnt]


def train(inputs: Inputs, features: pa.Table) -> Fitted:
    """The blend of every group; NotPermitted if the card lists a type that patrols find."""
    for category in CARD.parameters["categories"]:
        check_may_be_forecast(category.replace("-", " "), grain="month")
    delivered = _delivered(inputs.coverage)
    groups = {
        group: _learn(_matrix(rows, delivered[group[1]]), delivered[group[1]])
        for group, rows in _grouped(features).items()
        if group[1] in delivered
    }
    return Fitted(stamp(CARD, inputs.as_of, inputs.run), groups)


def analyse(fitted: Fitted, features: pa.Table) -> pa.Table:
    """One finding an area and type: how many may be recorded in the month after the last delivered."""
    parts = [
        _findings(fitted, group, rows)
        for group, rows in sorted(_grouped(features).items())
        if group in fitted.groups
    ]
    return pa.concat_tables(parts) if parts else finding.empty()


def explain(fitted: Fitted, features: pa.Table, subject: Subject) -> list[str]:
    """The reasons of one finding, then how its figures were come by and what they may not be used for."""
    mine = pc.and_(
        pc.equal(features["area"], subject.area), pc.equal(features["area_kind"], subject.area_kind)
    )
    rows = [
        row
        for row in analyse(fitted, features.filter(mine)).to_pylist()
        if row["category"] == subject.category
    ]
    if not rows:
        return ["There is no forecast for this area and type."]
    return [*rows[0]["reasons"], CARD.interval, CARD.test, *CARD.uses_forbidden]


def _delivered(coverage: pa.Table) -> dict[str, Ints]:
    """The months each force delivered, in order."""
    held: dict[str, set[int]] = {}
    for force, period in zip(coverage["force"].to_pylist(), coverage["period"].to_pylist(), strict=True):
        month = months.number(period or "")
        if month is not None:
            held.setdefault(force or "unknown", set()).add(month)
    return {force: np.array(sorted(known), dtype=np.int64) for force, known in held.items()}


def _grouped(features: pa.Table) -> dict[Group, pa.Table]:
    ordered = features.sort_by([(name, "ascending") for name in (*_GROUP, "area", "period")])
    keys = list(zip(*(ordered[name].to_pylist() for name in _GROUP), strict=True))
    starts = [i for i, key in enumerate(keys) if not i or key != keys[i - 1]]
    ends = [*starts[1:], len(keys)][: len(starts)]
    return {keys[a]: ordered.slice(a, b - a) for a, b in zip(starts, ends, strict=True)}


def _areas(rows: pa.Table) -> list[str]:
    return sorted(set(rows["area"].to_pylist()))


def _matrix(rows: pa.Table, delivered: Ints) -> Floats:
    """Counts by area and delivered month."""
    number = {area: place for place, area in enumerate(_areas(rows))}
    counts = np.zeros((len(number), len(delivered)))
    place = {int(month): column for column, month in enumerate(delivered)}
    for area, period, n in zip(*(rows[name].to_pylist() for name in ("area", "period", "n")), strict=True):
        column = place.get(months.number(period) or -1)
        if column is not None:
            counts[number[area], column] += n
    return counts


def _learn(counts: Floats, delivered: Ints) -> Learnt:
    weights, tuned = _weights(counts, delivered)
    rates = _rates(counts, delivered, int(delivered[-1]) + 1, weights)
    shares = (1 - CARD.parameters["first_share"], 1 - CARD.parameters["next_share"])
    first, following = np.quantile(rates, shares)
    return Learnt(delivered, weights, tuned, float(first), float(following))


def _weights(counts: Floats, delivered: Ints) -> tuple[Floats, bool]:
    """The blend that fits the last year's months, each seen from before it; one memory where there is too little."""
    half_lives = CARD.parameters["half_lives"]
    tune = min(CARD.parameters["tuning_months"], len(delivered) // 2)
    observed = counts[:, len(delivered) - tune :]
    if tune < CARD.parameters["least_months"] or observed.sum() < 50:
        return np.array([float(half == CARD.parameters["untuned_half_life"]) for half in half_lives]), False
    maps = [
        _memories(counts[:, :column], delivered[:column], int(delivered[column]))
        for column in range(len(delivered) - tune, len(delivered))
    ]
    return blend_weights(np.concatenate(maps, axis=1), observed.T.ravel()), True


def _memories(counts: Floats, delivered: Ints, month: int) -> Floats:
    """Recorded a month, by half-life and area, recent months weighing more."""
    halves = np.array(CARD.parameters["half_lives"])[:, None]
    fading = np.exp2(-(month - delivered)[None, :] / halves)
    return np.asarray((fading @ counts.T) / fading.sum(axis=1)[:, None])


def _rates(counts: Floats, delivered: Ints, month: int, weights: Floats) -> Floats:
    return np.asarray(weights @ _memories(counts, delivered, month))


def _findings(fitted: Fitted, group: Group, rows: pa.Table) -> pa.Table:
    learnt = fitted.groups[group]
    ahead = int(learnt.delivered[-1]) + 1
    counts = _matrix(rows, learnt.delivered)
    rates = _rates(counts, learnt.delivered, ahead, learnt.weights)
    areas = pa.array(_areas(rows), pa.string())
    columns = {
        "subject_id": areas,
        "area": areas,
        "area_kind": pa.repeat(group[0], len(areas)),
        "category": pa.repeat(group[2], len(areas)),
        "period": pa.repeat(months.text(ahead), len(areas)),
        "value": pa.array(rates),
        "low": pa.array(stats.poisson.ppf(0.05, rates)),
        "high": pa.array(np.maximum(stats.poisson.ppf(0.95, rates), np.ceil(rates))),
        "band": _bands(learnt, rates),
        "reasons": _reasons(learnt, counts),
    }
    return finding.from_columns(columns | fitted.stamp.columns("area", len(areas)), len(areas))


def _bands(learnt: Learnt, rates: Floats) -> pa.Array:
    names = pa.array(["first", "next", "other", "unknown"])
    if len(learnt.delivered) < CARD.parameters["least_months"] or _too_few(rates):
        return names.take(pa.array(np.full(len(rates), 3)))
    return names.take(pa.array(np.select([rates >= learnt.first_from, rates >= learnt.next_from], [0, 1], 2)))


def _too_few(areas: Floats) -> bool:
    """Whether a first 5 % would be less than one area, so that a band would say nothing."""
    return bool(len(areas) < CARD.parameters["least_areas"])


def _reasons(learnt: Learnt, counts: Floats) -> pa.Array:
    year = learnt.delivered > learnt.delivered[-1] - 12
    past = wording.joined(
        wording.numbers(counts[:, year].sum(axis=1)), f" recorded in the last {int(year.sum())} delivered months, ",
        wording.numbers(counts.sum(axis=1)), f" in all {len(learnt.delivered)}.",
    )  # fmt: skip
    blended = "Recent and older months were weighed as fitted the last year best."
    single = "Too little to tune on: months weigh half as much every 18 months."
    how = pa.repeat(blended if learnt.tuned else single, len(counts))
    if not _too_few(counts):
        return wording.lists([past, how])
    least = CARD.parameters["least_areas"]
    few = f"Too few areas to rank: {len(counts)} have this type on record, {least} are the least."
    return wording.lists([past, how, pa.repeat(few, len(counts))])
