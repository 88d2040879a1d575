"""A world from POLE records: what people took part in, with when each thing was known and until when.

Every version of a record is read, not only the current one, so that a correction learnt later does not hide
what was known before it. `membership` says which nominal records are one person; without it each nominal
is a person of its own.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ninefold.measures.features.history import (
    GENDERS,
    SECONDS_BEFORE_EPOCH,
    World,
    co_offenders,
    co_residents,
    never,
)
from ninefold.measures.features.offences import described

# Reasons of a link that say the same of a person's part; all others stand for themselves.
PARTS: Mapping[str, str] = {
    "offender": "suspect", "knownSuspect": "suspect", "detained": "suspect", "officerVictim": "victim",
    "missingPerson": "missing", "vulnerableChild": "vulnerable", "vulnerableAdult": "vulnerable",
}  # fmt: skip
# Roles in which a person is at work: no part of a life.
_AT_WORK = ("officer",)
_NOT_A_LIFE = ("duty",)
# The first letter of a self-defined ethnicity (18+1), else the officer's code (IC1 to IC6).
ETHNIC_GROUPS = ("white", "mixed", "asian", "black", "other")
ETHNIC_CODES: Mapping[str, int] = {
    "W": 0, "M": 1, "A": 2, "B": 3, "O": 4, "1": 0, "2": 0, "3": 3, "4": 2, "5": 2, "6": 4,
}  # fmt: skip
_NO_HOME = "no fixed|^nfa$|unknown"


class PoleReader(Protocol):
    """What the world is made from: every version of records known by the snapshot's moment."""

    def versions(self, table: str) -> ir.Table:
        """Every version of a POLE table's records."""

    def linked(self, table: str) -> ir.Table | None:
        """A table of the linked zone; None where nothing was linked."""

    def hold(self, rows: pa.Table) -> ir.Table:
        """A small Arrow table as a table of the engine."""


def world(reader: PoleReader, keep: Callable[[ir.Table], ir.Table] = lambda table: table) -> World:
    """The histories, facts and ties of everyone in the records; `keep` works a table out once."""
    persons = reader.versions("person")
    member = reader.linked("membership")
    history = keep(_history(reader, persons, member))
    pairs = (co_offenders(history), co_residents(_homes(persons, member)))
    tied = ibis.union(*[_alike(each) for each in pairs])
    return World(history, keep(_facts(persons, member)), keep(tied))


def _alike(tied: ir.Table) -> ir.Table:
    """Pairs with moments of one type: engines tell a moment of a file from one that was worked out."""
    return tied.mutate(
        known_at=tied["known_at"].cast("timestamp"), replaced_at=tied["replaced_at"].cast("timestamp")
    )


def person_of(records: ir.Table, member: ir.Table | None, column: str = "record_id") -> ir.Table:
    """Records with `person_id`: who the nominal is by the linkage, else the nominal alone."""
    if member is None:
        return records.mutate(person_id=records[column])
    known = member.select(nominal="record_id", linked_id="person_id")
    joined = records.left_join(known, records[column] == known["nominal"])
    return joined.mutate(person_id=ibis.coalesce(joined["linked_id"], joined[column])).drop(
        "nominal", "linked_id"
    )


def until_replaced(versions: ir.Table) -> ir.Table:
    """Versions with `replaced_at`: when a higher version of the same record was first known."""
    later = ibis.window(group_by="record_id", order_by="version", rows=(1, None))
    return versions.mutate(replaced_at=ibis.coalesce(versions["known_at"].min().over(later), never()))


def _history(reader: PoleReader, persons: ir.Table, member: ir.Table | None) -> ir.Table:
    events = reader.versions("event")
    lived = events.filter(events["occurred"].notnull() & ~events["kind"].isin(list(_NOT_A_LIFE)))
    known = _located(described(until_replaced(lived), reader.hold))
    parts = person_of(_parts(reader, persons, events), member, "nominal_id")
    both = parts.join(known, parts["event_record"] == known["event_id"])
    both = both.mutate(since=ibis.greatest(both["part_known"], both["event_known"]))
    # Two nominals of one person in one event are one part, known from when the first of them was.
    once = both.group_by(["person_id", "event_id", "version", "role"]).aggregate(
        **{n: both[n].max() for n in ("kind", "family", "force", "place", "harm", "occurred", "replaced_at")},
        known_at=both["since"].min(),
    )
    return once.filter(once["known_at"] < once["replaced_at"]).select(
        "person_id", "event_id", "kind", "role", "family", "force", "place", "harm", "occurred", "known_at",
        "replaced_at",
    )  # fmt: skip


def _located(events: ir.Table) -> ir.Table:
    place = ibis.coalesce(events["location_id"], events["area"], events["place"])
    return events.select(
        "version", "kind", "family", "force", "harm", "occurred", "replaced_at",
        event_id="record_id", event_known="known_at", place=place,
    )  # fmt: skip


def _parts(reader: PoleReader, persons: ir.Table, events: ir.Table) -> ir.Table:
    """Who had which part in which event: from links, and from people's rows that name a crime's reference."""
    links = reader.versions("link")
    links = links.filter((links["from_table"] == "person") & (links["to_table"] == "event"))
    linked = links.select(nominal_id="from_id", event_record="to_id", reason="reason", known="known_at")
    parts = ibis.union(linked, _named_in_rows(persons, events))
    parts = parts.mutate(role=_role(parts["reason"]))
    parts = parts.filter(~parts["reason"].isin(list(_AT_WORK)))
    return parts.group_by(["nominal_id", "event_record", "role"]).aggregate(part_known=parts["known"].min())


def _named_in_rows(persons: ir.Table, events: ir.Table) -> ir.Table:
    """Forces that keep one row for each person of a crime name the crime, and the role, in the row."""
    named = persons.select(
        nominal_id="record_id",
        of_source="source",
        crime=persons["details"].get("crime_reference", ibis.null("string")),
        reason=persons["details"].get("role", ibis.null("string")),
        known="known_at",
    )
    named = named.filter(named["crime"].notnull() & named["reason"].notnull())
    crimes = events.filter(events["kind"].isin(["crime", "asb"]) & events["reference"].notnull())
    crimes = crimes.select(event_record="record_id", source="source", reference="reference").distinct()
    both = named.join(crimes, [named["of_source"] == crimes["source"], named["crime"] == crimes["reference"]])
    return both.select("nominal_id", "event_record", "reason", "known")


def _role(reason: ir.StringValue) -> ir.StringValue:
    return reason.substitute(dict(PARTS))


def _facts(persons: ir.Table, member: ir.Table | None) -> ir.Table:
    """Day of birth, gender and broad ethnic group, as each row of a nominal gave them."""
    mine = person_of(persons, member)
    # As the difference of two dates is spelled differently by each engine, days are counted from seconds.
    seconds = mine["born"].cast("timestamp").epoch_seconds().cast("int64") + int(SECONDS_BEFORE_EPOCH)
    ethnicity = ibis.coalesce(mine["ethnicity_self"].left(1), mine["ethnicity_observed"])
    facts = [
        _fact(mine, "born", seconds // 86_400),
        _fact(mine, "gender", _coded(mine["gender"], {name: code for code, name in enumerate(GENDERS)})),
        _fact(mine, "ethnic_group", _coded(ethnicity, ETHNIC_CODES)),
    ]
    return ibis.union(*facts, distinct=True)


def _fact(mine: ir.Table, name: str, value: ir.Value) -> ir.Table:
    known = mine.select("person_id", fact=ibis.literal(name), value=value.cast("int64"), known_at="known_at")
    return known.filter(known["value"].notnull())


def _coded(text: ir.StringValue, codes: Mapping[str, int]) -> ir.Value:
    """The code of each text; nothing where it is not listed."""
    listed = ibis.ifelse(text.isin(list(codes)), text, ibis.null("string"))
    return listed.substitute({name: str(code) for name, code in codes.items()}).cast("int64")


def _homes(persons: ir.Table, member: ir.Table | None) -> ir.Table:
    """The addresses people gave, as one text; having none is not an address."""
    mine = person_of(persons, member)
    address = mine["address"].lower().re_replace("[^a-z0-9]+", " ").strip()
    written = ibis.ifelse(
        address.length() > 4, address.concat(" ", ibis.coalesce(mine["postcode"], "")), ibis.null("string")
    )
    home = ibis.coalesce(mine["uprn"], written)
    homes = mine.select("person_id", home=home, known_at="known_at")
    return homes.filter(homes["home"].notnull() & ~homes["home"].re_search(_NO_HOME))
