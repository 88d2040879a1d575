"""Areas: which holds a point, which lies in which, and outlines for the map."""

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from ninefold.errors import FileRefused, NotFound
from ninefold.measures.areas import (
    area_table,
    h3_areas,
    h3_cells,
    h3_outline,
    nest,
    of_kind,
    outline_texts,
    place_points,
)
from ninefold.sources.geography import read_areas
from ninefold.sources.geography.columns import force_slug, guess

GEOGRAPHY = Path(__file__).parents[4] / "shared" / "data" / "geography"
FORCES = {
    "avon-and-somerset": (1005, 211),
    "durham": (389, 81),
    "metropolitan-and-city-of-london": (4835, 983),
    "south-yorkshire": (853, 172),
    "west-yorkshire": (1388, 299),
}


def square(west, south, size=1.0):
    return shapely.box(west, south, west + size, south + size)


def areas_of(kind, squares):
    points = {code: shapely.point_on_surface(shape) for code, shape in squares.items()}
    return area_table(
        {
            "area_kind": [kind] * len(squares),
            "code": list(squares),
            "name": list(squares),
            "longitude": [point.x for point in points.values()],
            "latitude": [point.y for point in points.values()],
            "geometry": [shapely.to_wkb(shape) for shape in squares.values()],
        }
    )


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def polygon(*corners):
    return {"type": "Polygon", "coordinates": [[*map(list, corners), list(corners[0])]]}


def written(folder, features, name="areas.geojson", **extra):
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **extra}))
    return path


UNIT = polygon((0, 51), (1, 51), (1, 52), (0, 52))


def test_a_point_is_in_the_area_that_holds_it_and_nowhere_else():
    two = areas_of("lsoa", {"B": square(1, 51), "A": square(0, 51)})
    assert place_points([0.5, 1.5, 9.0], [51.5, 51.5, 51.5], two, "lsoa").to_pylist() == ["A", "B", None]


def test_a_point_on_a_border_belongs_to_the_lowest_code_whatever_the_order():
    two = areas_of("lsoa", {"B": square(1, 51), "A": square(0, 51)})
    assert place_points([1.0], [51.5], two, "lsoa").to_pylist() == ["A"]


def test_an_unknown_point_is_in_no_area():
    one = areas_of("lsoa", {"A": square(0, 51)})
    assert place_points([np.nan, 0.5], [51.5, np.nan], one, "lsoa").to_pylist() == [None, None]
    assert place_points([], [], one, "lsoa").to_pylist() == []


def test_a_point_just_off_the_coast_takes_the_nearest_area_only_when_asked():
    one = areas_of("lsoa", {"A": square(0, 51)})
    assert place_points([1.001], [51.5], one, "lsoa").to_pylist() == [None]
    assert place_points([1.001, 3.0], [51.5, 51.5], one, "lsoa", nearest=0.005).to_pylist() == ["A", None]


@given(st.lists(st.tuples(st.floats(-2, 3), st.floats(50, 54)), max_size=30))
def test_places_agree_with_asking_each_polygon_in_turn(points):
    squares = {"A": square(-1, 51), "B": square(0, 51), "C": square(0, 52)}
    placed = place_points([x for x, _ in points], [y for _, y in points], areas_of("w", squares), "w")
    one_by_one = [
        next((code for code, shape in squares.items() if shape.intersects(shapely.Point(p))), None)
        for p in points
    ]
    assert placed.to_pylist() == one_by_one


def test_small_areas_nest_in_the_larger_ones_and_large_ones_do_not_nest_in_small():
    small = areas_of("lsoa", {"L1": square(0, 51), "L2": square(5, 51)})
    areas = pa.concat_tables(
        [small, areas_of("msoa", {"M1": square(0, 51, 2)}), areas_of("force", {"f": square(0, 50, 9)})]
    )
    nested = nest(areas)
    assert of_kind(nested, "lsoa").select(["msoa", "force"]).to_pylist() == [
        {"msoa": "M1", "force": "f"},
        {"msoa": None, "force": "f"},
    ]
    assert of_kind(nested, "force")["msoa"].to_pylist() == [None]


def test_nesting_keeps_what_an_area_already_says():
    areas = areas_of("lsoa", {"L1": square(0.2, 51.2, 0.1)})
    told = areas.set_column(areas.column_names.index("msoa"), "msoa", pa.array(["M9"]))
    nested = nest(pa.concat_tables([told, areas_of("msoa", {"M1": square(0, 51)})]))
    assert of_kind(nested, "lsoa")["msoa"].to_pylist() == ["M9"]


def test_h3_cells_are_hexagons_around_their_points():
    cells = h3_cells([-2.6, np.nan], [51.45, 51.45]).to_pylist()
    assert cells[1] is None
    assert h3_outline(cells[0]).contains(shapely.Point(-2.6, 51.45))
    assert h3_areas([cells[0], cells[0]])["code"].to_pylist() == [cells[0]]
    with pytest.raises(ValueError, match="not an H3 cell"):
        h3_outline("nowhere")


def test_outlines_are_rounded_geojson_in_a_stable_order():
    areas = areas_of("lsoa", {"B": square(1, 51), "A": square(0.123456789, 51)})
    first, second = (np.array(json.loads(text)["coordinates"][0]) for text in outline_texts(areas))
    assert (first[:, 0].min(), second[:, 0].min()) == (pytest.approx(0.12346, abs=1e-5), 1.0)
    assert np.array_equal(first, first.round(5))
    assert list(outline_texts(areas)) == list(outline_texts(areas.take([1, 0])))


def test_an_area_too_small_for_the_grid_is_still_drawn():
    speck = areas_of("lsoa", {"A": square(0, 51, 1e-7)})
    (drawn,) = outline_texts(speck, 0.01)
    assert not shapely.from_geojson(drawn).is_empty


@pytest.mark.parametrize(
    ("properties", "code", "kind"),
    [
        (["LSOA11CD", "LSOA11NM"], "LSOA11CD", "lsoa"),
        (["LSOA21CD", "LSOA21NM", "MSOA21CD", "LAD22CD"], "LSOA21CD", "lsoa"),
        (["OBJECTID", "PFA23CD", "PFA23NM"], "PFA23CD", "force"),
        (["id", "name", "type"], "id", None),
        (["code", "name"], "code", None),
    ],
)
def test_the_code_column_is_found_by_its_name(properties, code, kind):
    found = guess(properties)
    assert (found.code, found.kind) == (code, kind)


def test_names_of_police_force_areas_become_the_slugs_that_records_carry():
    names = ["Metropolitan Police", "London, City of", "Devon & Cornwall", "Dyfed-Powys", "Kent Police"]
    assert [force_slug(name) for name in names] == [
        "metropolitan",
        "city-of-london",
        "devon-and-cornwall",
        "dyfed-powys",
        "kent",
    ]


@pytest.mark.parametrize(
    ("geometry", "says"),
    [
        ({"type": "Point", "coordinates": [0, 51]}, "not a polygon"),
        (None, "not a polygon"),
        ({"type": "Polygon", "coordinates": [[[0, 51], [1, 51]]]}, "not a closed outline"),
        ({"type": "Polygon", "coordinates": "abc"}, "not a closed outline"),
        (polygon((0, 51), (1, 51), (0.5, 51)), "encloses no ground"),
        (polygon((530000, 180000), (531000, 180000), (531000, 181000)), "British National Grid"),
        (polygon((0, 95), (1, 95), (1, 96)), "not longitude and latitude"),
        (polygon((51, -1), (52, -1), (52, 0)), "swapped"),
    ],
)
def test_what_is_not_a_boundary_is_refused_and_said_plainly(tmp_path, geometry, says):
    with pytest.raises(FileRefused, match=says):
        read_areas(written(tmp_path, [feature(geometry, code="secret-place")], kind="ward"), "ward")


def test_a_self_crossing_outline_is_made_valid(tmp_path):
    bow_tie = polygon((0, 51), (1, 52), (1, 51), (0, 52))
    areas = read_areas(written(tmp_path, [feature(bow_tie, code="A")]), "ward")
    shape = shapely.from_wkb(areas["geometry"][0].as_py())
    assert shape.is_valid
    assert shape.area == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"{", "cut short"),
        (b'{"type":"Topology"}', "TopoJSON"),
        (b'{"type":"FeatureCollection","features":[]}', "no features"),
        (b'{"type":"FeatureCollection","features":[NaN]}', "not GeoJSON"),
        (b"[" * 200_000, "not GeoJSON"),
        (gzip.compress(b'{"type":' * 50)[:-9], "gzip is broken"),
        (b"\xff\xfe{\x00}\x00", "not GeoJSON"),
    ],
)
def test_a_broken_file_is_refused(tmp_path, content, says):
    path = tmp_path / "areas.geojson"
    path.write_bytes(content)
    with pytest.raises(FileRefused, match=says):
        read_areas(path)


def test_repeated_missing_and_unplaceable_codes_are_refused_without_naming_them(tmp_path):
    twice = [feature(UNIT, code="secret"), feature(UNIT, code="secret")]
    with pytest.raises(FileRefused, match="repeat") as refused:
        read_areas(written(tmp_path, twice), "ward")
    assert "secret" not in str(refused.value)
    with pytest.raises(FileRefused, match="no code"):
        read_areas(written(tmp_path, [feature(UNIT, code="")]), "ward")
    with pytest.raises(FileRefused, match="which kind"):
        read_areas(written(tmp_path, [feature(UNIT, code="X")]))
    with pytest.raises(FileRefused, match="`crs`"):
        read_areas(written(tmp_path, [feature(UNIT, code="X")], crs={"properties": {"name": "EPSG:27700"}}))
    with pytest.raises(NotFound):
        read_areas(tmp_path / "nowhere.geojson")


@pytest.mark.skipif(not GEOGRAPHY.exists(), reason="needs the boundary files in ../shared/data/geography")
@pytest.mark.parametrize("force", FORCES)
def test_every_real_small_area_nests_in_a_middle_one_and_a_force(force):
    lsoa = read_areas(GEOGRAPHY / f"lsoa2011_{force}.geojson.gz")
    msoa = read_areas(GEOGRAPHY / f"msoa2011_{force}.geojson.gz")
    forces = read_areas(GEOGRAPHY / "police-force-areas_england-wales.geojson.gz")
    nested = of_kind(nest(pa.concat_tables([lsoa, msoa, forces])), "lsoa")
    assert (len(nested), len(nested["msoa"].unique())) == FORCES[force]
    assert nested["force"].null_count == 0
    # An independent look-up says the same for every MSOA.
    with gzip.open(GEOGRAPHY / "lookup_lsoa2011_police-force.csv.gz", "rt", encoding="utf-8-sig") as rows:
        told = {row["LSOA Code"]: row["MSOA Code"] for row in csv.DictReader(rows)}
    assert [told[code] for code in nested["code"].to_pylist()] == nested["msoa"].to_pylist()
