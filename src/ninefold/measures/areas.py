"""Areas of the map: which area a point is in, which area a smaller one belongs to, and outlines to draw.

Areas are rows of the table `AREA_SCHEMA`, whatever file they came from. Every coordinate is a
longitude or latitude in degrees (WGS 84). Nothing here reads a file.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import h3
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import ArrayLike, NDArray

# The kinds of area, from small to large. An area may belong to one of each larger kind that is a column here.
PARENT_KINDS = ("msoa", "district", "force")
SIZE_ORDER = ("oa", "lsoa", "msoa", "ward", "district", "csp", "force")

# Areas of kind 'force' are known by the force's slug, as records are; `official_code` keeps the E23 code.
AREA_SCHEMA = pa.schema(
    [
        ("area_kind", pa.string()),
        ("code", pa.string()),
        ("name", pa.string()),
        ("official_code", pa.string()),
        ("msoa", pa.string()),
        ("district", pa.string()),
        ("force", pa.string()),
        ("longitude", pa.float64()),
        ("latitude", pa.float64()),
        ("geometry", pa.binary()),
        ("file", pa.string()),
        ("attribution", pa.string()),
    ]
)

# A published outline is often simplified by 20 or 30 m, so a point on the edge may be just outside.
NEAREST_DEGREES = 0.005
COORDINATE_DECIMALS = 5

_LONG_DECIMAL = re.compile(r"(-?\d+\.\d*?)0+(?=[,\]])")

Geometries = NDArray[np.object_]


def of_kind(areas: pa.Table, kind: str) -> pa.Table:
    """The areas of one kind, by code, so that the order never depends on the file."""
    return areas.filter(pc.equal(areas["area_kind"], kind)).sort_by("code")


def kinds(areas: pa.Table) -> list[str]:
    """The kinds of area present, small to large, unknown kinds first."""
    present = set(areas["area_kind"].unique().to_pylist())
    return sorted(present - set(SIZE_ORDER)) + [kind for kind in SIZE_ORDER if kind in present]


def place_points(
    longitudes: ArrayLike, latitudes: ArrayLike, areas: pa.Table, kind: str, *, nearest: float = 0.0
) -> pa.Array:
    """The code of the area of a kind that holds each point; null where none does or the point is not known.

    A point on a border belongs to the lowest code. Each distinct point is looked up once. With `nearest`,
    a point outside every area takes the closest one within that many degrees.
    """
    outlines = of_kind(areas, kind)
    points, back = _distinct(longitudes, latitudes)
    found = _containing(points, _geometries(outlines), nearest)
    return _codes(outlines, found[back])


def nest(areas: pa.Table) -> pa.Table:
    """The same areas, each with the larger areas it lies in, told by a point inside it where not known."""
    columns = {name: areas[name] for name in areas.column_names}
    order = {kind: rank for rank, kind in enumerate(SIZE_ORDER)}
    for parent in PARENT_KINDS:
        if len(of_kind(areas, parent)):
            smaller = [kind for kind in kinds(areas) if order.get(kind, -1) < order[parent]]
            columns[parent] = _filled(areas, parent, smaller)
    return pa.table(columns, schema=areas.schema)


def h3_cells(longitudes: ArrayLike, latitudes: ArrayLike, resolution: int = 8) -> pa.Array:
    """The H3 cell of each point, as its usual hexadecimal text; null where the point is not known."""
    points, back = _distinct(longitudes, latitudes)
    cells = np.array([_h3_cell(x, y, resolution) for x, y in points], dtype=object)
    return pa.array(cells[back] if len(cells) else [], pa.string())


def h3_outline(cell: str) -> shapely.Polygon:
    """The hexagon of one H3 cell; ValueError when it is not one."""
    if not h3.is_valid_cell(cell):
        raise ValueError("that is not an H3 cell")
    return shapely.Polygon([(longitude, latitude) for latitude, longitude in h3.cell_to_boundary(cell)])


def h3_areas(cells: Sequence[str]) -> pa.Table:
    """H3 cells as rows of the area table, so that they are drawn and joined as any other area."""
    codes = sorted(set(cells))
    outlines = np.array([h3_outline(cell) for cell in codes], dtype=object)
    centres = [h3.cell_to_latlng(cell) for cell in codes]
    return area_table(
        {
            "area_kind": ["h3"] * len(codes),
            "code": codes,
            "name": codes,
            "longitude": [longitude for _, longitude in centres],
            "latitude": [latitude for latitude, _ in centres],
            "geometry": list(shapely.to_wkb(outlines)) if codes else [],
        }
    )


def area_table(columns: dict[str, Any]) -> pa.Table:
    """A table of areas from some of its columns; the others are null."""
    rows = len(columns["code"])
    return pa.table(
        {
            field.name: columns[field.name] if field.name in columns else pa.nulls(rows, field.type)
            for field in AREA_SCHEMA
        },
        schema=AREA_SCHEMA,
    )


def outline_texts(areas: pa.Table, simplify_tolerance: float = 0.0) -> Iterator[str]:
    """The GeoJSON text of each outline, in order of kind and code, to five decimals (about a metre)."""
    for shape in _rounded(_geometries(_sorted(areas)), simplify_tolerance):
        yield "null" if shape is None else _LONG_DECIMAL.sub(_shorter, shapely.to_geojson(shape))


def _sorted(areas: pa.Table) -> pa.Table:
    return areas.sort_by([("area_kind", "ascending"), ("code", "ascending")])


def _rounded(shapes: Geometries, tolerance: float) -> Iterator[Any]:
    for shape in shapes:
        if shape is None:
            yield None
            continue
        simple = shapely.simplify(shape, tolerance, preserve_topology=True) if tolerance else shape
        yield _on_grid(simple, shape)


def _on_grid(simple: Any, whole: Any) -> Any:
    """The outline with rounded coordinates; an area too small for the grid keeps its own shape."""
    rounded = shapely.set_precision(simple, 10.0**-COORDINATE_DECIMALS)
    return whole if rounded.is_empty or rounded.geom_type not in ("Polygon", "MultiPolygon") else rounded


def _shorter(match: re.Match[str]) -> str:
    return match.group(1).rstrip(".")


def _geometries(areas: pa.Table) -> Geometries:
    shapes: Geometries = shapely.from_wkb(np.array(areas["geometry"].to_pylist(), dtype=object))
    return shapes


def _distinct(longitudes: ArrayLike, latitudes: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """The distinct points as rows of two numbers, and for each point asked about the row it has."""
    pairs = np.empty(len(np.asarray(longitudes)), dtype=np.complex128)
    pairs.real, pairs.imag = _floats(longitudes), _floats(latitudes)
    pairs[np.isnan(pairs.real) | np.isnan(pairs.imag)] = complex(np.nan, np.nan)
    distinct, back = np.unique(pairs, return_inverse=True)
    return np.column_stack([distinct.real, distinct.imag]), back


def _floats(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, dtype=np.float64)


def _containing(points: NDArray[np.float64], outlines: Geometries, nearest: float) -> NDArray[np.int64]:
    """For each point the lowest row of the outlines that hold it, or -1."""
    found = np.full(len(points), -1, dtype=np.int64)
    known = np.flatnonzero(~np.isnan(points).any(axis=1))
    if not len(outlines) or not len(known):
        return found
    tree = shapely.STRtree(outlines)
    shapes = shapely.points(points[known])
    point, outline = tree.query(shapes, predicate="intersects")
    _take_lowest(found, known[point], outline)
    if nearest:
        outside = np.flatnonzero(found[known] < 0)
        point, outline = tree.query_nearest(shapes[outside], max_distance=nearest)
        _take_lowest(found, known[outside[point]], outline)
    return found


def _take_lowest(found: NDArray[np.int64], points: NDArray[np.int64], outlines: NDArray[np.int64]) -> None:
    # Written from the highest outline to the lowest, so that the lowest is what stays.
    order = np.argsort(-outlines, kind="stable")
    found[points[order]] = outlines[order]


def _codes(areas: pa.Table, rows: NDArray[np.int64]) -> pa.Array:
    codes = areas["code"].combine_chunks()
    return codes.take(pa.array(rows, mask=rows < 0)).cast(pa.string())


def _filled(areas: pa.Table, parent: str, smaller: list[str]) -> pa.ChunkedArray:
    placed = place_points(
        areas["longitude"].to_numpy(), areas["latitude"].to_numpy(), areas, parent, nearest=NEAREST_DEGREES
    )
    is_smaller = pc.is_in(areas["area_kind"], value_set=pa.array(smaller, pa.string()))
    return pc.coalesce(areas[parent], pc.if_else(is_smaller, placed, None))


def _h3_cell(longitude: float, latitude: float, resolution: int) -> str | None:
    if np.isnan(longitude):
        return None
    cell: str = h3.latlng_to_cell(latitude, longitude, resolution)
    return cell
