"""Counts of crimes by area and month, and by everything that can tell their weight."""

import ibis
from ibis import _

from ninefold.contracts.product import Inputs
from ninefold.measures.by_area import counted


def features(inputs: Inputs) -> ibis.Table:
    """One row for each area, month, category, subgroup, ho_class and offence_code with crimes: n."""
    crimes = inputs.events.filter(_.kind == "crime")
    return counted(crimes, inputs.area_kinds, parts=("subgroup", "ho_class", "offence_code"))
