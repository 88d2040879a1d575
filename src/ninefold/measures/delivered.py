"""For which months each force's data was delivered, by stream of events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ninefold.measures.by_area import CRIME, CRIME_KINDS
from ninefold.measures.panel import Axis, Bools, codes, month_codes


@dataclass(frozen=True)
class Delivered:
    """(forces, streams, months): whether that month was delivered."""

    streams: tuple[str, ...]
    months: Bools

    def by_series(self, streams: Sequence[str]) -> Bools:
        """The same as (forces, months, len(streams)), one column for each stream asked for."""
        places = [self.streams.index(stream) for stream in streams]
        return self.months[:, places, :].transpose(0, 2, 1)


def delivered(
    coverage: pa.Table, features: pa.Table, axis: Axis, layout_streams: Mapping[str, Sequence[str]]
) -> Delivered:
    """The months delivered, from the coverage table.

    Which streams a delivery carries is said by its `kind` column where the table has one, else by
    `layout_streams` for its layout, else it is taken to carry them all. A force and stream without any
    delivery on record is taken to have data in just the months in which it has events.
    """
    streams = tuple(sorted({*features["stream"].unique().to_pylist(), CRIME}))
    found = np.zeros((len(axis.forces), len(streams), axis.months), dtype=bool)
    force, month = codes(coverage["force"], axis.forces), month_codes(coverage["period"], axis)
    for place, carried in enumerate(_carried(coverage, streams, layout_streams)):
        if force[place] >= 0 and month[place] >= 0:
            found[force[place], carried, month[place]] = True
    return Delivered(streams, _with_unrecorded(found, features, axis, streams))


def _carried(
    coverage: pa.Table, streams: tuple[str, ...], layout_streams: Mapping[str, Sequence[str]]
) -> list[list[int]]:
    if "kind" in coverage.column_names:
        named = [[CRIME if kind in CRIME_KINDS else kind] for kind in coverage["kind"].to_pylist()]
    else:
        named = [list(layout_streams.get(layout, streams)) for layout in coverage["layout"].to_pylist()]
    return [[streams.index(stream) for stream in names if stream in streams] for names in named]


def _with_unrecorded(found: Bools, features: pa.Table, axis: Axis, streams: tuple[str, ...]) -> Bools:
    force, month = codes(features["force"], axis.forces), month_codes(features["period"], axis)
    stream = codes(features["stream"], streams)
    seen = np.zeros_like(found)
    dated = month >= 0
    seen[force[dated], stream[dated], month[dated]] = True
    unrecorded = ~found.any(axis=2, keepdims=True)
    return np.where(unrecorded, seen, found)
