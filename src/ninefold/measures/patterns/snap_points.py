"""Watches the list of anonymous map points behind monthly street data, which is revised without notice.

A point that is born or vanishes moves crimes on the map that did not move on the ground. Each month's list gets a
version; an alarm is rung when more events than usual stand on points never seen before, or when more busy points
than usual have fallen silent. An alarm asks a person to look: a lockdown silences points as a revision does.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_BEFORE = 12  # months in which points are learnt before anything is judged
_SILENT = 3  # months without an event after which a busy point counts as vanished
_BUSY = 2.0  # events a month from which a point is busy
_RATE = 1e-4  # the chance of a false alarm in any one month


@dataclass(frozen=True)
class MonthOfPoints:
    """One month: its number, version of all points seen so far, and what was born and what fell silent.

    `born_events` is the share of the month's events on points never seen before, `usual` what the months before
    lead to expect, `vanished` the busy points last seen the month before, `usually_vanished` how many did in the
    months before; they are None until enough months are there. `alarms` says in words what is unusual.
    """

    month: int
    version: str
    points: int
    born_events: float
    usual: float | None
    vanished: int | None
    usually_vanished: float | None
    alarms: tuple[str, ...]


def watch_points(month: Ints, longitude: Floats, latitude: Floats) -> tuple[MonthOfPoints, ...]:
    """Every month with its changes; `month` counts months, degrees to six decimals as published."""
    known = np.isfinite(longitude) & np.isfinite(latitude)
    point = _numbered(longitude[known], latitude[known])
    months = np.unique(month[known])
    counts = np.zeros((months.size, int(point.max()) + 1 if point.size else 0), dtype=np.int64)
    np.add.at(counts, (np.searchsorted(months, month[known]), point), 1)
    born, silent = _born_shares(counts), [_silent(number, counts) for number in range(months.size)]
    return tuple(_month(number, months, counts, born, silent) for number in range(months.size))


def _numbered(longitude: Floats, latitude: Floats) -> Ints:
    scaled = np.round(np.column_stack([longitude, latitude]) * 1e6).astype(np.int64)
    return np.unique(scaled, axis=0, return_inverse=True)[1].reshape(-1)


def _born_shares(counts: Ints) -> Floats:
    """The share of each month's events on points without an event before."""
    before = np.cumsum(counts, axis=0) - counts
    new = np.where(before == 0, counts, 0).sum(axis=1)
    return np.asarray(new / np.maximum(counts.sum(axis=1), 1), dtype=np.float64)


def _month(number: int, months: Ints, counts: Ints, born: Floats, silent: list[int | None]) -> MonthOfPoints:
    usual = float(np.median(born[max(0, number - 6) : number])) if number >= _BEFORE else None
    earlier = [each for each in silent[max(0, number - 6) : number] if each is not None]
    often = float(np.median(earlier)) if len(earlier) >= _SILENT else None
    vanished = silent[number]
    alarms = []
    if usual is not None and born[number] > max(3 * usual, usual + 0.01):
        alarms.append(f"{born[number]:.1%} of events stand on points never seen before; {usual:.1%} is usual")
    if vanished and often is not None and _poisson_tail(vanished, 1.5 * often + 1.0) < _RATE:
        alarms.append(f"{vanished} busy points fell silent; {often:.0f} is usual")
    seen = counts[: number + 1].sum(axis=0) > 0
    version = hashlib.sha256(np.packbits(seen).tobytes()).hexdigest()[:12]
    return MonthOfPoints(
        int(months[number]),
        version,
        int(seen.sum()),
        float(born[number]),
        usual,
        vanished,
        often,
        tuple(alarms),
    )


def _poisson_tail(seen: int, mean: float) -> float:
    """The chance of so many or more: a gamma tail."""
    return float(gammainc(seen, mean))


def _silent(number: int, counts: Ints) -> int | None:
    """Points busy in the year before that have no event in this month and the next two, seen the month before."""
    if number < _BEFORE or number + _SILENT > len(counts):
        return None
    busy = (counts[number - _BEFORE : number].mean(axis=0) >= _BUSY) & (counts[number - 1] > 0)
    return int((busy & (counts[number : number + _SILENT].sum(axis=0) == 0)).sum())
