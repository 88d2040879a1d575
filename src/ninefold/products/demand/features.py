"""Events by force, area, day and hour; those known by month alone are only counted."""

from pathlib import Path

import ibis
from ibis import _

from ninefold.contracts.product import Inputs
from ninefold.contracts.product_card import read_card

CARD = read_card(Path(__file__).parent / "card.toml")
DATED = ("minute", "day")


def features(inputs: Inputs) -> ibis.Table:
    """One row for each area, force, day and hour with events, and their number n; `area` is the force or an msoa.

    The day is empty where only the month is known, the hour -1 where only the day is.
    """
    asked = inputs.events.filter(_.kind.isin(CARD.parameters["kinds"]), _.month.notnull(), _.force.notnull())
    dated = _.occurred_precision.isin(DATED).fill_null(False)
    rows = asked.select(
        force=_.force,
        msoa=_.msoa if "msoa" in inputs.area_kinds else ibis.null("string"),
        day=ibis.ifelse(dated, _.occurred.cast("date").cast("string"), ""),
        hour=ibis.ifelse(_.occurred_precision == "minute", _.occurred.hour().cast("int64"), -1).fill_null(-1),
    )
    finest = rows.group_by(["force", "msoa", "day", "hour"]).aggregate(n=_.count().cast("int64"))
    whole = finest.group_by(["force", "day", "hour"]).aggregate(n=_.n.sum().cast("int64"))
    parts = finest.filter(_.msoa.notnull(), _.day != "")
    by_part = parts.group_by(["force", "msoa", "day"]).aggregate(n=_.n.sum().cast("int64"))
    return ibis.union(
        whole.select(area_kind=ibis.literal("force"), area=_.force, force=_.force, day=_.day, hour=_.hour, n=_.n),
        by_part.select(
            area_kind=ibis.literal("msoa"), area=_.msoa, force=_.force, day=_.day,
            hour=ibis.literal(-1).cast("int64"), n=_.n,
        ),
    )  # fmt: skip
