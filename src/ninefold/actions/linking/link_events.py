"""What a run changed about who is who, as rows of the table of identity events, each with its reason."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.link.identity import ENDED, MADE, NOBODY, CarriedOver, Ints, events_of
from ninefold.link.numbers import as_ids

EVENT_SCHEMA = pa.schema(
    [
        ("event", pa.string()),  # made, merged, split, moved, ended
        ("person_id", pa.string()),
        ("other_id", pa.string()),
        ("records", pa.int64()),
        ("cause", pa.string()),
        ("reason", pa.string()),
        ("decisions", pa.list_(pa.string())),  # the judgements that came into force or were withdrawn
        ("run", pa.string()),
        ("known_at", pa.timestamp("us")),
    ]
)
REASONS = {
    "judgement": "A person's judgement about their records came into force or was withdrawn.",
    "model": "Records were weighed by another model.",
    "new records": "New records came that belong with theirs.",
    "corrected records": "Their records were corrected and weighed again.",
    "anew": "All records were linked anew, with names and values counted anew.",
    "records gone": "Their records are no longer held.",
    "weighed again": "The records they hang together with were weighed again.",
}
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Circumstances:
    """What was different in this run: an array for each record in scope, and what holds for all of them."""

    is_new: Bools
    is_changed: Bools
    judged: dict[str, list[str]]  # by record: the decisions about it that changed
    other_model: bool
    anew: bool
    run: str
    known_at: datetime


def event_rows(
    kind: str, records: pa.Array, before: Ints, carried: CarriedOver, found: Circumstances
) -> pa.Table:
    """The events of one run; `records` and `before` are of the records in scope, in one order."""
    happened = events_of(before, carried)
    is_judged = np.asarray(pc.is_in(records, pa.array(list(found.judged), pa.string())))
    concerned = _Concerned(before, carried.person, happened.person, happened.other)
    causes = np.select(
        [
            happened.kind == MADE,
            happened.kind == ENDED,
            concerned.any(is_judged),
            np.full(len(happened), found.other_model),
            concerned.any(found.is_new),
            concerned.any(found.is_changed),
            np.full(len(happened), found.anew),
        ],
        ["", "records gone", "judgement", "model", "new records", "corrected records", "anew"],
        "weighed again",
    )
    causes = np.where(happened.kind == MADE, _of_the_made(happened.person, happened.other, causes), causes)
    decisions = concerned.decisions(records, is_judged, found.judged, causes == "judgement")
    count = len(happened)
    return pa.table(
        [
            pa.array(happened.kind.tolist(), pa.string()),
            as_ids(happened.person, kind),
            as_ids(happened.other, kind),
            pa.array(happened.records),
            pa.array(causes.tolist(), pa.string()),
            _reasons(causes),
            decisions,
            pa.repeat(pa.scalar(found.run), count),
            pa.repeat(pa.scalar(found.known_at, pa.timestamp("us")), count),
        ],
        schema=EVENT_SCHEMA,
    )


def _reasons(causes: npt.NDArray[np.str_]) -> pa.Array:
    """The sentence of each cause, looked up once for each."""
    known, place = np.unique(causes, return_inverse=True)
    return pa.array([REASONS[cause] for cause in known.tolist()], pa.string()).take(pa.array(place))


def _of_the_made(person: Ints, other: Ints, causes: npt.NDArray[np.str_]) -> npt.NDArray[np.str_]:
    """Someone new is there because records are new, or for whatever parted them from another."""
    parted = dict(zip(other[other >= 0].tolist(), causes[other >= 0].tolist(), strict=True))
    if not parted:
        return np.full(len(person), "new records")
    return np.array([parted.get(each, "new records") for each in person.tolist()])


@dataclass(frozen=True)
class _Concerned:
    """Which records each event concerns: those that were or are of either person."""

    before: Ints
    after: Ints
    person: Ints
    other: Ints

    def any(self, flag: Bools) -> Bools:
        """For each event, whether any of its records is flagged."""
        flagged = np.unique(np.concatenate([self.before[flag], self.after[flag]]))
        return np.isin(self.person, flagged) | (np.isin(self.other, flagged) & (self.other >= 0))

    def decisions(
        self, records: pa.Array, is_judged: Bools, judged: dict[str, list[str]], wanted: Bools
    ) -> pa.Array:
        """For each event that is wanted, the decisions about its records; NULL for the others."""
        if not wanted.any():
            return pa.nulls(len(wanted), pa.list_(pa.string()))
        by_person: dict[int, set[str]] = {}
        for place in np.flatnonzero(is_judged).tolist():
            for number in (int(self.before[place]), int(self.after[place])):
                by_person.setdefault(number, set()).update(judged[records[place].as_py()])
        by_person.pop(NOBODY, None)
        found: list[list[str] | None] = [None] * len(wanted)
        for place in np.flatnonzero(wanted).tolist():
            persons = (int(self.person[place]), int(self.other[place]))
            found[place] = sorted({each for person in persons for each in by_person.get(person, ())})
        return pa.array(found, pa.list_(pa.string()))
