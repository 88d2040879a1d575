"""Places that are not squares: H3 cells, polygons such as LSOAs, and street segments of a network."""

import h3
import numpy as np
import shapely
from numpy.typing import NDArray

from ninefold.measures.places.events import Floats
from ninefold.measures.places.grid import Cells
from ninefold.measures.places.projected import FlatPlane
from ninefold.measures.places.streets import Streets
from ninefold.measures.places.study_area import StudyArea

NEAREST = 100.0  # metres from a street within which an event is on it

Shapes = NDArray[np.object_]


def h3_cells(plane: FlatPlane, x: Floats, y: Floats, resolution: int) -> StudyArea:
    """The H3 cells of one resolution that hold an event, and those between them."""
    longitude, latitude = plane.backward(x, y)
    points, back = np.unique(np.column_stack([latitude, longitude]), axis=0, return_inverse=True)
    codes = np.array([h3.latlng_to_cell(a, o, resolution) for a, o in points])
    ids = sorted(_filled(set(codes.tolist())))
    number = {code: place for place, code in enumerate(ids)}
    centres = np.array([h3.cell_to_latlng(code) for code in ids])
    east, north = plane.forward(centres[:, 1], centres[:, 0])
    area = np.array([h3.cell_area(code, unit="m^2") for code in ids])
    at = np.array([number[code] for code in codes], dtype=np.int64)[back.ravel()]
    return StudyArea(Cells("h3", tuple(ids), east, north, area), "footprint", at)


def _filled(held: set[str]) -> set[str]:
    """The cells and the empty ones that have at least half their neighbours among them, as a town's parks do."""
    near = {each for cell in held for each in h3.grid_disk(cell, 1)} - held
    return held | {cell for cell in near if len(held & set(h3.grid_disk(cell, 1))) >= 3}


def polygon_cells(shapes: Shapes, ids: tuple[str, ...], x: Floats, y: Floats) -> StudyArea:
    """Polygons on the plane as cells; an event on a border is in the first that holds it."""
    at = np.full(len(x), -1, dtype=np.int64)
    points, polygons = shapely.STRtree(shapes).query(shapely.points(x, y), predicate="intersects")
    at[points[::-1]] = polygons[::-1]
    centres = shapely.centroid(shapes)
    cells = Cells("polygon", ids, shapely.get_x(centres), shapely.get_y(centres), shapely.area(shapes))
    return StudyArea(cells, "polygons", at)


def segment_cells(lines: Shapes, ids: tuple[str, ...], x: Floats, y: Floats) -> StudyArea:
    """Street segments as cells; an event is on the nearest one within 100 m. Shares are of street length."""
    tree = shapely.STRtree(lines)
    found = tree.query_nearest(shapely.points(x, y), max_distance=NEAREST, all_matches=False)
    at = np.full(len(x), -1, dtype=np.int64)
    at[found[0]] = found[1]
    middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    length: Floats = np.maximum(shapely.length(lines), 1.0)
    x, y = shapely.get_x(middles), shapely.get_y(middles)
    return StudyArea(Cells("segment", ids, x, y, length, streets=Streets(lines)), "segments", at)


def on_plane(shapes: Shapes, plane: FlatPlane) -> Shapes:
    """Shapes in degrees, drawn on the plane."""

    def drawn(points: Floats) -> Floats:
        return np.column_stack(plane.forward(points[:, 0], points[:, 1]))

    return np.asarray(shapely.transform(shapes, drawn), dtype=object)
