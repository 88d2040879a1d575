"""What became of an id: the persons its records are now, and everything that happened on the way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

WORDS = {
    "made": "{person} was first seen, with {records} {noun}.",
    "merged": "{person} was found to be {other}: {records} {noun} went there, and the id is kept only to lead there.",
    "split": "{records} {noun} of {person} turned out to be someone else, now {other}.",
    "moved": "{records} {noun} went from {person} to {other}.",
    "ended": "No record of {person} is held any more.",
}


@dataclass(frozen=True)
class Current:
    """A person as they are now, and how many records of the id asked for they hold."""

    person_id: str
    records: int
    keeps_id: bool


@dataclass(frozen=True)
class Happening:
    """One event of a history, in words."""

    at: datetime
    event: str
    person_id: str
    other_id: str | None
    records: int
    words: str
    reason: str
    decisions: tuple[str, ...]
    run: str


@dataclass(frozen=True)
class Lineage:
    """An id, whoever it leads to now, and its history, oldest first.

    `current` has one person when nothing was parted, several when it was, and none only when every record
    that the id ever had has been disposed of.
    """

    asked: str
    current: tuple[Current, ...]
    history: tuple[Happening, ...]


def lineage(
    asked: str, past: Iterable[str], now: Mapping[str, str | None], events: Sequence[Mapping[str, Any]]
) -> Lineage:
    """Work out what became of an id.

    `past` are the records that were ever under it, `now` the person of each of them, `events` all events
    of the zone, oldest first.
    """
    counted: dict[str, int] = {}
    for record in past:
        person = now.get(record)
        if person is not None:
            counted[person] = counted.get(person, 0) + 1
    concerned = _concerned(asked, events)
    current = [
        Current(person, records, person == asked)
        for person, records in sorted(counted.items(), key=lambda each: (each[0] != asked, -each[1], each[0]))
    ]
    return Lineage(asked, tuple(current), tuple(_happening(row) for row in concerned))


def _concerned(asked: str, events: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The events that the id, or anyone who took over records of it, took part in from then on."""
    family, found = {asked}, []
    for row in events:
        if row["person_id"] in family:
            found.append(row)
            if row["other_id"] is not None:
                family.add(row["other_id"])
        elif row["other_id"] == asked:
            found.append(row)
    return found


def _happening(row: Mapping[str, Any]) -> Happening:
    words = WORDS[row["event"]].format(
        person=row["person_id"],
        other=row["other_id"],
        records=row["records"],
        noun="record" if row["records"] == 1 else "records",
    )
    return Happening(
        row["known_at"],
        row["event"],
        row["person_id"],
        row["other_id"],
        row["records"],
        words,
        row["reason"],
        tuple(row["decisions"] or ()),
        row["run"],
    )
