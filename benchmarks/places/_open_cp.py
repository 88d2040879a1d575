"""The hot-spot methods of open_cp (QuantCrimAtLeeds/PredictCode), run from its own source as methods of our harness.

Its folder is given by path and is no part of this repository. Events too old to weigh anything are not handed
over, which changes none of its results and spares its loops.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ninefold.measures.places.events import Floats
from ninefold.measures.places.history import History
from ninefold.measures.places.windows import Window

RETROSPECTIVE, PROSPECTIVE = "open_cp retrospective", "open_cp prospective"


@dataclass(frozen=True)
class OpenCp:
    """One of its grid methods: quartic kernel of 400 m over 60 days, or its prospective map over 8 weeks."""

    folder: Path
    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def learn(self, known: History, tuning: Sequence[Window]) -> "OpenCp":
        """It has nothing to learn."""
        return self

    def rates(self, known: History, window: Window) -> Floats:
        """Its risk in each of our cells, scaled to the recent number of events."""
        days = 60 if self.name == RETROSPECTIVE else 56
        first = int(np.searchsorted(known.day, window.first_day - days))
        matrix = self._matrix(known, first, window, known.cells)
        raster = known.cells.raster
        assert known.cells.row is not None
        assert known.cells.column is not None
        risk = matrix[known.cells.row - raster.low_row, known.cells.column - raster.low_column]
        return np.asarray(risk / max(risk.sum(), 1e-300) * (len(known) - first) * window.days / days)

    def _matrix(self, known: History, first: int, window: Window, cells: Any) -> Any:
        open_cp = _imported(self.folder)
        lattice, raster = cells.lattice, cells.raster
        across, up = lattice.along(known.x[first:], known.y[first:])
        west, south = raster.low_column * lattice.size, raster.low_row * lattice.size
        height, width = (side * lattice.size for side in raster.index.shape)
        region = open_cp.RectangularRegion(west, west + width, south, south + height)
        days = known.day[first:].astype("datetime64[D]").astype("datetime64[s]")
        data = open_cp.TimedPoints.from_coords(days, across, up)
        now = np.datetime64(int(window.first_day), "D")
        if self.name == RETROSPECTIVE:
            from open_cp import retrohotspot

            method = retrohotspot.RetroHotSpotGrid(region=region, grid_size=lattice.size)
            method.weight = retrohotspot.Quartic(400)
            method.data = data
            return method.predict(end_time=now).intensity_matrix
        from open_cp import prohotspot

        prospective = prohotspot.ProspectiveHotSpot(region=region, grid_size=lattice.size)
        prospective.data = data
        return prospective.predict(now, now).intensity_matrix


def methods(folder: Path | None) -> list[OpenCp]:
    """Its two methods, or none, said plainly, when its folder was not given or does not import."""
    if folder is None:
        print(
            "open_cp: not measured, since --open-cp PATH (a checkout of QuantCrimAtLeeds/PredictCode) was not given."
        )
        return []
    try:
        _imported(folder)
    except ImportError as error:
        print(f"open_cp: not measured, it could not be imported from {folder} ({error}).")
        return []
    return [OpenCp(folder, RETROSPECTIVE), OpenCp(folder, PROSPECTIVE)]


def _imported(folder: Path) -> Any:
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    import open_cp

    return open_cp
