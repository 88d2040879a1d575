"""One pass over events, then totals for each kind of area: an Ibis expression, the same on every engine."""

from collections.abc import Iterable

import ibis
from ibis import _

CRIME_KINDS = ("crime", "asb")
CRIME = "crime"  # the stream of all crime and anti-social behaviour; other kinds are each their own


def counted(events: ibis.Table, area_kinds: Iterable[str], parts: Iterable[str] = ()) -> ibis.Table:
    """Counts of events by area_kind, area, force, period, stream, category and the columns in `parts`.

    Crime and anti-social behaviour keep their category; any other kind of event is a category by itself.
    Force totals are always among the areas. Events without a month have an empty period; events
    without an area of some kind are counted in the kinds of area they have.
    """
    kinds = list(dict.fromkeys(["force", *area_kinds]))
    parts = list(parts)
    finest = _finest(events, kinds, parts)
    totals = [_total(finest, kind, parts) for kind in kinds]
    return ibis.union(*totals) if len(totals) > 1 else totals[0]


def _finest(events: ibis.Table, kinds: list[str], parts: list[str]) -> ibis.Table:
    is_crime = _.kind.isin(CRIME_KINDS)
    named = events.select(
        *(_[kind].name(f"in_{kind}") for kind in kinds if kind != "force"),
        *(_[part] for part in parts),
        in_force=_.force.coalesce("unknown"),
        period=_.month.coalesce(""),
        stream=ibis.ifelse(is_crime, CRIME, _.kind.coalesce("unknown")),
        category=ibis.ifelse(is_crime, _.category.coalesce("unknown"), _.kind.coalesce("unknown")),
    )
    return named.group_by(named.columns).aggregate(n=_.count())


def _total(finest: ibis.Table, kind: str, parts: list[str]) -> ibis.Table:
    keys = {
        "area_kind": ibis.literal(kind),
        "area": finest[f"in_{kind}"],
        "force": finest.in_force,
        "period": finest.period,
        "stream": finest.stream,
        "category": finest.category,
    }
    there = finest.filter(finest[f"in_{kind}"].notnull())
    return there.group_by(**keys, **{part: finest[part] for part in parts}).aggregate(
        n=finest.n.sum().cast("int64")
    )
