"""Rows of a scoring product: who is asked about as at when, with groups to compare and the end of follow-up.

Two kinds of unit: an event (each custody record, as at the moment it was known) and a person (everyone with a part
in some event, as at each date asked for). Both give a table of subjects that features and labels are built on.
"""

import weakref
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import ibis
import ibis.expr.types as ir

from ninefold.contracts.scoring import ScoringInputs
from ninefold.measures.features import build
from ninefold.measures.features.definition import Feature, Measure, Which
from ninefold.measures.features.from_pole import ETHNIC_GROUPS, world
from ninefold.measures.features.history import GENDERS, World
from ninefold.measures.features.months import plus_months
from ninefold.measures.features.outcomes import FollowUp

UNKNOWN = -1.0
AGE = Feature("age", "age in years", Measure.AGE, absent=UNKNOWN)
SEX = Feature("sex", "sex", Measure.FACT, of="gender", absent=UNKNOWN)
ETHNICITY = Feature("ethnicity", "ethnic group", Measure.FACT, of="ethnic_group", absent=UNKNOWN)
# A force with fewer than this share of the crimes does not say when the following ended.
_SMALL_SHARE = 0.005


@dataclass(frozen=True)
class KeptWorld:
    """A world worked out once and held by the engine."""

    world: World = field(repr=False)
    followed_from: datetime
    followed_until: datetime


# Cohort, features and labels of one run ask one after another for the same world; it goes with its inputs.
_KEPT: dict[str, tuple[weakref.ref[ScoringInputs], KeptWorld]] = {}


def kept_world(inputs: ScoringInputs) -> KeptWorld:
    """The world of the inputs, held by their engine, and how far crimes were followed in every force."""
    kept = _KEPT.get("newest")
    if kept is not None and kept[0]() is inputs:
        return kept[1]
    made = _made(inputs)
    _KEPT["newest"] = (weakref.ref(inputs), made)
    return made


def _made(inputs: ScoringInputs) -> KeptWorld:
    held = world(inputs, inputs.engine.keep)
    return KeptWorld(held, *_followed(inputs, held.history))


def _followed(inputs: ScoringInputs, history: ir.Table) -> tuple[datetime, datetime]:
    """From when, and until when, every force's crimes are here: the latest first and the earliest last."""
    crimes = history.filter(history["kind"] == "crime")
    by_force = crimes.group_by("force").aggregate(
        n=crimes.count(), first=crimes["occurred"].min(), last=crimes["occurred"].max()
    )
    rows = inputs.engine.collect(by_force).to_pylist()
    total = sum(row["n"] for row in rows)
    told = [row for row in rows if row["n"] >= _SMALL_SHARE * total]
    if not told:
        return inputs.known_by, inputs.known_by
    return max(row["first"] for row in told), min([*(row["last"] for row in told), inputs.known_by])


def custody_records(
    held: KeptWorld, inputs: ScoringInputs, *, late_days: int, run_in_months: int = 0
) -> ir.Table:
    """Each custody record as at the moment it was first known: subject_row, person_id, as_of, unit_event.

    With more than one date asked for, records first known between the first and the last of them; with one, those of
    the `late_days` before it. A record made more than `late_days` after the arrest informed no decision; one made less
    than `run_in_months` after the records begin has a history that is cut off, and would teach that nobody has one.
    """
    rows = held.world.history
    own = rows.filter((rows["kind"] == "custody") & (rows["role"] == "suspect"))
    units = own.group_by("event_id").aggregate(
        person_id=own["person_id"].min(), as_of=own["known_at"].min(), arrested=own["occurred"].min()
    )
    first, last = _period(inputs, late_days)
    late = units["as_of"] > units["arrested"] + ibis.interval(days=late_days)
    units = units.filter(~late & (units["as_of"] <= ibis.literal(last, "timestamp")))
    units = units.filter(
        units["as_of"] >= ibis.literal(plus_months(held.followed_from, run_in_months), "timestamp")
    )
    if inputs.subjects:
        units = units.filter(units["event_id"].isin(list(inputs.subjects)))
    elif first is not None:
        units = units.filter(units["as_of"] > ibis.literal(first, "timestamp"))
    return units.select(subject_row="event_id", person_id="person_id", as_of="as_of", unit_event="event_id")


def _period(inputs: ScoringInputs, late_days: int) -> tuple[datetime | None, datetime]:
    first, last = min(inputs.as_of), max(inputs.as_of)
    return (first if len(inputs.as_of) > 1 else last - timedelta(days=late_days)), last


def people_at(held: KeptWorld, inputs: ScoringInputs, which: Which) -> ir.Table:
    """Everyone with a chosen part in an event, as at the date asked for, where it was known by then: the subjects.

    Of several dates each person stands at one, drawn by lot from their id, so that nobody is both learnt from and
    judged.
    """
    rows = held.world.history
    for column, values in which.parts.items():
        rows = rows.filter(rows[column].isin(list(values)))
    first = rows.group_by("person_id").aggregate(since=rows["known_at"].min())
    if inputs.subjects:
        first = first.filter(first["person_id"].isin(list(inputs.subjects)))
    moments = sorted(inputs.as_of)
    drawn = _lot(first["person_id"], len(moments))
    dates = [
        first.filter((first["since"] <= ibis.literal(moment, "timestamp")) & (drawn == place)).select(
            subject_row=first["person_id"].concat(" ", str(moment.date())),
            person_id="person_id",
            as_of=ibis.literal(moment, "timestamp"),
            unit_event=ibis.null("string"),
        )
        for place, moment in enumerate(moments)
    ]
    return dates[0] if len(dates) == 1 else ibis.union(*dates)


def _lot(person: ir.StringValue, among: int) -> ir.IntegerValue:
    """A number from 0 for each person, from the letters of the id, which every engine reads alike."""
    codes = [person.right(place).left(1).ascii_str().cast("int64") for place in (1, 2, 3, 4)]
    return (codes[0] + 31 * codes[1] + 17 * codes[2] + 7 * codes[3]) % among


def with_groups(subjects: ir.Table, held: KeptWorld, *, extra: tuple[Feature, ...] = ()) -> ir.Table:
    """The subjects with `age` and the groups to compare, as known at their dates, and any extra features."""
    told = build.expression(subjects, held.world, (AGE, SEX, ETHNICITY, *extra))
    joined = subjects.join(told, "subject_row")
    return joined.mutate(
        group_sex=_named(joined["sex"], GENDERS),
        group_ethnicity=_named(joined["ethnicity"], ETHNIC_GROUPS),
        group_age_band=ibis.cases(
            (joined["age"] < 0, "not known"),
            (joined["age"] < 18, "under 18"),
            (joined["age"] < 25, "18 to 24"),
            (joined["age"] < 35, "25 to 34"),
            else_="35 and over",
        ),
    ).drop("sex", "ethnicity")


def _named(code: ir.NumericValue, names: tuple[str, ...]) -> ir.StringValue:
    """The name of each code, which never becomes a number a model could use."""
    return ibis.cases(
        *[(code == float(number), name) for number, name in enumerate(names)], else_="not known"
    )


def follow_up(held: KeptWorld, inputs: ScoringInputs) -> FollowUp:
    """How far the world was followed, read as known at the snapshot's moment."""
    return FollowUp(held.followed_until, inputs.known_by)
