"""The cells of a backtest as its card asks: squares, H3 cells, polygons or streets, over the area that counts."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from ninefold.actions.places.card import PlaceCard
from ninefold.actions.places.points import PointFile
from ninefold.errors import CardInvalid, FileRefused
from ninefold.measures.places import study_area, units
from ninefold.measures.places.grid import Lattice
from ninefold.measures.places.study_area import StudyArea

MOST_SQUARES = 3e8  # in the rectangle round all points; most of them empty


def ground(card: PlaceCard, points: PointFile, *, moved: int = 0) -> StudyArea:
    """The study area; `moved` numbers another grid of the same size, moved and turned."""
    x, y = points.events.x, points.events.y
    if card.unit == "h3":
        return units.h3_cells(_plane(points), x, y, card.resolution)
    if card.unit == "polygon":
        return units.polygon_cells(*_shapes(card, card.areas, points, "Polygon"), x, y)
    if card.unit == "segment":
        return units.segment_cells(*_streets(card, points), x, y)
    return _squares(card, points, moved)


def notes_on(area: StudyArea) -> tuple[str, ...]:
    """What a reader should know of the cells themselves: streets that do not join."""
    streets = area.cells.streets
    if streets is None or streets.joins_another.all():
        return ()
    alone = int((~streets.joins_another).sum())
    return (
        f"{alone:,} of {len(streets):,} street segments join no other (no end within a metre): from these, events are "
        "spread by straight line and not along the streets. Draw the ends of joining streets at one point.",
    )


def _streets(card: PlaceCard, points: PointFile) -> tuple[np.ndarray, tuple[str, ...]]:
    """The lines of the network; whatever else the file holds (crossings as points) is no street."""
    shapes, names = _shapes(card, card.network, points, "LineString")
    lines = np.array(["LineString" in each.geom_type for each in shapes])
    return shapes[lines], tuple(name for name, is_line in zip(names, lines, strict=True) if is_line)


def _squares(card: PlaceCard, points: PointFile, moved: int) -> StudyArea:
    x, y = points.events.x, points.events.y
    boundary = _boundary(card, points)
    lattice = _lattice(card, points, boundary, moved)
    if boundary is not None:
        return _as_large_as_said(card, study_area.inside_boundary(boundary, lattice, x, y))
    near = _near(x, y)
    _check_extent(x[near], y[near], card.size)
    if card.cells or card.square_kilometres:
        return _as_large_as_said(card, _masked(study_area.held(lattice, x[near], y[near]), near))
    rule = card.study_area or (
        "held" if points.events.snapped or points.events.grain == "month" else "footprint"
    )
    made = study_area.held if rule == "held" else study_area.footprint
    return _masked(made(lattice, x[near], y[near]), near)


def _check_extent(x: np.ndarray, y: np.ndarray, size: float) -> None:
    """Raise CardInvalid where squares of this size over the stretch of the points are beyond any use."""
    if np.ptp(x) * np.ptp(y) / size**2 > MOST_SQUARES:
        raise CardInvalid(
            f"The points lie over {np.ptp(x) / 1000:,.0f} by {np.ptp(y) / 1000:,.0f} km, too wide for squares of "
            f"{size:g} m. Backtest one town at a time, give its outline as `boundary`, or choose a larger `size`."
        )


def _as_large_as_said(card: PlaceCard, area: StudyArea) -> StudyArea:
    """With empty cells up to the number, or the square kilometres, the card gives; as it is where it gives none."""
    if not (card.cells or card.square_kilometres):
        return area
    return study_area.with_number(
        area, card.cells or round((card.square_kilometres or 0) * 1e6 / card.size**2)
    )


def _near(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Points that are not wildly far from the others: one slipped decimal would make an area of a continent."""
    apart = np.hypot(x - np.median(x), y - np.median(y))
    return np.asarray(apart <= 10 * np.quantile(apart, 0.99) + 1000)


def _masked(area: StudyArea, near: np.ndarray) -> StudyArea:
    at = np.full(len(near), -1, dtype=np.int64)
    at[near] = area.at
    return StudyArea(area.cells, area.rule, at, area.empty)


def _lattice(card: PlaceCard, points: PointFile, boundary: Any, moved: int) -> Lattice:
    x, y = points.events.x, points.events.y
    near = _near(x, y)
    corner = (x[near].min(), y[near].min()) if boundary is None else shapely.bounds(boundary)[:2]
    origin = card.origin or (float(corner[0]), float(corner[1]))
    if not moved:
        return Lattice(card.size, origin, card.turn)
    chance = np.random.default_rng([card.seed, moved])
    shift, turn = chance.uniform(0, card.size, 2), float(chance.uniform(0, 90))
    return Lattice(card.size, (origin[0] + shift[0], origin[1] + shift[1]), turn)


def _boundary(card: PlaceCard, points: PointFile) -> Any:
    if card.boundary is None:
        return None
    shapes, _ = _shapes(card, card.boundary, points, "Polygon")
    return shapely.union_all(shapes)


def _shapes(
    card: PlaceCard, name: str | None, points: PointFile, kind: str
) -> tuple[np.ndarray, tuple[str, ...]]:
    """The shapes of a GeoJSON file on the plane, and what each is called."""
    path = _sought(card, name or "")
    try:
        raw = path.read_bytes()
        content = json.loads(gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw)
        features = (
            content["features"] if content.get("type") == "FeatureCollection" else [{"geometry": content}]
        )
        texts = [json.dumps(feature["geometry"]) for feature in features]
        shapes = np.asarray(shapely.make_valid(shapely.from_geojson(texts)), dtype=object)
    except (OSError, ValueError, KeyError, TypeError, shapely.errors.ShapelyError) as error:
        raise FileRefused(
            f"{path.name}: this is not GeoJSON in longitude and latitude. Export it again."
        ) from error
    if not any(kind in each.geom_type for each in shapes):
        raise FileRefused(f"{path.name}: holds no {kind}. Check which file the card names.")
    names = tuple(_called(feature, number) for number, feature in enumerate(features))
    return units.on_plane(shapes, _plane(points)), names


def _called(feature: dict[str, Any], number: int) -> str:
    properties = feature.get("properties") or {}
    codes = [text for key, text in properties.items() if key.lower().endswith(("cd", "code", "id"))]
    return str(codes[0]) if codes else str(feature.get("id", number + 1))


def _sought(card: PlaceCard, name: str) -> Path:
    for path in (card.folder / name, Path(name)):
        if path.exists():
            return path
    raise CardInvalid(
        f"The card names the file '{name}', which is neither beside the card nor where you are."
    )


def _plane(points: PointFile) -> Any:
    if points.plane is None:
        raise CardInvalid(
            "An outline, H3 cells, polygons or streets need longitude and latitude for the points. Name those columns "
            "in the card, or use squares."
        )
    return points.plane
