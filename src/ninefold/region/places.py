"""The written forms of places: streets, towns, postcodes, area codes, points and a local grid."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ninefold.region.chance import Floats, Ints
from ninefold.region.geography import LATITUDE, LONGITUDE, Geography, area_names
from ninefold.region.names import Names
from ninefold.region.plan import STREETS, Plan, coded, postcodes


@dataclass(frozen=True)
class Places:
    """One entry for each street of the region (and, where said, for each small area)."""

    street: pa.Array
    town: pa.Array  # for each small area
    postcode: pa.Array
    area: pa.Array  # for each small area
    area_name: pa.Array  # for each small area
    middle: pa.Array  # for each small area
    longitude: pa.Array
    latitude: pa.Array
    east: pa.Array
    north: pa.Array

    def take(self, part: str, streets: Ints) -> pa.Array:
        """A written part for each street; NULL where the street is unknown (-1)."""
        column: pa.Array = getattr(self, part)
        places = streets // STREETS if part in ("town", "area", "area_name", "middle") else streets
        return column.take(pa.array(places, mask=streets < 0))


def write_down(plan: Plan, geography: Geography, names: Names) -> Places:
    """Every street and area of the region in writing."""
    areas = np.arange(len(plan.area_force))
    streets = np.arange(len(areas) * STREETS)
    area, place = streets // STREETS, streets % STREETS
    # A stride that shares no factor with the number of names gives an area thirty different ones.
    named = (plan.chance.below("street names", len(names.streets), area) + place * 77) % len(names.streets)
    towns = [names.towns[middle % len(names.towns)] for middle in plan.area_middle.tolist()]
    east, north = local_grid(geography.longitude, geography.latitude)
    return Places(
        street=pa.array(names.streets, pa.string()).take(pa.array(named)),
        town=pa.array(towns, pa.string()),
        postcode=postcodes(streets),
        area=coded("N01", areas),
        area_name=pa.array(area_names(plan, names.towns), pa.string()),
        middle=coded("N02", plan.area_middle),
        longitude=_degrees(geography.longitude),
        latitude=_degrees(geography.latitude),
        east=pa.array([f"{metres:06d}" for metres in east.tolist()], pa.string()),
        north=pa.array([f"{metres:06d}" for metres in north.tolist()], pa.string()),
    )


def local_grid(longitude: Floats, latitude: Floats) -> tuple[Ints, Ints]:
    """Metres east and north on the islands' own flat grid (its false origin keeps both positive)."""
    east = 500_000 + (longitude - LONGITUDE) * 111_320 * np.cos(np.radians(LATITUDE))
    north = 500_000 + (latitude - LATITUDE) * 111_200
    return np.round(east).astype(np.int64), np.round(north).astype(np.int64)


def _degrees(values: Floats) -> pa.Array:
    return pa.array([f"{value:.6f}" for value in values.tolist()], pa.string())
