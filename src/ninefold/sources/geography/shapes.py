"""Outlines from GeoJSON geometries: polygons in degrees, put right where that is safe, else refused."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ninefold.errors import FileRefused

Outlines = NDArray[np.object_]

# Where the British National Grid puts the country, in metres; and its longitudes and latitudes, in degrees.
_GRID_EAST, _GRID_NORTH = (0.0, 700_000.0), (0.0, 1_300_000.0)
_BRITISH_LONGITUDES, _BRITISH_LATITUDES = (-9.0, 2.5), (49.0, 61.5)


def outlines(geometries: Sequence[Any], name: str) -> Outlines:
    """The valid polygon or multipolygon of each geometry; FileRefused, saying which feature has none."""
    for number, geometry in enumerate(geometries, start=1):
        _check_polygon(geometry, number, name)
    texts = np.array([json.dumps(geometry) for geometry in geometries], dtype=object)
    shapes: Outlines = shapely.from_geojson(texts, on_invalid="ignore")
    _check_all(shapes, [shape is None or shape.is_empty for shape in shapes], name, "is not a closed outline")
    _check_degrees(shapes, name)
    return _put_right(shapes, name)


def _check_polygon(geometry: Any, number: int, name: str) -> None:
    found = geometry.get("type") if isinstance(geometry, dict) else None
    if found not in ("Polygon", "MultiPolygon"):
        raise FileRefused(f"{name}: feature {number:,} is not a polygon. Bring the file of boundaries.")


def _check_all(shapes: Outlines, wrong: Sequence[bool], name: str, what: str) -> None:
    if any(wrong):
        first = list(wrong).index(True) + 1
        raise FileRefused(
            f"{name}: feature {first:,} {what}, and {sum(wrong) - 1:,} others. Ask for it again."
        )


def _check_degrees(shapes: Outlines, name: str) -> None:
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(shapes))
    if west >= -180 and east <= 180 and south >= -90 and north <= 90:
        _check_not_swapped((west, east), (south, north), name)
        return
    if (
        max(east, north) > 1_000
        and _within((west, east), _GRID_EAST)
        and _within((south, north), _GRID_NORTH)
    ):
        raise FileRefused(
            f"{name}: the coordinates are British National Grid metres. Export it again in EPSG:4326."
        )
    raise FileRefused(f"{name}: coordinates are not longitude and latitude. Export it in EPSG:4326.")


def _check_not_swapped(longitudes: tuple[float, float], latitudes: tuple[float, float], name: str) -> None:
    if _within(longitudes, _BRITISH_LATITUDES) and _within(latitudes, _BRITISH_LONGITUDES):
        raise FileRefused(f"{name}: longitude and latitude are swapped. Export it again, longitude first.")


def _within(values: tuple[float, float], limits: tuple[float, float]) -> bool:
    return limits[0] <= values[0] and values[1] <= limits[1]


def _put_right(shapes: Outlines, name: str) -> Outlines:
    """The shapes with self-crossing outlines made valid; an outline that encloses nothing is refused."""
    mended = np.array([_polygons(shape) for shape in shapes], dtype=object)
    _check_all(mended, [shape.is_empty for shape in mended], name, "encloses no ground")
    return mended


def _polygons(shape: Any) -> Any:
    if shape.is_valid:
        return shape
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape)))
    return shapely.union_all([part for part in parts if part.geom_type == "Polygon"])
