"""The made-up islands: areas that tile, nested in one another, far from any real land."""

import json

import pytest
import shapely
from shapely.geometry import shape


@pytest.fixture(scope="module")
def levels(made):
    folder = made.folder / "geography"
    return {
        name: json.loads((folder / f"{name}.geojson").read_text())["features"]
        for name in ("lsoa", "msoa", "force")
    }


def shapes(features):
    return [shape(feature["geometry"]) for feature in features]


def test_areas_tile_the_land_without_gap_or_overlap(levels):
    land = shapely.unary_union(shapes(levels["force"]))
    for features in levels.values():
        assert all(polygon.is_valid and polygon.area > 0 for polygon in shapes(features))
        whole = sum(polygon.area for polygon in shapes(features))
        assert whole == pytest.approx(land.area, rel=1e-5)
        assert shapely.unary_union(shapes(features)).area == pytest.approx(land.area, rel=1e-5)


def test_each_small_area_lies_in_the_middle_area_and_force_it_names(levels):
    middle = {feature["properties"]["code"]: shape(feature["geometry"]) for feature in levels["msoa"]}
    force = {feature["properties"]["force"]: shape(feature["geometry"]) for feature in levels["force"]}
    for feature in levels["lsoa"]:
        point, words = shape(feature["geometry"]).representative_point(), feature["properties"]
        assert middle[words["msoa"]].buffer(1e-5).contains(point)
        assert force[words["force"]].buffer(1e-5).contains(point)


def test_codes_and_names_are_there_and_differ(levels):
    for letters, features in zip(("N01", "N02", "N23"), levels.values(), strict=True):
        codes = [feature["properties"]["code"] for feature in features]
        assert len(set(codes)) == len(codes)
        assert all(code.startswith(letters) and len(code) == 9 for code in codes)
        assert len({feature["properties"]["name"] for feature in features}) == len(codes)


def test_borders_wander(levels):
    corners = [
        len(polygon.exterior.coords) for one in shapes(levels["lsoa"]) for polygon in shapely.get_parts(one)
    ]
    assert sorted(corners)[len(corners) // 2] > 12


def test_the_islands_lie_in_the_open_atlantic(levels):
    west, south, east, north = shapely.unary_union(shapes(levels["force"])).bounds
    assert (west, south) > (-18.5, 56.0)
    assert east < -14.0
    assert north < 58.6
