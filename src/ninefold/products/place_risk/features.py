"""Counts of the types that may be forecast, by kind of area, area, force and month."""

from pathlib import Path

import ibis
from ibis import _

from ninefold.contracts.product import Inputs
from ninefold.contracts.product_card import read_card
from ninefold.measures.by_area import CRIME, counted

CARD = read_card(Path(__file__).parent / "card.toml")


def features(inputs: Inputs) -> ibis.Table:
    """One row for each area, force, month and type with events, and their number n; no other type is looked at."""
    allowed = list(CARD.parameters["categories"])
    rows = counted(inputs.events, inputs.area_kinds)
    return rows.filter(_.stream == CRIME, _.category.isin(allowed), _.period != "").drop("stream")
