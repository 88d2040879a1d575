"""Ask files of monthly street data whether the list of anonymous map points behind them has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.actions.places.card import PlaceCard
from ninefold.actions.places.points import PointFile, read_points
from ninefold.actions.workspace import Report, one_step, silent
from ninefold.errors import FileRefused
from ninefold.measures.patterns.snap_points import MonthOfPoints, watch_points
from ninefold.measures.places.events import Floats

_FORCE = ("falls within", "reported by")


@dataclass(frozen=True)
class ForceOfPoints:
    """The months of one force, each with the version of its list of points and what is unusual."""

    force: str
    months: tuple[MonthOfPoints, ...]


@dataclass(frozen=True)
class MapPointsAnswer:
    """All forces of the files."""

    forces: tuple[ForceOfPoints, ...]
    alarms: int
    sentences: tuple[str, ...]


def watch_map_points(files: Sequence[Path], *, report: Report = silent) -> MapPointsAnswer:
    """The points of every month, force by force; FileRefused where points are not in degrees."""
    with one_step(report, "reading"):
        read = read_points(files, PlaceCard())
    if "longitude" not in read.columns:
        raise FileRefused("Map points are told by longitude and latitude, and the files have metres.")
    month = read.events.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    longitude, latitude = (_degrees(read, name) for name in ("longitude", "latitude"))
    forces = _forces(read)
    found = tuple(
        ForceOfPoints(
            force, watch_points(month[forces == force], longitude[forces == force], latitude[forces == force])
        )
        for force in sorted(set(forces))
    )
    alarms = sum(bool(each.alarms) for force in found for each in force.months)
    judged = sum(each.usual is not None for force in found for each in force.months)
    return MapPointsAnswer(found, alarms, _sentences(alarms, judged))


def _sentences(alarms: int, judged: int) -> tuple[str, ...]:
    if not judged:
        return ("Nothing is judged: points are learnt for twelve months before any month is.",)
    return (
        f"{alarms} of {judged} months judged ring an alarm.",
        "An alarm asks a person to look: a lockdown silences points as a revision of the list does. Where the list was "
        "revised, compare places only within one version.",
    )


def _degrees(read: PointFile, name: str) -> Floats:
    column = read.table[read.columns[name]].take(pa.array(read.kept))
    return np.asarray(pc.cast(column, pa.float64(), safe=False).to_numpy(), dtype=np.float64)


def _forces(read: PointFile) -> np.ndarray:
    """The force of each event, by the file's own column; one where there is none."""
    plain = {name.strip().lower(): name for name in read.table.column_names}
    name = next((plain[word] for word in _FORCE if word in plain), None)
    if name is None:
        return np.full(len(read.kept), "all")
    return np.array(pc.fill_null(read.table[name], "not said").take(pa.array(read.kept)).to_pylist())
