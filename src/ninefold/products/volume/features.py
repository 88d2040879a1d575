"""Counts of events by kind of area, area, force, month and category."""

import ibis

from ninefold.contracts.product import Inputs
from ninefold.measures.by_area import counted


def features(inputs: Inputs) -> ibis.Table:
    """One row for each area, force, month and category with events, and their number n."""
    return counted(inputs.events, inputs.area_kinds)
