"""Hand-drawn lives: a few events, a date, and the features and label that a person worked out for it.

    about = "A theft told three months late is not known at the date in between."

    [[event]]
    person = "ann"
    event = "c1"
    occurred = 2020-03-01T10:00:00
    known_at = 2020-06-01T09:00:00
    kind = "crime"
    role = "suspect"
    family = "theft"

    [[ask]]
    person = "ann"
    as_of = 2020-04-01T12:00:00
    followed_until = 2023-01-01T00:00:00
    features = {prior_any = 0}
    label = "low"

`[[fact]]` (person, fact, value or born, known_at) and `[[tie]]` (person, other, tie, known_at) may stand beside them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from ninefold.contracts.toml_file import read_toml
from ninefold.errors import CardInvalid
from ninefold.measures.features.definition import Feature
from ninefold.measures.features.history import FACTS, HISTORY, NEVER, SUBJECTS, TIED, days_from_first
from ninefold.measures.features.outcomes import FollowUp, Outcome, label_of
from ninefold.measures.features.plain import Life, Subject, features_of, lives

_EVENT = {"person", "event", "occurred", "known_at", "replaced_at", "kind", "role", "family", "force",
          "place", "harm"}  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """One date at which a person is asked about, and what must come out."""

    where: str  # file and number, for messages
    subject_row: int
    person_id: str
    as_of: datetime
    unit_event: str
    follow: FollowUp
    features: Mapping[str, float]
    label: str | None  # None: must be marked as not followed


@dataclass(frozen=True)
class Timelines:
    """The lives and questions of one or more files."""

    history: pa.Table
    facts: pa.Table
    tied: pa.Table
    asks: tuple[Ask, ...]

    @property
    def subjects(self) -> pa.Table:
        """The subject of each question."""
        rows = [
            {
                "subject_row": a.subject_row,
                "person_id": a.person_id,
                "as_of": a.as_of,
                "unit_event": a.unit_event,
            }
            for a in self.asks
        ]
        return pa.Table.from_pylist(rows, SUBJECTS)


def read_timelines(folder: Path) -> Timelines:
    """Every `*.toml` of a folder; people of different files are different people."""
    parts = [_read(path) for path in sorted(folder.glob("*.toml"))]
    if not parts:
        raise CardInvalid(f"{folder}: has no timelines. Draw at least one life with its expected label.")
    asks = [ask for part in parts for ask in part["asks"]]
    return Timelines(
        _table(parts, "history", HISTORY),
        _table(parts, "facts", FACTS),
        _table(parts, "tied", TIED),
        tuple(_numbered(ask, number) for number, ask in enumerate(asks)),
    )


def _numbered(ask: Ask, number: int) -> Ask:
    return Ask(**{**ask.__dict__, "subject_row": number})


def _table(parts: Sequence[Mapping[str, Any]], name: str, schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([row for part in parts for row in part[name]], schema)


def _read(path: Path) -> dict[str, Any]:
    drawn = read_toml(path, when_absent="Draw a timeline in the product's sample folder.")
    own = f"{path.stem}/"
    return {
        "history": [_event(row, own, path) for row in drawn.get("event", [])],
        "facts": [_fact(row, own) for row in drawn.get("fact", [])],
        "tied": [row for tie in drawn.get("tie", []) for row in _ties(tie, own)],
        "asks": [_ask(row, own, f"{path.name}, ask {n}") for n, row in enumerate(drawn.get("ask", []), 1)],
    }


def _event(row: Mapping[str, Any], own: str, path: Path) -> dict[str, Any]:
    unknown = sorted(set(row) - _EVENT)
    if unknown:
        raise CardInvalid(
            f"{path}: an event has a key no timeline has, `{unknown[0]}`. Correct or remove it."
        )
    return {
        "person_id": own + row["person"],
        "event_id": own + row["event"],
        "kind": row.get("kind", "crime"),
        "role": row.get("role", "suspect"),
        "family": row.get("family"),
        "force": row.get("force", "aldmoor"),
        "place": row.get("place"),
        "harm": float(row.get("harm", 0)),
        "occurred": row["occurred"],
        "known_at": row["known_at"],
        "replaced_at": row.get("replaced_at", NEVER),
    }


def _fact(row: Mapping[str, Any], own: str) -> dict[str, Any]:
    value = days_from_first(row["born"]) if "born" in row else int(row["value"])
    fact = "born" if "born" in row else row["fact"]
    return {"person_id": own + row["person"], "fact": fact, "value": value, "known_at": row["known_at"]}


def _ties(row: Mapping[str, Any], own: str) -> list[dict[str, Any]]:
    """A tie holds both ways."""
    ends = [(own + row["person"], own + row["other"]), (own + row["other"], own + row["person"])]
    held = {"tie": row["tie"], "known_at": row["known_at"], "replaced_at": row.get("replaced_at", NEVER)}
    return [{"person_id": one, "other_id": other, **held} for one, other in ends]


def _ask(row: Mapping[str, Any], own: str, where: str) -> Ask:
    unit = row.get("unit_event", "")
    until = row["followed_until"]
    return Ask(
        where=where,
        subject_row=0,
        person_id=own + row["person"],
        as_of=row["as_of"],
        unit_event=own + unit if unit else "",
        follow=FollowUp(until, row.get("read_at", until)),
        features={name: float(value) for name, value in row.get("features", {}).items()},
        label=row.get("label"),
    )


def differences(
    timelines: Timelines,
    values: Callable[[Ask], Mapping[str, float]],
    label: Callable[[Ask], str | None],
    features: Sequence[Feature],
) -> list[str]:
    """What does not come out as it was drawn, one sentence each; nothing when all is well."""
    known = {feature.name for feature in features}
    told = []
    for ask in timelines.asks:
        given = values(ask)
        told += [
            f"{ask.where}: `{name}` is not a feature of this product."
            for name in ask.features
            if name not in known
        ]
        told += [
            f"{ask.where}: `{name}` should be {wanted:g} and is {given[name]:g}."
            for name, wanted in ask.features.items()
            if name in known and abs(given[name] - wanted) > 0.006
        ]
        found = label(ask)
        if found != ask.label:
            told.append(f"{ask.where}: the label should be {ask.label or 'none'} and is {found or 'none'}.")
    return told


def row_by_row(
    folder: Path,
    features: Sequence[Feature],
    outcomes: Sequence[Outcome],
    grade: Callable[[Mapping[str, float] | None], str | None],
) -> list[tuple[str, str, str]]:
    """Every label and feature that was drawn: which it is, what was drawn, and what comes out."""
    drawn = read_timelines(folder)
    known = lives(drawn.history, drawn.facts, drawn.tied)

    def life_of(person: str) -> Life:
        return known.get(person, Life())

    told = []
    for ask in drawn.asks:
        subject = Subject(ask.person_id, ask.as_of, ask.unit_event)
        label = grade(label_of(subject, life_of(ask.person_id), outcomes, ask.follow))
        told.append((f"{ask.where}: label", ask.label or "none", label or "none"))
        given = features_of(subject, life_of, features)
        told += [
            (f"{ask.where}: {name}", f"{wanted:.2f}", f"{given.get(name, float('nan')):.2f}")
            for name, wanted in ask.features.items()
        ]
    return told
