"""Endpoints for figures, in every format, from one question."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from ninefold.api import formats
from ninefold.api.answers import AnswerCache, Encoded, encode, respond
from ninefold.api.asked import figure_filter
from ninefold.api.classes import MISSING
from ninefold.contracts.reading import (
    AreaOutlines,
    AreaSeries,
    Figure,
    FigureFilter,
    FigurePage,
    FigureReader,
)

Asked = Annotated[FigureFilter, Depends(figure_filter)]
AreaKind = Annotated[str, Path(max_length=40)]
# A forecast is drawn by its band, since the numbers expected of small areas are mostly under one.
BAND_CLASSES = {"first": 4, "next": 2, "other": 0}
BANDED = ("place_risk",)
_TABLES = {"csv": (formats.CSV, formats.as_csv), "parquet": (formats.PARQUET, formats.as_parquet)}


class _Answers:
    """What the routes send, made once for each question and release."""

    def __init__(self, reader: FigureReader, cache: AnswerCache) -> None:
        self.reader = reader
        self._cache = cache

    def held(self, kind: str, asked: FigureFilter, media_type: str, make: Callable[[], bytes]) -> Encoded:
        key = (self.reader.release_key(asked), kind, asked)
        return self._cache.get(key, lambda: encode(make(), media_type))

    def page(self, asked: FigureFilter) -> Encoded:
        return self.held("json", asked, formats.JSON, lambda: formats.as_json(self.reader.figures(asked)))

    def table(self, asked: FigureFilter, kind: str) -> Encoded:
        media_type, write = _TABLES[kind]
        return self.held(kind, asked, media_type, lambda: write(self.reader.figures(asked).figures))

    def outlined(self, asked: FigureFilter, brief: bool) -> bytes:
        page = self.reader.figures(asked.without_page())
        kind = page.asked.area_kind or ""
        outlines = self.reader.outlines(kind, [figure.area for figure in page.figures])
        if brief and page.asked.product in BANDED:
            return banded_layer(page.figures, outlines)
        return formats.as_geojson(page.figures, outlines, brief=brief)


def figure_routes(reader: FigureReader, cache: AnswerCache) -> APIRouter:
    """`/figures` in each format, `/series`, and `/areas/{kind}.geojson`."""
    routes = APIRouter(tags=["figures"])
    answers = _Answers(reader, cache)

    @routes.get("/figures", response_model=FigurePage)
    def figures(request: Request, asked: Asked) -> Response:
        """One page of figures with the release they come from."""
        return respond(request, answers.page(asked))

    @routes.get("/figures.json", response_model=FigurePage)
    def figures_json(request: Request, asked: Asked) -> Response:
        """All the figures that answer the question, to keep."""
        return respond(request, answers.page(asked.without_page()), filename="figures.json")

    @routes.get("/figures.csv", response_class=Response)
    def figures_csv(request: Request, asked: Asked) -> Response:
        """All the figures that answer the question, as CSV."""
        return respond(request, answers.table(asked.without_page(), "csv"), filename="figures.csv")

    @routes.get("/figures.parquet", response_class=Response)
    def figures_parquet(request: Request, asked: Asked) -> Response:
        """All the figures that answer the question, as Parquet."""
        return respond(request, answers.table(asked.without_page(), "parquet"), filename="figures.parquet")

    @routes.get("/series", response_model=AreaSeries)
    def series(asked: Asked) -> AreaSeries:
        """The months of one area (`area` must be given); a month nobody could count has no value."""
        return reader.series(asked)

    @routes.get("/areas/{kind}.geojson", response_class=Response)
    def areas(request: Request, kind: AreaKind, asked: Asked, brief: bool = False) -> Response:
        """The figures with their areas' outlines; `brief` keeps only what the map draws."""
        whole = replace(asked.without_page(), area_kind=kind, area=None)
        answer = answers.held(
            f"geojson-{brief}", whole, formats.GEOJSON, lambda: answers.outlined(whole, brief)
        )
        return respond(request, answer, filename=None if brief else f"figures-{whole.product}.geojson")

    return routes


def banded_layer(figures: tuple[Figure, ...], outlines: AreaOutlines) -> bytes:
    """GeoJSON of what the map draws of a forecast: each area's band as its class, its number and interval in words."""
    shapes = {outline.area: json.loads(outline.geometry) for outline in outlines.outlines}
    features = [
        {"type": "Feature", "geometry": shapes[figure.area], "properties": _banded(figure)}
        for figure in figures
        if figure.area in shapes
    ]
    layer = {"type": "FeatureCollection", "attribution": outlines.attribution, "features": features}
    return json.dumps(layer).encode()


def _banded(figure: Figure) -> dict[str, object]:
    told = {"area": figure.area, "area_name": figure.area_name, "band": figure.band}
    return {**told, "class": BAND_CLASSES.get(figure.band, MISSING), "shown": _expected(figure)}


def _expected(figure: Figure) -> str:
    """'2.3 expected, 0 to 5 (first)'."""
    if figure.value is None or figure.low is None or figure.high is None:
        return ""
    return f"{figure.value:.1f} expected, {figure.low:,.0f} to {figure.high:,.0f} ({figure.band})"
