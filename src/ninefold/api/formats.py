"""Figures as CSV, JSON, Parquet and GeoJSON bytes: the same rows, the same columns, the same order."""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from pydantic import TypeAdapter

from ninefold.api.classes import class_breaks
from ninefold.contracts.reading import FIGURE_COLUMNS, AreaOutlines, Figure, FigurePage
from ninefold.publish.formats import without_formulas

CSV = "text/csv; charset=utf-8"
JSON = "application/json"
PARQUET = "application/vnd.apache.parquet"
GEOJSON = "application/geo+json"

TYPES = {
    **dict.fromkeys(FIGURE_COLUMNS, pa.string()),
    **dict.fromkeys(
        ("value", "low", "high", "trend", "expected", "expected_low", "expected_high", "same_day"),
        pa.float64(),
    ),
    "suppressed": pa.bool_(),
}
FIGURE_PAGE = TypeAdapter(FigurePage)


def as_csv(figures: Sequence[Figure]) -> bytes:
    """UTF-8 CSV, written as a release's own file is; a value that is not shown is empty, never 0."""
    table = as_table(figures)
    columns = [
        without_formulas(column.combine_chunks()) if pa.types.is_string(column.type) else column
        for column in table.columns
    ]
    out = io.BytesIO()
    pa.csv.write_csv(pa.table(columns, names=table.column_names), out)
    return out.getvalue()


def as_table(figures: Sequence[Figure]) -> pa.Table:
    """The figures as a table, typed as in a release."""
    columns = {
        name: pa.array([getattr(figure, name) for figure in figures], TYPES[name]) for name in FIGURE_COLUMNS
    }
    return pa.table(columns)


def as_json(page: FigurePage) -> bytes:
    """The page with its question, its release and its figures."""
    return FIGURE_PAGE.dump_json(page)


def as_parquet(figures: Sequence[Figure]) -> bytes:
    """The figures as one Parquet file."""
    out = io.BytesIO()
    pq.write_table(as_table(figures), out, compression="zstd")
    return out.getvalue()


def as_geojson(figures: Sequence[Figure], outlines: AreaOutlines, *, brief: bool = False) -> bytes:
    """The figures that have an outline, as features; `brief` keeps only what the map draws."""
    classes = class_breaks(figures)
    shapes = {outline.area: outline.geometry for outline in outlines.outlines}
    features = ",".join(
        _feature(shapes[figure.area], _brief(figure) if brief else asdict(figure), classes.of(figure))
        for figure in figures
        if figure.area in shapes
    )
    notice = json.dumps(outlines.attribution)
    return f'{{"type":"FeatureCollection","attribution":{notice},"features":[{features}]}}'.encode()


def _feature(geometry: str, properties: dict[str, object], number: int) -> str:
    # Outlines are held as GeoJSON text already; putting the text in saves reading it for nothing.
    described = json.dumps({**properties, "class": number})
    return f'{{"type":"Feature","geometry":{geometry},"properties":{described}}}'


def _brief(figure: Figure) -> dict[str, object]:
    shown = "" if figure.value is None else f"{figure.value:,.0f}"
    return {"area": figure.area, "area_name": figure.area_name, "shown": shown, "band": figure.band}
