"""The made-up archipelago: islands in the open Atlantic, divided into areas that tile.

Small areas are the Voronoi cells of scattered seeds, cut by a ragged coast; middle areas and forces are
their unions, so borders run as irregularly as the cells do. No real land lies within 150 km.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from ninefold.region.chance import Bools, Floats, Ints
from ninefold.region.plan import FORCES, STREETS, Plan, coded

LONGITUDE, LATITUDE = -16.0, 57.5
_KM_EAST = 111.32 * float(np.cos(np.radians(LATITUDE)))
_KM_NORTH = 111.2


@dataclass(frozen=True)
class Island:
    """Centre and radius in kilometres, and the forces that share the island."""

    east: float
    north: float
    radius: float
    forces: tuple[int, ...]


ISLANDS = (
    Island(-14, 2, 40, (0, 1, 2, 3)),
    Island(54, 22, 25, (4, 5)),
    Island(42, -40, 15, (6,)),
    Island(-74, 38, 14, (7,)),
    Island(-66, -40, 14, (8,)),
)


@dataclass(frozen=True)
class Geography:
    """Polygons of the areas (longitude, latitude) and a point for each street of each small area."""

    small: list[Any]
    middle: list[Any]
    force: list[Any]
    longitude: Floats  # one for each street of the region
    latitude: Floats


def draw(plan: Plan) -> Geography:
    """Islands, areas and streets for a plan."""
    random = plan.chance.generator("geography")
    cells: list[Any] = [None] * len(plan.area_force)
    taken: Any = shapely.Polygon()
    for island in ISLANDS:
        # A strait at least two kilometres wide keeps islands apart.
        coast = shapely.difference(_coast(island, random), taken)
        taken = shapely.union(taken, shapely.buffer(coast, 2.0))
        seeds, areas = _seeds(plan, island, coast, random)
        for area, cell in zip(areas.tolist(), _cells(seeds, coast), strict=True):
            cells[area] = cell
    longitude, latitude = _streets(cells, random)
    return Geography(
        small=cells,
        middle=_unions(cells, plan.area_middle),
        force=_unions(cells, plan.area_force),
        longitude=longitude,
        latitude=latitude,
    )


def write(plan: Plan, geography: Geography, names: list[str], folder: Path) -> None:
    """Three GeoJSON files: lsoa, msoa and force, each with code, name and the areas above."""
    folder.mkdir(parents=True, exist_ok=True)
    small = coded("N01", np.arange(len(plan.area_force))).to_pylist()
    middle = coded("N02", np.arange(len(plan.middle_force))).to_pylist()
    first = np.searchsorted(plan.area_middle, np.arange(len(middle)))
    middle_names = [names[area].rsplit(" ", 1)[0] + f" {group + 1:03d}" for group, area in enumerate(first)]
    _write(
        folder / "lsoa.geojson",
        geography.small,
        [
            {"code": small[i], "name": names[i], "msoa": middle[m], "force": FORCES[f].slug}
            for i, (m, f) in enumerate(zip(plan.area_middle, plan.area_force, strict=True))
        ],
    )
    _write(
        folder / "msoa.geojson",
        geography.middle,
        [
            {"code": middle[i], "name": middle_names[i], "force": FORCES[f].slug}
            for i, f in enumerate(plan.middle_force)
        ],
    )
    _write(
        folder / "force.geojson",
        geography.force,
        [
            {"code": f"N23{i + 1:06d}", "name": force.name, "force": force.slug}
            for i, force in enumerate(FORCES)
        ],
    )


def _write(path: Path, shapes: list[Any], properties: list[dict[str, str]]) -> None:
    features = ",\n".join(
        f'{{"type":"Feature","properties":{json.dumps(words)},"geometry":{shapely.to_geojson(shape)}}}'
        for words, shape in zip(properties, shapes, strict=True)
    )
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{features}\n]}}\n', encoding="utf-8")


def _coast(island: Island, random: np.random.Generator) -> Any:
    """A ragged ring and a few islets around a centre."""
    main = _ring(island.east, island.north, island.radius, 160, random)
    islets = []
    for _ in range(3):
        angle, far = random.uniform(0, 2 * np.pi), island.radius * random.uniform(1.3, 1.5)
        middle = (island.east + far * np.cos(angle), island.north + far * np.sin(angle))
        islets.append(_ring(*middle, island.radius * random.uniform(0.04, 0.09), 24, random))
    return shapely.unary_union([main, *islets])


def _ring(east: float, north: float, radius: float, points: int, random: np.random.Generator) -> Any:
    angles = np.linspace(0, 2 * np.pi, points, endpoint=False)
    reach = np.ones(points)
    for wave in range(2, 24):
        size = 0.28 / wave**1.1 * random.uniform(0.3, 1.0)
        reach += size * np.cos(wave * angles + random.uniform(0, 2 * np.pi))
    reach = radius * np.clip(reach, 0.35, 1.6) * random.uniform(0.985, 1.015, points)
    ring = np.column_stack([east + reach * np.cos(angles), north + reach * np.sin(angles)])
    return shapely.make_valid(shapely.Polygon(ring))


def _seeds(plan: Plan, island: Island, coast: Any, random: np.random.Generator) -> tuple[Floats, Ints]:
    """A seed for each small area of the island, thick around towns, inside its force's part."""
    shapely.prepare(coast)
    turn = random.uniform(0, 2 * np.pi)
    spread = np.arange(len(island.forces)) * 2 * np.pi / len(island.forces) + turn
    off = 0.0 if len(island.forces) == 1 else 0.55 * island.radius
    anchors = np.column_stack([island.east + off * np.cos(spread), island.north + off * np.sin(spread)])
    seeds, areas = [], []
    for place, force in enumerate(island.forces):
        wanted = plan.areas_of(force)
        towns = anchors[place] + random.normal(0, 0.22 * island.radius, (max(2, len(wanted) // 25), 2))
        seeds.append(_scatter(len(wanted), island, coast, anchors, place, towns, random))
        areas.append(wanted)
    return np.concatenate(seeds), np.concatenate(areas)


def _scatter(
    count: int,
    island: Island,
    coast: Any,
    anchors: Floats,
    place: int,
    towns: Floats,
    random: np.random.Generator,
) -> Floats:
    kept = np.empty((0, 2))
    while len(kept) < count:
        batch = 4 * count + 64
        wide = random.uniform(-1.6, 1.6, (batch, 2)) * island.radius + (island.east, island.north)
        near = towns[random.integers(len(towns), size=batch)] + random.normal(
            0, 0.11 * island.radius, (batch, 2)
        )
        points = np.where((random.random(batch) < 0.55)[:, None], near, wide)
        points = points[shapely.contains_xy(coast, points[:, 0], points[:, 1])]
        kept = np.concatenate([kept, points[_nearest(points, anchors, island.radius) == place]])
    # In order from west to east, so that neighbouring numbers are neighbouring places.
    kept = kept[:count]
    return kept[_strips(kept)]


def _nearest(points: Floats, anchors: Floats, radius: float) -> Ints:
    """The nearest anchor after bending the plane a little, so that borders between forces are not straight."""
    waves = np.column_stack([np.sin(points[:, 1] * 7 / radius), np.cos(points[:, 0] * 6 / radius)])
    bent = points + 0.12 * radius * waves
    distance = ((bent[:, None, :] - anchors[None, :, :]) ** 2).sum(axis=2)
    nearest: Ints = distance.argmin(axis=1).astype(np.int64)
    return nearest


def _strips(points: Floats) -> Ints:
    """An order that walks up and down strips, so that runs of seeds lie together."""
    strips = max(1, round(np.sqrt(len(points) / 5)))
    column = np.argsort(np.argsort(points[:, 0])) * strips // max(1, len(points))
    height = np.where(column % 2 == 0, points[:, 1], -points[:, 1])
    order: Ints = np.lexsort((height, column)).astype(np.int64)
    return order


def _cells(seeds: Floats, coast: Any) -> list[Any]:
    """The Voronoi cell of each seed within the coast, in degrees, corners rounded to about a metre."""
    cloud = shapely.multipoints(seeds)
    sea = shapely.box(*coast.buffer(30).bounds)
    cells = shapely.get_parts(shapely.voronoi_polygons(cloud, extend_to=sea, ordered=True))
    wandering = [
        shapely.make_valid(shapely.Polygon(_wander(shapely.get_coordinates(cell)))) for cell in cells
    ]
    fitted = _fitted(list(shapely.intersection(wandering, coast)))
    return [shapely.make_valid(shapely.transform(cell, _degrees)) for cell in fitted]


def _fitted(cells: list[Any]) -> list[Any]:
    """The cells without the slivers that two neighbours both claim or both leave out."""
    lines = shapely.unary_union(shapely.boundary(cells))
    faces = np.array(shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))), dtype=object)
    face, cell = shapely.STRtree(cells).query(shapely.point_on_surface(faces), predicate="within")
    owner = np.full(len(faces), len(cells))
    np.minimum.at(owner, face, cell)
    parts: list[list[Any]] = [[] for _ in cells]
    for place in np.flatnonzero(owner < len(cells)).tolist():
        parts[owner[place]].append(faces[place])
    return [shapely.unary_union(pieces) for pieces in parts]


def _wander(ring: Floats) -> Floats:
    """A ring whose straight sides are bent as a field of waves bends the whole plane, so neighbours still fit."""
    corners = [_side(ring[place], ring[place + 1]) for place in range(len(ring) - 1)]
    points = np.concatenate(corners)
    east, north = points[:, 0], points[:, 1]
    off_east = 0.45 * np.sin(north * 0.9 + 0.3 * east) + 0.1 * np.sin(north * 2.7 + 1)
    off_north = 0.45 * np.sin(east * 0.9 - 0.3 * north + 2) + 0.1 * np.sin(east * 2.6)
    return points + np.column_stack([off_east, off_north])


def _side(start: Floats, end: Floats) -> Floats:
    """Points along a side, its end left out; the same ones whichever way the side is walked."""
    low, high = sorted([tuple(start), tuple(end)])
    steps = int(min(200, max(1, np.hypot(high[0] - low[0], high[1] - low[1]) // 0.8)))
    share = np.arange(steps + 1)[:, None] / steps
    points: Floats = np.asarray(low) * (1 - share) + np.asarray(high) * share
    return points[:-1] if tuple(start) == low else points[::-1][:-1]


def _degrees(points: Floats) -> Floats:
    east = LONGITUDE + points[:, 0] / _KM_EAST
    north = LATITUDE + points[:, 1] / _KM_NORTH
    degrees: Floats = np.column_stack([east, north])
    return degrees.round(5)


def _unions(cells: list[Any], owner: Ints) -> list[Any]:
    shapes = np.array(cells, dtype=object)
    ends = np.r_[np.flatnonzero(np.diff(owner)) + 1, len(owner)]
    starts = np.r_[0, ends[:-1]]
    return [shapely.unary_union(shapes[a:b]) for a, b in zip(starts, ends, strict=True)]


def _streets(cells: list[Any], random: np.random.Generator) -> tuple[Floats, Floats]:
    points = [_within(cell, random) for cell in cells]
    joined: Floats = np.concatenate(points)
    joined = joined.round(6)
    return joined[:, 0], joined[:, 1]


def _within(cell: Any, random: np.random.Generator) -> Floats:
    """Points inside a cell: one for each of its streets."""
    west, south, east, north = cell.bounds
    shapely.prepare(cell)
    tries = random.uniform((west, south), (east, north), (STREETS * 8, 2))
    inside: Bools = shapely.contains_xy(cell, tries[:, 0], tries[:, 1])
    centre = cell.representative_point()
    rest = np.tile([centre.x, centre.y], (STREETS, 1))
    return np.concatenate([tries[inside], rest])[:STREETS]


def area_names(plan: Plan, towns: list[str]) -> list[str]:
    """A name for each small area: its town and a number, such as "Corran Haven 012C"."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    names = []
    seen: dict[int, int] = {}
    for middle in plan.area_middle.tolist():
        seen[middle] = seen.get(middle, -1) + 1
        town = towns[middle % len(towns)]
        names.append(f"{town} {middle + 1:03d}{letters[seen[middle] % 26]}")
    return names
