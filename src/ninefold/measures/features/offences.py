"""The family and harm weight of an offence, by the most exact thing that a record says about it.

Looked up in this order, the first that is listed is used: offence code, Home Office classification, its class
number, offence subgroup, offence title, crime type. `offences.csv` holds the list; its `days` are the medians of
the harm index's subgroups. What no row lists has no family, and a definition that asks for one leaves it out.
"""

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

LIST = Path(__file__).parent / "offences.csv"
LOOKUPS = pa.schema([("key", pa.string()), ("family", pa.string()), ("days", pa.float64())])

VIOLENCE = ("homicide", "grievous-harm", "violence")
SEXUAL = ("sexual-grave", "sexual-other")
WEAPON = ("weapon", "firearm")
DRUG = ("drug-possession", "drug-supply")
PROPERTY = ("burglary", "theft", "vehicle", "damage", "arson")
# Murder and attempted murder, grievous bodily harm, robbery, sexual offences, firearm offences.
SERIOUS = ("homicide", "grievous-harm", "robbery", "sexual-grave", "sexual-other", "firearm")


@cache
def listed() -> tuple[dict[str, str], ...]:
    """The rows of the list."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def lookup(scheme: str) -> pa.Table:
    """The list of one scheme: key, family and days."""
    rows = [
        {"key": row["key"], "family": row["family"], "days": float(row["days"])}
        for row in listed()
        if row["scheme"] == scheme
    ]
    return pa.Table.from_pylist(rows, LOOKUPS)


def described(events: ir.Table, hold: Callable[[pa.Table], ir.Table]) -> ir.Table:
    """Event records with `family` and `harm` (days; nought where the offence is not listed)."""
    title = events["details"].get("offence", ibis.null("string"))
    whole = events.mutate(
        by_code=events["offence_code"].upper(),
        by_class=events["ho_class"],
        by_number=events["ho_class"].left(3),
        by_subgroup=_slug(events["subgroup"]),
        by_title=_slug(title),
        by_category=events["category"],
    )
    held = {scheme: hold(lookup(scheme)) for scheme in ("code", "class", "subgroup", "title", "category")}
    order = (("code", "code"), ("class", "class"), ("number", "class"), ("subgroup", "subgroup"),
             ("title", "title"), ("category", "category"))  # fmt: skip
    for by, scheme in order:
        names = {f"key_{by}": "key", f"family_{by}": "family", f"days_{by}": "days"}
        found = held[scheme].select(**names).view()
        whole = whole.left_join(found, whole[f"by_{by}"] == found[f"key_{by}"])
    return events_with(whole, [by for by, _ in order])


def events_with(whole: ir.Table, order: list[str]) -> ir.Table:
    """The first family and weight that was found for each event; the columns of the search are dropped."""
    # Only crimes and arrests are for an offence; other kinds use the category column for words of their own.
    is_offence = whole["kind"].isin(["crime", "custody"])
    searched = [f"{part}_{by}" for by in order for part in ("by", "key", "family", "days")]
    return whole.mutate(
        family=ibis.ifelse(is_offence, ibis.coalesce(*[whole[f"family_{by}"] for by in order]), None),
        harm=ibis.ifelse(is_offence, ibis.coalesce(*[whole[f"days_{by}"] for by in order], 0.0), 0.0),
    ).drop(*searched)


def _slug(text: ir.StringValue) -> ir.StringValue:
    return text.lower().re_replace("[^a-z0-9]+", "-")
