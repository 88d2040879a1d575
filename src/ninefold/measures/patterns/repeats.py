"""Repeat places: how few places carry how much, and how much of that chance alone would give.

The comparison with chance draws the same number of events evenly over the places at risk, so it needs their number;
drawn over the places seen alone, chance would look far more concentrated than it is. The Gini coefficient allows for
fewer events than places (Bernasco and Steenbeek, Journal of Quantitative Criminology 2017).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ninefold.errors import CountOutOfRange

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SHARES = (0.01, 0.05, 0.10, 0.20)
_DRAWS = 199


@dataclass(frozen=True)
class Carried:
    """The busiest share of places, and the share of events they carry, seen and by chance."""

    places_share: float
    places: int
    events_share: float
    by_chance: float | None


@dataclass(frozen=True)
class RepeatPlace:
    """One place with more than one event: which in the order of first appearance, events, first and last day."""

    place: int
    x: float
    y: float
    events: int
    first_day: int
    last_day: int
    median_gap: float


@dataclass(frozen=True)
class Repeats:
    """Places and the events they carry.

    `repeat_share` is the share of events at places with two or more, `saved_share` that of all events after the
    first at each place (what would be gone if no place were hit twice), each beside its mean by chance.
    Where the number of places at risk was not given, shares of places are of places seen, and what chance would
    give and the Gini coefficient are None.
    """

    events: int
    places: int
    repeat_places: int
    repeat_share: float
    repeat_share_by_chance: float | None
    saved_share: float
    saved_share_by_chance: float | None
    gini: float | None
    at_risk: int | None
    curve: tuple[Carried, ...]
    top: tuple[RepeatPlace, ...]


def repeat_places(
    x: Floats,
    y: Floats,
    day: Ints,
    *,
    at_risk: int | None = None,
    top: int = 20,
    seed: int = 1,
    round_to: float = 0.1,
) -> Repeats:
    """The concentration of events in places; points within `round_to` metres of each other are one place."""
    if len(x) == 0:
        raise CountOutOfRange(
            "There are no events to count by place. Widen the period or the types asked for."
        )
    place_of, counts = _places(x, y, round_to)
    if at_risk is not None and at_risk < counts.size:
        raise CountOutOfRange(
            f"There are {counts.size:,} places with events, more than the {at_risk:,} said to be at risk. "
            "Give the number of all places where this could happen, with events or without."
        )
    whole = counts.size if at_risk is None else at_risk
    chance = None if at_risk is None else _by_chance(len(x), whole, seed)
    seen = _shape(counts, whole)
    return Repeats(
        len(x),
        int(counts.size),
        int((counts > 1).sum()),
        seen.repeat,
        chance.repeat if chance else None,
        seen.saved,
        chance.saved if chance else None,
        None if at_risk is None else _gini(counts, whole),
        at_risk,
        tuple(
            Carried(
                share,
                max(1, round(share * whole)),
                float(seen.carried[i]),
                float(chance.carried[i]) if chance else None,
            )
            for i, share in enumerate(SHARES)
        ),
        _top(x, y, day, place_of, counts, top),
    )


@dataclass(frozen=True)
class _Shape:
    repeat: float
    saved: float
    carried: Floats


def _places(x: Floats, y: Floats, round_to: float) -> tuple[Ints, Ints]:
    grid = np.column_stack([np.round(x / round_to), np.round(y / round_to)]).astype(np.int64)
    _, place_of, counts = np.unique(grid, axis=0, return_inverse=True, return_counts=True)
    return place_of.reshape(-1), counts


def _shape(counts: Ints, whole: int) -> _Shape:
    events = counts.sum()
    busiest = np.sort(counts)[::-1].cumsum()
    many = [min(max(1, round(share * whole)), counts.size) for share in SHARES]
    return _Shape(
        float(counts[counts > 1].sum() / events),
        float((counts - 1).clip(min=0).sum() / events),
        busiest[np.array(many) - 1] / events,
    )


def _by_chance(events: int, whole: int, seed: int) -> _Shape:
    """The mean shape over draws of the events evenly over all places at risk."""
    random = np.random.default_rng(seed)
    shapes = [_shape(np.bincount(random.integers(whole, size=events)), whole) for _ in range(_DRAWS)]
    return _Shape(
        float(np.mean([shape.repeat for shape in shapes])),
        float(np.mean([shape.saved for shape in shapes])),
        np.mean([shape.carried for shape in shapes], axis=0),
    )


def _gini(counts: Ints, whole: int) -> float:
    """Gini of counts over all places, as a share of what so few events over so many places allow; 0 is even."""
    events = int(counts.sum())
    ordered = np.sort(np.concatenate([np.zeros(whole - counts.size, dtype=np.int64), counts]))
    position = np.arange(1, whole + 1)
    plain = float((2 * (position * ordered).sum()) / (whole * events) - (whole + 1) / whole)
    fewest = max(0.0, 1 - events / whole)  # what is unavoidable when events are fewer than places
    most = 1 - 1 / whole
    return (plain - fewest) / (most - fewest) if most > fewest else 0.0


def _top(x: Floats, y: Floats, day: Ints, place_of: Ints, counts: Ints, top: int) -> tuple[RepeatPlace, ...]:
    busiest = np.argsort(-counts, kind="stable")[:top]
    found = []
    for place in busiest[counts[busiest] > 1]:
        here = np.flatnonzero(place_of == place)
        days = np.sort(day[here])
        found.append(
            RepeatPlace(
                int(place),
                float(x[here[0]]),
                float(y[here[0]]),
                int(counts[place]),
                int(days[0]),
                int(days[-1]),
                float(np.median(np.diff(days))),
            )
        )
    return tuple(found)
