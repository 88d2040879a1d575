"""Boundaries of forces carry the slug that records carry, so that maps, names and figures meet."""

import json
from pathlib import Path

import pytest

from ninefold.sources.geography.read import read_areas

SQUARE = [[[0, 51], [0.1, 51], [0.1, 51.1], [0, 51.1], [0, 51]]]


def boundaries(path: Path, **properties: str) -> Path:
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": SQUARE},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ({"force": "northmarch"}, "northmarch"),
        ({}, "northmarch-constabulary"),
        ({"force": "N 1"}, "northmarch-constabulary"),
    ],
    ids=["the file's own slug", "none", "no slug"],
)
def test_the_slug_is_the_file_s_own_where_it_has_one(tmp_path: Path, said: dict[str, str], slug: str) -> None:
    path = boundaries(tmp_path / "force.geojson", code="N23000001", name="Northmarch Constabulary", **said)
    area = read_areas(path, "force").to_pylist()[0]

    assert (area["code"], area["force"], area["name"]) == (slug, slug, "Northmarch Constabulary")
