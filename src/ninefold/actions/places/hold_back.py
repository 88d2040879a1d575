"""Plan a matched hold-back on a file of points, and tell afterwards what the treatment did, there and round about."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ninefold.actions.places.find_patterns import About, Asked, ask
from ninefold.engine.formats.flat_files import read_columns
from ninefold.errors import CardInvalid, FileRefused
from ninefold.measures.patterns import holdback
from ninefold.measures.places.plane import Plane

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PlannedPlace:
    """A square of the plan: centre in metres on the plan's plane, in degrees where known, its pair and its part."""

    place: int
    pair: int
    treated: bool
    x: float
    y: float
    longitude: float | None
    latitude: float | None
    before: int


@dataclass(frozen=True)
class Plan:
    """Which squares are treated from `start` on and which are held back; drawn by lot with `seed`."""

    start: str
    weeks_before: int
    size: float
    apart: float
    seed: int
    plane: tuple[float, float] | None
    balance: float
    places: tuple[PlannedPlace, ...]


@dataclass(frozen=True)
class PlanAnswer:
    """The plan and what it rests on."""

    about: About
    plan: Plan
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class EffectAnswer:
    """The effect in the treated squares, around them, and both together; and the dose where a log was given."""

    about: About
    inside: holdback.Effect
    spillover: holdback.Spillover
    dose: holdback.DoseSummary | None
    sentences: tuple[str, ...]


def plan_hold_back(
    path: Path,
    card: Path,
    *,
    start: date,
    pairs: int = 20,
    weeks_before: int = 52,
    size: float = 250.0,
    apart: float = 750.0,
    seed: int = 1,
    types: Sequence[str] = (),
    write_to: Path | None = None,
) -> PlanAnswer:
    """Pair the busiest squares by their counts of the weeks before `start`, and draw one of each pair."""
    asked = ask(path, card, "forecast", types=types)
    events = asked.file.events
    first = _number(start) - 7 * weeks_before
    used = (events.day >= first) & (events.day < _number(start))
    squares, counts = np.unique(_square(events.x[used], events.y[used], size), axis=0, return_counts=True)
    middle = (squares.astype(np.float64) + 0.5) * size
    design = holdback.matched(
        counts.astype(np.float64), middle[:, 0], middle[:, 1], pairs=pairs, apart=apart, seed=seed
    )
    drawn = [
        _planned(asked, 2 * pair + part, pair, part == 0, middle[at], int(counts[at]))
        for pair, both in enumerate(zip(design.treated, design.held_back, strict=True))
        for part, at in enumerate(both)
    ]
    plane = asked.file.read.plane
    plan = Plan(
        start.isoformat(), weeks_before, size, apart, seed,
        (plane.longitude, plane.latitude) if isinstance(plane, Plane) else None, design.balance, tuple(drawn),
    )  # fmt: skip
    if write_to is not None:
        write_to.write_text(json.dumps(asdict(plan), indent=1) + "\n", encoding="utf-8")
    return PlanAnswer(asked.about, plan, _plan_sentences(plan))


def _plan_sentences(plan: Plan) -> tuple[str, ...]:
    pairs = len(plan.places) // 2
    return (
        f"{pairs} pairs of {plan.size:g} m squares, {plan.apart:g} m or more apart; one of each drawn by lot "
        f"(seed {plan.seed}).",
        f"Treated squares had {plan.balance:.1%} of what happened in the {plan.weeks_before} weeks before.",
        "Keep the held-back squares as they are and log every visit, or the effect cannot be told.",
    )


def _planned(asked: Asked, place: int, pair: int, treated: bool, at: Floats, before: int) -> PlannedPlace:
    longitude, latitude = asked.degrees(float(at[0]), float(at[1])) or (None, None)
    return PlannedPlace(place, pair, treated, float(at[0]), float(at[1]), longitude, latitude, before)


def tell_effect(
    path: Path,
    card: Path,
    *,
    plan: Path,
    weeks: int,
    ring: float = 250.0,
    dose: Path | None = None,
    types: Sequence[str] = (),
) -> EffectAnswer:
    """Before against after, treated against held back, in the squares of a plan and in rings around them."""
    planned = read_plan(plan)
    asked = ask(path, card, "forecast", types=types)
    x, y = _on_plane(asked, planned)
    day, start = asked.file.events.day, _number(date.fromisoformat(planned.start))
    centre_x = np.array([place.x for place in planned.places])
    centre_y = np.array([place.y for place in planned.places])
    inside = _inside(x, y, planned)
    reach = planned.size / 2**0.5 + ring
    around = np.where(inside >= 0, -1, holdback.rings(x, y, centre_x, centre_y, 0.0, reach))
    before = (day >= start - 7 * planned.weeks_before) & (day < start)
    after = (day >= start) & (day < start + 7 * weeks)
    effects = [_effect(where, before, after, planned) for where in (inside, around)]
    spill = holdback.spillover(effects[0], effects[1])
    given = None if dose is None else _dose(dose, planned)
    return EffectAnswer(asked.about, effects[0], spill, given, _effect_sentences(effects[0], spill, given))


def read_plan(path: Path) -> Plan:
    """A plan as it was written; raises CardInvalid when the file is not one."""
    try:
        held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        places = tuple(PlannedPlace(**place) for place in held.pop("places"))
        plane = held.pop("plane")
        return Plan(**held, plane=None if plane is None else (plane[0], plane[1]), places=places)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CardInvalid(
            f"{path.name}: it is not a plan. Give the file that `hold-back plan` wrote."
        ) from error


def _effect(where: NDArray[Any], before: NDArray[Any], after: NDArray[Any], plan: Plan) -> holdback.Effect:
    counts = [
        np.bincount(where[(where >= 0) & when], minlength=len(plan.places)).astype(np.float64)
        for when in (before, after)
    ]
    # Places stand in the plan pair by pair, the treated one first.
    return holdback.effect(counts[0][0::2], counts[1][0::2], counts[0][1::2], counts[1][1::2])


def _effect_sentences(
    inside: holdback.Effect, spill: holdback.Spillover, dose: holdback.DoseSummary | None
) -> tuple[str, ...]:
    said = [
        inside.sentence,
        spill.sentence,
        f"Inside and around together {spill.net:,.0f} avoided "
        f"(95 % interval {spill.net_low:,.0f} to {spill.net_high:,.0f}).",
    ]
    if dose is None:
        said.append("No log of visits was given, so it is not known how much treatment there was.")
    else:
        said.append(
            f"Dose: {dose.treated_minutes:,.0f} minutes in {dose.treated_visits:,} visits; "
            f"{dose.treated_places_without} treated squares had none; held-back squares had "
            f"{dose.held_back_minutes:,.0f} minutes."
        )
    return tuple(said)


def _dose(path: Path, plan: Plan) -> holdback.DoseSummary:
    """The log: columns place (number in the plan), day (date) and minutes."""
    try:
        log = [
            holdback.Dose(
                int(row["place"]), _number(date.fromisoformat(str(row["day"])[:10])), float(row["minutes"])
            )
            for row in read_columns(path, "place", "day", "minutes")
        ]
    except (KeyError, ValueError, TypeError) as error:
        what = "a log of visits is a CSV with the columns place, day (2027-05-01) and minutes"
        raise FileRefused(f"{path.name}: {what}. Write it so.") from error
    numbers = np.arange(len(plan.places))
    return holdback.dose_summary(holdback.Design(numbers[0::2], numbers[1::2], plan.balance, plan.seed), log)


def _on_plane(asked: Asked, plan: Plan) -> tuple[Floats, Floats]:
    """Places on the plane of the plan, which a longer file's own plane need not be."""
    events, plane = asked.file.events, asked.file.read.plane
    if plan.plane is None or not isinstance(plane, Plane):
        return events.x, events.y
    return Plane(*plan.plane).forward(*plane.backward(events.x, events.y))


def _inside(x: Floats, y: Floats, plan: Plan) -> NDArray[np.int64]:
    """The planned square each event lies in, -1 outside."""
    wanted = {
        (int(np.floor(place.x / plan.size)), int(np.floor(place.y / plan.size))): number
        for number, place in enumerate(plan.places)
    }
    squares, of = np.unique(_square(x, y, plan.size), axis=0, return_inverse=True)
    number = np.array([wanted.get((int(i), int(j)), -1) for i, j in squares], dtype=np.int64)
    return number[of.reshape(-1)]


def _square(x: Floats, y: Floats, size: float) -> NDArray[np.int64]:
    return np.column_stack([np.floor(x / size), np.floor(y / size)]).astype(np.int64)


def _number(day: date) -> int:
    return (day - date(1970, 1, 1)) // timedelta(days=1)
