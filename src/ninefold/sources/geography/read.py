"""A GeoJSON file of boundaries as the area table, or a plain refusal saying what is wrong with it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pyarrow as pa
import shapely

from ninefold.errors import FileRefused
from ninefold.measures.areas import area_table
from ninefold.pole.forces import is_force_slug
from ninefold.sources.geography.columns import (
    OGL_ATTRIBUTION,
    Columns,
    force_slug,
    guess,
    kind_of,
    kind_of_word,
)
from ninefold.sources.geography.files import unpacked
from ninefold.sources.geography.shapes import outlines

Feature = dict[str, Any]


def read_areas(path: Path, kind: str | None = None, *, attribution: str = OGL_ATTRIBUTION) -> pa.Table:
    """The areas of one GeoJSON or GeoJSON.gz file, one row each, in order of code.

    The kind is taken from `kind`, the file's columns or its official codes. FileRefused when the file is not
    valid boundaries in longitude and latitude, or a code is missing or repeated.
    """
    file = unpacked(Path(path))
    features = _features(file.content, file.name)
    columns = _columns(features, file.name)
    codes = _codes(features, columns, file.name)
    kind_of_each = _kinds(features, columns, codes, kind, file.name)
    shapes = outlines([feature.get("geometry") for feature in features], file.name)
    table = _rows(features, columns, codes, kind_of_each, shapes)
    rows = len(codes)
    table["file"], table["attribution"] = [file.file] * rows, [attribution] * rows
    return area_table(table).sort_by([("area_kind", "ascending"), ("code", "ascending")])


def _features(content: bytes, name: str) -> list[Feature]:
    collection = _parsed(content, name)
    found = collection.get("type") if isinstance(collection, dict) else None
    if found == "Topology":
        raise FileRefused(f"{name}: this is TopoJSON. Export it as GeoJSON.")
    if found != "FeatureCollection":
        raise FileRefused(f"{name}: this is not a GeoJSON FeatureCollection. Export the areas as GeoJSON.")
    _check_reference_system(collection, name)
    features = collection.get("features")
    if not isinstance(features, list) or not features:
        raise FileRefused(f"{name}: the FeatureCollection holds no features. Ask for the file again.")
    if not all(isinstance(feature, dict) and feature.get("type") == "Feature" for feature in features):
        raise FileRefused(f"{name}: one of `features` is not a Feature. Export the areas again.")
    return features


def _parsed(content: bytes, name: str) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as wrong:
        raise FileRefused(f"{name}: this is not GeoJSON, or it is cut short. Ask for it again.") from wrong


def _refuse_constant(_: str) -> NoReturn:
    raise ValueError("JSON has no NaN or Infinity")


def _check_reference_system(collection: dict[str, Any], name: str) -> None:
    said = json.dumps(collection.get("crs") or "")
    if said != '""' and not any(known in said for known in ("CRS84", "4326")):
        raise FileRefused(
            f"{name}: its `crs` is not longitude and latitude. Export it again in WGS 84 (EPSG:4326)."
        )


def _properties(feature: Feature) -> dict[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _columns(features: Sequence[Feature], name: str) -> Columns:
    columns = guess(list(_properties(features[0])))
    if columns is None:
        raise FileRefused(
            f"{name}: no property looks like an area code. Name one `code`, or as the ONS does (LSOA21CD)."
        )
    return columns


def _codes(features: Sequence[Feature], columns: Columns, name: str) -> list[str]:
    codes = [str(_properties(feature).get(columns.code) or "").strip() for feature in features]
    if "" in codes:
        raise FileRefused(
            f"{name}: feature {codes.index('') + 1:,} has no {columns.code}. Each area needs one."
        )
    if len(set(codes)) < len(codes):
        repeats = len(codes) - len(set(codes))
        raise FileRefused(
            f"{name}: {repeats:,} features repeat a {columns.code}. Make each area one feature."
        )
    return codes


def _kinds(
    features: Sequence[Feature], columns: Columns, codes: list[str], kind: str | None, name: str
) -> list[str]:
    if kind or columns.kind:
        return [kind or columns.kind or ""] * len(codes)
    kinds = [
        kind_of(code) or kind_of_word(_properties(feature).get("type"))
        for code, feature in zip(codes, features, strict=True)
    ]
    if None in kinds:
        raise FileRefused(
            f"{name}: nothing tells which kind of area this is. Say it: lsoa, msoa, district or force."
        )
    return [kind or "" for kind in kinds]


def _rows(
    features: Sequence[Feature],
    columns: Columns,
    codes: list[str],
    kinds: list[str],
    shapes: np.ndarray[Any, Any],
) -> dict[str, Any]:
    names = [
        str(_properties(feature).get(columns.name or "") or code)
        for feature, code in zip(features, codes, strict=True)
    ]
    slugs = [
        _force(feature, name) if kind == "force" else None
        for feature, name, kind in zip(features, names, kinds, strict=True)
    ]
    inside = shapely.point_on_surface(shapes)
    return {
        "area_kind": kinds,
        "code": [slug or code for slug, code in zip(slugs, codes, strict=True)],
        "name": names,
        "official_code": codes,
        "force": slugs,
        "longitude": shapely.get_x(inside),
        "latitude": shapely.get_y(inside),
        "geometry": list(shapely.to_wkb(shapes)),
    }


def _force(feature: Feature, name: str) -> str:
    """The slug records carry: as the file says, where it has a property `force`, else by the area's name."""
    said = str(_properties(feature).get("force") or "")
    return said if is_force_slug(said) else force_slug(name)
