"""Figures on the outlines of their areas: GeoJSON for one product, kind of area and period."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.errors import NotFound
from ninefold.measures.areas import of_kind, outline_texts
from ninefold.publish.formats import whole_or_nothing

# About 20 m: finer than a small area's outline needs on a screen.
SIMPLIFY_DEGREES = 0.0002
_SHOWN = ("value", "low", "high", "band", "suppressed")


def write_geojson(
    figures: pa.Table,
    path: Path,
    about: Mapping[str, Any],
    *,
    areas: pa.Table,
    product: str,
    area_kind: str,
    period: str,
    categories: Sequence[str] = ("all",),
) -> int:
    """Write a FeatureCollection of the areas of a kind with their figures; gives how many areas it holds.

    With one category a feature's properties are `value`, `low`, `high`, `band` and `suppressed`; with more,
    each has its category before it, as `burglary_value`. Raises NotFound when there is nothing to draw.
    """
    chosen = _chosen(figures, product=product, area_kind=area_kind, period=period)
    outlines = of_kind(areas, area_kind)
    if not len(chosen) or not len(outlines):
        raise NotFound("release: no figures, or no outlines, of that product, period and kind of area.")
    shown = _by_area(chosen, categories)
    same = {"product": product, "area_kind": area_kind, "period": period}
    features = _features(outlines, shown, same)
    with whole_or_nothing(path) as out:
        head = {"type": "FeatureCollection", "release": dict(about)}
        out.write(json.dumps(head, ensure_ascii=False)[:-1].encode() + b',"features":[\n')
        out.write(",\n".join(features).encode() + b"\n]}\n")
    return len(features)


def _features(outlines: pa.Table, shown: dict[str, dict[str, Any]], same: dict[str, str]) -> list[str]:
    codes, names = outlines["code"].to_pylist(), outlines["name"].to_pylist()
    features = []
    for code, name, outline in zip(codes, names, outline_texts(outlines, SIMPLIFY_DEGREES), strict=True):
        properties = json.dumps(
            {"area": code, "area_name": name} | same | shown.get(code, {}), ensure_ascii=False
        )
        features.append(f'{{"type":"Feature","properties":{properties},"geometry":{outline}}}')
    return features


def _chosen(figures: pa.Table, **words: str) -> pa.Table:
    for name, word in words.items():
        figures = figures.filter(pc.equal(figures[name].cast(pa.string()), word))
    return figures


def _by_area(figures: pa.Table, categories: Sequence[str]) -> dict[str, dict[str, Any]]:
    shown: dict[str, dict[str, Any]] = {}
    for row in figures.select(["area", "category", *_SHOWN]).to_pylist():
        if row["category"] in categories:
            before = f"{row['category']}_" if len(categories) > 1 else ""
            shown.setdefault(row["area"], {}).update({before + name: row[name] for name in _SHOWN})
    return shown
