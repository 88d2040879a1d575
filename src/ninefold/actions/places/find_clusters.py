"""Ask a file of points for hot spots on squares and for clusters in space and time."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ninefold.actions.places.find_patterns import About, Asked, ask
from ninefold.actions.workspace import Report, silent
from ninefold.errors import CountOutOfRange
from ninefold.measures.patterns.hot_spots import GetisOrd, getis_ord, local_moran, within
from ninefold.measures.patterns.scan import Cluster, ScanResult, discs, scan_permutation, windows

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_CELLS = 2_000_000


@dataclass(frozen=True)
class Squares:
    """Squares that hold an event, and those without between them: centres in metres and the cell of each event."""

    x: Floats
    y: Floats
    cell: Ints

    @property
    def counts(self) -> Floats:
        """Events in each square."""
        return np.bincount(self.cell, minlength=self.x.size).astype(np.float64)


@dataclass(frozen=True)
class HotCell:
    """One square called hot: centre in degrees (None when the file gave metres) and in metres, events, z and q."""

    longitude: float | None
    latitude: float | None
    x: float
    y: float
    events: int
    z: float
    q: float


@dataclass(frozen=True)
class ClustersAnswer:
    """Hot and cold squares by Gi* and local Moran, after allowing for all squares tested."""

    about: About
    cells: int
    size: float
    reach: float
    hot: int
    cold: int
    high_among_high: int
    outliers: int
    uncorrected: int
    top: tuple[HotCell, ...]
    sentences: tuple[str, ...]


def find_clusters(
    path: Path,
    card: Path,
    *,
    types: Sequence[str] = (),
    size: float = 250.0,
    reach: float = 500.0,
    rate: float = 0.05,
    top: int = 20,
) -> ClustersAnswer:
    """Squares that stand out with their neighbours, over all squares in use and those beside them."""
    asked = ask(path, card, "hot spots", types=types)
    squares = _squares(asked.file.events.x, asked.file.events.y, size)
    weights = within(squares.x, squares.y, reach)
    hot = getis_ord(squares.counts, weights, rate=rate)
    moran = local_moran(squares.counts, weights, rate=rate)
    order = np.argsort(-hot.z, kind="stable")[:top]
    cells = tuple(_hot_cell(asked, squares, hot, int(i)) for i in order if hot.call[i] > 0)
    said = (
        f"{int((hot.call > 0).sum()):,} of {squares.x.size:,} squares are hot at a {rate:.0%} false-discovery rate "
        f"({int((np.abs(hot.z) > 1.96).sum()):,} would be called hot or cold without allowing for so many tests).",
        "This says that events gather, and where. It is no better a forecast than the plain counts.",
    )
    return ClustersAnswer(
        asked.about, squares.x.size, size, reach,
        int((hot.call > 0).sum()), int((hot.call < 0).sum()),
        int((moran.quadrant == 1).sum()), int(np.isin(moran.quadrant, (2, 4)).sum()),
        int((np.abs(hot.z) > 1.96).sum()), cells, said,
    )  # fmt: skip


def _hot_cell(asked: Asked, squares: Squares, hot: GetisOrd, at: int) -> HotCell:
    x, y = float(squares.x[at]), float(squares.y[at])
    longitude, latitude = asked.degrees(x, y) or (None, None)
    return HotCell(longitude, latitude, x, y, int(squares.counts[at]), float(hot.z[at]), float(hot.q[at]))


def _squares(x: Floats, y: Floats, size: float) -> Squares:
    """Squares with an event and the eight beside each, so that edges of the used land are seen as quiet."""
    held = np.column_stack([np.floor(x / size), np.floor(y / size)]).astype(np.int64)
    steps = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)])
    used = np.unique(held, axis=0)
    if len(used) * 9 > MOST_CELLS:
        raise CountOutOfRange("There are too many squares of this size. Ask for larger squares.")
    around = np.unique((used[:, None, :] + steps[None, :, :]).reshape(-1, 2), axis=0)
    _, place = np.unique(np.concatenate([around, held]), axis=0, return_inverse=True)
    middle = (around.astype(np.float64) + 0.5) * size
    return Squares(middle[:, 0], middle[:, 1], place.reshape(-1)[len(around) :].astype(np.int64))


@dataclass(frozen=True)
class FoundCluster:
    """A cluster in space and time, in degrees where the file gave them."""

    longitude: float | None
    latitude: float | None
    x: float
    y: float
    radius: float
    first_day: str
    last_day: str
    observed: int
    expected: float
    relative_risk: float
    p: float


@dataclass(frozen=True)
class ScanAnswer:
    """Clusters in space and time that do not overlap, the most likely first."""

    about: About
    clusters: tuple[FoundCluster, ...]
    cylinders: int
    permutations: int
    days_searched: int
    sentences: tuple[str, ...]


def find_scan(
    path: Path,
    card: Path,
    *,
    types: Sequence[str] = (),
    size: float = 250.0,
    radii: tuple[float, ...] = (1.0, 400.0, 800.0, 1200.0),
    days: int = 180,
    longest: int = 14,
    still_going: bool = True,
    permutations: int = 199,
    seed: int = 1,
    report: Report = silent,
) -> ScanAnswer:
    """Clusters in the last `days` of a file by the space-time permutation scan; days are months for monthly data."""
    asked = ask(path, card, "hot spots", types=types)
    step = asked.file.events.day
    if asked.file.grade.grain == "month":
        step = step.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    recent = step > step.max() - days
    squares = _used_squares(asked.file.events.x[recent], asked.file.events.y[recent], size)
    first = int(step.max()) - days + 1
    zones = discs(squares.x, squares.y, radii, squares.counts)
    runs = windows(days, longest, still_going=still_going)
    found = scan_permutation(
        squares.cell, step[recent] - first, zones, runs,
        days=days, permutations=permutations, seed=seed,
        progress=lambda share: report("shuffling the days", share, 1.0),
    )  # fmt: skip
    month = asked.file.grade.grain == "month"
    clusters = tuple(_found_cluster(asked, each, first, month) for each in found.clusters)
    return ScanAnswer(asked.about, clusters, found.cylinders, permutations, days, _scan_sentences(found))


def _found_cluster(asked: Asked, cluster: Cluster, first: int, month: bool) -> FoundCluster:
    days = np.array([first + cluster.first_day, first + cluster.last_day])
    dates = days.astype("datetime64[M]" if month else "datetime64[D]")
    longitude, latitude = asked.degrees(cluster.x, cluster.y) or (None, None)
    return FoundCluster(
        longitude=longitude,
        latitude=latitude,
        x=cluster.x,
        y=cluster.y,
        radius=cluster.radius,
        first_day=str(dates[0]),
        last_day=str(dates[1]),
        observed=cluster.observed,
        expected=cluster.expected,
        relative_risk=cluster.relative_risk,
        p=cluster.p,
    )


def _used_squares(x: Floats, y: Floats, size: float) -> Squares:
    held = np.column_stack([np.floor(x / size), np.floor(y / size)]).astype(np.int64)
    used, place = np.unique(held, axis=0, return_inverse=True)
    middle = (used.astype(np.float64) + 0.5) * size
    return Squares(middle[:, 0], middle[:, 1], place.reshape(-1).astype(np.int64))


def _scan_sentences(found: ScanResult) -> tuple[str, ...]:
    sure = [each for each in found.clusters if each.p <= 0.05]
    allowing = f"p allows for all {found.cylinders:,} cylinders looked at"
    if not sure:
        return (f"No cluster stands out from chance at p ≤ .05; {allowing}.",)
    return (f"{len(sure)} cluster{'s' if len(sure) > 1 else ''} at p ≤ .05; {allowing}.",)
