"""The same features for one subject, worked out row by row in the order a person would.

This is what answers at the custody desk, where one person is asked about and the lives are in memory, and
what the many-subject builder is held against: the two share definitions and nothing else.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from ninefold.measures.features.definition import DAYS_A_YEAR, SECONDS_A_DAY, Feature, Measure, When, Which
from ninefold.measures.features.history import FIRST_DAY
from ninefold.measures.features.months import plus_months


@dataclass(frozen=True, slots=True)
class Part:
    """One row of a history: a part a person had in an event, as it was known for a while."""

    event_id: str
    kind: str | None
    role: str | None
    family: str | None
    force: str | None
    place: str | None
    harm: float
    occurred: datetime
    known_at: datetime
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about a person, held from a moment on."""

    fact: str
    value: int
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Tie:
    """Another person and what ties them, for as long as it was known."""

    other_id: str
    tie: str
    known_at: datetime
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class Life:
    """Everything held about one person, over all time."""

    history: tuple[Part, ...] = ()
    facts: tuple[Fact, ...] = ()
    tied: tuple[Tie, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is asked about, as at when, and the event that is the reason for asking."""

    person_id: str
    as_of: datetime
    unit_event: str = ""


LifeOf = Callable[[str], Life]


def features_of(subject: Subject, life_of: LifeOf, features: Sequence[Feature]) -> dict[str, float]:
    """The value of each feature for one subject."""
    seen = _Seen(subject, life_of)
    return {feature.name: _value(seen, feature) for feature in features}


def lives(history: pa.Table, facts: pa.Table, tied: pa.Table) -> Mapping[str, Life]:
    """Every person's life, from whole tables; for samples and tests, where they are small."""
    rows: dict[str, tuple[list[Part], list[Fact], list[Tie]]] = {}
    for kind, place, table in ((Part, 0, history), (Fact, 1, facts), (Tie, 2, tied)):
        for row in table.to_pylist():
            own = rows.setdefault(row.pop("person_id"), ([], [], []))
            own[place].append(kind(**row))  # type: ignore[arg-type]
    return {person: Life(tuple(a), tuple(b), tuple(c)) for person, (a, b, c) in rows.items()}


class _Seen:
    """What a subject's date may see, worked out once for all features."""

    def __init__(self, subject: Subject, life_of: LifeOf) -> None:
        self.subject, self._life_of = subject, life_of
        self._life = life_of(subject.person_id)
        self.own = self._visible(self._life)
        self._people: dict[str, list[str]] = {}
        self._of_people: dict[str, list[Part]] = {}

    def _visible(self, life: Life) -> list[Part]:
        now = self.subject.as_of
        return [p for p in life.history if p.known_at <= now < p.replaced_at and p.occurred < now]

    def people(self, tie: str) -> list[str]:
        """The people in a tie, as known at the date."""
        if tie not in self._people:
            now = self.subject.as_of
            held = (t for t in self._life.tied if t.tie == tie and t.known_at <= now < t.replaced_at)
            self._people[tie] = sorted({t.other_id for t in held})
        return self._people[tie]

    def through(self, tie: str) -> list[Part]:
        """The histories of the people in a tie, as known at the date."""
        if tie not in self._of_people:
            lives = (self._life_of(person) for person in self.people(tie))
            self._of_people[tie] = [part for life in lives for part in self._visible(life)]
        return self._of_people[tie]

    def fact(self, name: str) -> int | None:
        """The latest known value of a fact; of two learnt in one second, the greater."""
        held = [
            (f.known_at.replace(microsecond=0), f.value)
            for f in self._life.facts
            if f.fact == name and f.known_at <= self.subject.as_of
        ]
        return max(held)[1] if held else None


def _value(seen: _Seen, feature: Feature) -> float:
    found = _MEASURES[feature.measure](seen, feature)
    return float(feature.absent) if found is None else float(found)


def _counted(seen: _Seen, feature: Feature) -> list[Part]:
    subject = seen.subject
    rows = seen.through(feature.through) if feature.through else seen.own
    start = datetime.min if feature.months is None else plus_months(subject.as_of, -feature.months)
    wants_unit = feature.when is When.UNIT
    return [
        part
        for part in rows
        if (part.event_id == subject.unit_event) == wants_unit
        and part.occurred >= start
        and is_chosen(part, feature.which)
    ]


def is_chosen(part: Part, which: Which) -> bool:
    """Whether a row of a history is among those a definition chooses."""
    return all(getattr(part, column) in values for column, values in which.parts.items())


def _seconds(moment: datetime) -> float:
    """Whole seconds since 1800, as the engines count them."""
    return float((moment.replace(microsecond=0) - FIRST_DAY).total_seconds())


def _since(seen: _Seen, feature: Feature, pick: Callable[[Iterable[datetime]], datetime]) -> float | None:
    moments = [part.occurred for part in _counted(seen, feature)]
    if not moments:
        return None
    return (_seconds(seen.subject.as_of) - _seconds(pick(moments))) / SECONDS_A_DAY


def _age(seen: _Seen, moment: datetime) -> float | None:
    born = seen.fact("born")
    return None if born is None else (_seconds(moment) / SECONDS_A_DAY - born) / DAYS_A_YEAR


def _age_at_first(seen: _Seen, feature: Feature) -> float | None:
    moments = [part.occurred for part in _counted(seen, feature)]
    return _age(seen, min(moments)) if moments else None


def _distinct(seen: _Seen, feature: Feature) -> int:
    values = {getattr(part, feature.of) for part in _counted(seen, feature)} - {None}
    return len(values)


_MEASURES: dict[Measure, Callable[[_Seen, Feature], float | None]] = {
    Measure.COUNT: lambda seen, f: len(_counted(seen, f)),
    Measure.ANY: lambda seen, f: bool(_counted(seen, f)),
    Measure.HARM: lambda seen, f: sum(part.harm for part in _counted(seen, f)),
    Measure.DAYS_SINCE_LAST: lambda seen, f: _since(seen, f, max),
    Measure.DAYS_SINCE_FIRST: lambda seen, f: _since(seen, f, min),
    Measure.AGE_AT_FIRST: _age_at_first,
    Measure.DISTINCT: _distinct,
    Measure.PEOPLE: lambda seen, f: len(seen.people(f.through)),
    Measure.AGE: lambda seen, f: _age(seen, seen.subject.as_of),
    Measure.FACT: lambda seen, f: seen.fact(f.of),
}
