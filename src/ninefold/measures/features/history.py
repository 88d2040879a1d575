"""The tables features are built on, and how they are made from POLE records of a pinned snapshot.

HISTORY  one row for each part a person had in an event, in each version of what was known of it:
         known from `known_at` until `replaced_at`. A later correction closes a row and opens another, so
         one table serves every date.
FACTS    what was known about a person from a moment on: day of birth, gender. The latest known holds.
TIED     pairs of people: co-offenders, and co-residents from when both were known at one address.
"""

from dataclasses import dataclass
from datetime import date, datetime

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ninefold.engine.port import Engine

HISTORY = pa.schema(
    [
        ("person_id", pa.string()),
        ("event_id", pa.string()),
        ("kind", pa.string()),
        ("role", pa.string()),
        ("family", pa.string()),
        ("force", pa.string()),
        ("place", pa.string()),
        ("harm", pa.float64()),
        ("occurred", pa.timestamp("us")),
        ("known_at", pa.timestamp("us")),
        ("replaced_at", pa.timestamp("us")),
    ]
)
FACTS = pa.schema(
    [
        ("person_id", pa.string()),
        ("fact", pa.string()),
        ("value", pa.int64()),
        ("known_at", pa.timestamp("us")),
    ]
)
TIED = pa.schema(
    [
        ("person_id", pa.string()),
        ("other_id", pa.string()),
        ("tie", pa.string()),
        ("known_at", pa.timestamp("us")),
        ("replaced_at", pa.timestamp("us")),
    ]
)
SUBJECTS = pa.schema(
    [
        ("subject_row", pa.int64()),
        ("person_id", pa.string()),
        ("as_of", pa.timestamp("us")),
        ("unit_event", pa.string()),
    ]
)
NEVER = datetime(9999, 1, 1)  # when a record that is still current was replaced
FIRST_DAY = datetime(1800, 1, 1)  # `born` is kept as whole days from here
SECONDS_BEFORE_EPOCH = float((datetime(1970, 1, 1) - FIRST_DAY).total_seconds())
GENDERS = ("female", "male", "other")


@dataclass(frozen=True)
class World:
    """What is known of some people over all time; a feature sees of it only what its date allows."""

    history: ir.Table
    facts: ir.Table
    tied: ir.Table

    @classmethod
    def held(
        cls, engine: Engine, history: pa.Table, facts: pa.Table | None = None, tied: pa.Table | None = None
    ) -> "World":
        """A world of Arrow tables, held by an engine; what is left out is empty."""
        return cls(
            engine.hold(history.cast(HISTORY)),
            engine.hold(facts.cast(FACTS) if facts is not None else FACTS.empty_table()),
            engine.hold(tied.cast(TIED) if tied is not None else TIED.empty_table()),
        )


def never() -> ir.Scalar:
    """The moment at which what still holds was replaced."""
    return ibis.literal(NEVER, "timestamp")


def co_offenders(history: ir.Table) -> ir.Table:
    """Pairs of people who were suspects in the same event, for as long as both were known to be."""
    suspects = history.filter(history["role"] == "suspect")
    one = suspects.select("person_id", "event_id", "known_at", "replaced_at")
    other = suspects.select(
        other_id="person_id", other_event="event_id", since="known_at", until="replaced_at"
    )
    both = one.join(other, [one["event_id"] == other["other_event"], one["person_id"] != other["other_id"]])
    held = both.mutate(
        tie=ibis.literal("co-offender"),
        known=ibis.greatest(both["known_at"], both["since"]),
        ended=ibis.least(both["replaced_at"], both["until"]),
    )
    held = held.filter(held["known"] < held["ended"])
    return held.select("person_id", "other_id", "tie", known_at="known", replaced_at="ended").distinct()


def co_residents(homes: ir.Table) -> ir.Table:
    """Pairs of people who were known by one address, from when both were."""
    first = homes.group_by(["person_id", "home"]).aggregate(known_at=homes["known_at"].min())
    other = first.select(other_id="person_id", other_home="home", since="known_at")
    both = first.join(other, [first["home"] == other["other_home"], first["person_id"] != other["other_id"]])
    held = both.mutate(known=ibis.greatest(both["known_at"], both["since"]))
    return held.select(
        "person_id",
        "other_id",
        tie=ibis.literal("co-resident"),
        known_at="known",
        replaced_at=never(),
    )


def days_from_first(born: date) -> int:
    """A day as features keep it: whole days from the first day of 1800."""
    return (born - FIRST_DAY.date()).days
