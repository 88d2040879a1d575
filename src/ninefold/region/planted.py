"""People planted in the region on purpose: each is seen by several forces, and in each looks ordinary.

One in a thousand people; each has four to seven small matters within fifteen months, in three forces or
more, never more than two in one. They take the place of ordinary rows, so counts do not change.
"""

from dataclasses import dataclass

import numpy as np

from ninefold.region import days
from ninefold.region.batch import Batch
from ninefold.region.chance import Bools, Ints
from ninefold.region.drawing import Region
from ninefold.region.plan import FORCES

KINDS = ("crimes", "calls", "searches", "missing")
_PARTY = {"crimes": "victim", "calls": "reporter", "searches": "person", "missing": "person"}
# What makes a matter look ordinary: the lowest grade, nothing found, a small theft.
_ORDINARY = {
    "crimes": {"suspect": -1, "outcome": 6},
    "calls": {"grade": 3, "opening": 6, "closing": 6},
    "searches": {"search_type": 0, "found": 0, "linked": 0, "stripped": 0, "vehicle": -1},
    "missing": {"risk": 0, "circumstance": 1, "reporter": -1},
}
_SMALL_THEFT = 6


@dataclass(frozen=True)
class Touches:
    """One row for each matter: who, in which force, of which kind, on which day."""

    person: Ints
    force: Ints
    kind: Ints
    day: Ints


def plant(region: Region) -> Touches:
    """Choose the people and their matters."""
    random = region.chance.generator("planted")
    wanted = max(3, region.plan.people // 1000)
    drawn = random.permutation(min(region.plan.people, wanted * 40))
    drawn = drawn * (region.plan.people // max(1, len(drawn)))
    start = np.full(len(drawn), days.number(2021), dtype=np.int64)
    age = region.people.ages_of_living(drawn, start + 1200)
    young = ((age >= 15) & (age <= 22)) | (age >= 72)
    people = drawn[young][:wanted]
    return _matters(region, people, random)


def _matters(region: Region, people: Ints, random: np.random.Generator) -> Touches:
    count = len(people)
    number = 4 + random.integers(4, size=count)
    begins = days.number(2021) + random.integers(0, days.LAST - days.number(2021) - 470, size=count)
    who = np.repeat(np.arange(count), number)
    place = np.concatenate([np.arange(many) for many in number]) if count else who
    # The force of the home first, then on round the islands: each force comes up at most twice.
    home = region.plan.area_force[region.plan.area_of(people)]
    forces = 3 + random.integers(2, size=count)
    step = 1 + random.integers(len(FORCES) - 1, size=count)
    step = np.where(step % 3 == 0, 1, step)
    force = (home[who] + (place % np.maximum(forces, -(-number // 2))[who]) * step[who]) % len(FORCES)
    kind = (place + random.integers(len(KINDS), size=count)[who]) % len(KINDS)
    # Only the young are both missing and searched; the old are robbed of small things and call.
    old = region.people.ages_of_living(people, begins)[who] > 60
    kind = np.where(old & (kind == 2), 1, kind)
    return Touches(people[who], force, kind, begins[who] + random.integers(450, size=len(who)))


def put_in(batch: Batch, touches: Touches, year: int) -> Batch:
    """The batch with this year's planted matters in the place of ordinary rows, marked in `planted`."""
    planted = np.zeros(len(batch), dtype=np.int64)
    if batch.kind not in KINDS or not len(batch):
        return batch.having(planted=planted)
    here: Bools = (touches.force == batch.force) & (touches.kind == KINDS.index(batch.kind))
    here &= days.years(touches.day) == year
    rows, first = np.unique(_nearest(batch, touches.day[here]), return_index=True)
    day, person = touches.day[here][first], touches.person[here][first]
    columns = {name: column.copy() for name, column in batch.columns.items()} | {"planted": planted}
    shift = (day - columns["occurred"][rows] // days.MINUTES) * days.MINUTES
    for moment in ("occurred", "until", "reported", "recorded", "closed"):
        if moment in columns:
            known = columns[moment][rows] >= 0
            columns[moment][rows] += np.where(known, shift, 0)
    columns[_PARTY[batch.kind]][rows] = person
    columns["planted"][rows] = 1
    for name, value in _ORDINARY[batch.kind].items():
        columns[name][rows] = value
    return Batch(batch.kind, batch.force, columns)


def _nearest(batch: Batch, day: Ints) -> Ints:
    """The ordinary row next in time after each day (for crimes: the next small theft)."""
    fits = np.arange(len(batch))
    if batch.kind == "crimes":
        thefts = np.flatnonzero(batch["category"] == _SMALL_THEFT)
        fits = thefts if len(thefts) else fits
    order = fits[np.argsort(batch["occurred"][fits], kind="stable")]
    place = np.searchsorted(batch["occurred"][order], day * days.MINUTES)
    return order[np.minimum(place, len(order) - 1)]
