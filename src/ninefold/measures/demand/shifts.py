"""Shifts that cover a need hour by hour at the least paid hours, by integer programming.

The week goes round: a shift may run over midnight, and from Sunday into Monday. Where not every hour can be
covered, what is missing is told, weighed as dearly as the asker says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, identity

from ninefold.errors import UserError
from ninefold.measures.demand.periods import HOURS, Ints

LONGEST, SHORTEST_REST, MOST_WEEKLY = 12, 11, 48.0  # hours: Working Time Regulations 1998, regs 4 and 10
_SECONDS = 20.0


@dataclass(frozen=True)
class Shift:
    """So many people who begin at an hour of the stretch and stay some hours."""

    starts: int
    hours: int
    people: int


@dataclass(frozen=True)
class Cover:
    """The shifts, the people there each hour, what is missing each hour, and paid hours over those needed."""

    shifts: tuple[Shift, ...]
    there: Ints
    missing: Ints
    paid_hours: int
    needed_hours: int
    people: int


def covered(
    need: Sequence[int] | Ints, *, lengths: Sequence[int] = (8,), starts: Sequence[int] = tuple(range(HOURS)),
    most_people: int | None = None, missing_costs: float = 10.0, weekly_hours: float = 40.0, away: float = 0.0,
) -> Cover:  # fmt: skip
    """Shifts for a need (a day or a week of hours); `starts` are hours of the day at which a shift may begin.

    `weekly_hours` is what one person works and `away` the share on leave, sick or training, from which comes
    how many people must be employed: a day of 24 hours is taken as each day of a week.
    """
    wanted = np.asarray(need, dtype=np.int64)
    _check(lengths, weekly_hours, away)
    options = [
        (start, length) for start in range(len(wanted)) if start % HOURS in set(starts) for length in lengths
    ]
    most = None if most_people is None else most_people * weekly_hours * (1 - away) * len(wanted) / 168
    chosen = _solved(wanted, options, most, missing_costs)
    shifts = tuple(Shift(*option, people) for option, people in zip(options, chosen, strict=True) if people)
    there = _there(len(wanted), shifts)
    paid = sum(shift.hours * shift.people for shift in shifts)
    weekly = paid * 168 / len(wanted)
    people = ceil(weekly / weekly_hours / (1 - away) - 1e-9)
    return Cover(shifts, there, np.maximum(wanted - there, 0), paid, int(wanted.sum()), people)


def _check(lengths: Sequence[int], weekly_hours: float, away: float) -> None:
    if not lengths or min(lengths) < 1 or max(lengths) > LONGEST:
        raise UserError(
            f"A shift lasts 1 to {LONGEST} hours, so that {SHORTEST_REST} are left to rest. Mend shift_hours."
        )
    if not 0 < weekly_hours <= MOST_WEEKLY:
        raise UserError(f"A person works up to {MOST_WEEKLY:g} hours a week on average. Mend weekly_hours.")
    if not 0 <= away < 1:
        raise UserError("The share of people who are away lies between 0 and 1. Mend away.")


def _solved(
    need: Ints, options: Sequence[tuple[int, int]], most_paid: float | None, missing_costs: float
) -> list[int]:
    """People for each option: the least paid hours, then the least missing."""
    hours = len(need)
    rows = [(start + step) % hours for start, length in options for step in range(length)]
    columns = [number for number, (_, length) in enumerate(options) for _ in range(length)]
    present = csr_array((np.ones(len(rows)), (rows, columns)), shape=(hours, len(options)))
    costs = np.concatenate([[float(length) for _, length in options], np.full(hours, missing_costs * 10)])
    rules = [LinearConstraint(hstack([present, identity(hours)]), lb=need.astype(np.float64))]
    if most_paid is not None:
        paid = np.concatenate([[float(length) for _, length in options], np.zeros(hours)])
        rules.append(LinearConstraint(paid[None, :], ub=most_paid))
    found = milp(
        costs, constraints=rules, integrality=np.concatenate([np.ones(len(options)), np.zeros(hours)]),
        bounds=Bounds(0), options={"time_limit": _SECONDS, "mip_rel_gap": 0.005},
    )  # fmt: skip
    if found.x is None:
        raise UserError("No shifts cover this need in the time given. Allow more starts or lengths.")
    return [round(each) for each in found.x[: len(options)]]


def _there(hours: int, shifts: Sequence[Shift]) -> Ints:
    there = np.zeros(hours, dtype=np.int64)
    for shift in shifts:
        there[(shift.starts + np.arange(shift.hours)) % hours] += shift.people
    return there
