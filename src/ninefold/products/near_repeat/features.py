"""Offences with their day and point, by each kind of area they lie in; those known by month alone are only counted."""

from pathlib import Path

import ibis
from ibis import _

from ninefold.contracts.product import Inputs
from ninefold.contracts.product_card import read_card

CARD = read_card(Path(__file__).parent / "card.toml")
DATED = ("minute", "day")


def features(inputs: Inputs) -> ibis.Table:
    """One row for each area, force, month, category, day and point, and the number n of such offences.

    Offences without a day or a point have an empty day: a source that gives only months cannot be asked.
    """
    kinds = list(dict.fromkeys(["force", *inputs.area_kinds]))
    usable = _.occurred_precision.isin(DATED) & _.longitude.notnull() & _.latitude.notnull()
    chosen = inputs.events.filter(
        _.kind == "crime", _.month.notnull(), _.category.isin(CARD.parameters["categories"])
    ).select(
        *(_[kind].name(f"in_{kind}") for kind in kinds if kind != "force"),
        in_force=_.force.coalesce("unknown"),
        period=_.month,
        category=_.category,
        day=ibis.ifelse(usable, _.occurred.cast("date").cast("string"), ""),
        longitude=ibis.ifelse(usable, _.longitude, 0.0),
        latitude=ibis.ifelse(usable, _.latitude, 0.0),
    )
    finest = chosen.group_by(chosen.columns).aggregate(n=_.count())
    totals = [_by_kind(finest, kind) for kind in kinds]
    return ibis.union(*totals) if len(totals) > 1 else totals[0]


def _by_kind(finest: ibis.Table, kind: str) -> ibis.Table:
    there = finest.filter(finest[f"in_{kind}"].notnull())
    keys = {
        "area_kind": ibis.literal(kind),
        "area": there[f"in_{kind}"],
        "force": there.in_force,
        "period": there.period,
        "category": there.category,
        "day": there.day,
        "longitude": there.longitude,
        "latitude": there.latitude,
    }
    return there.group_by(**keys).aggregate(n=there.n.sum().cast("int64"))
