"""The data quality pages: every source on one, one source in depth on the other."""

from fastapi import APIRouter, Request, Response

from ninefold.contracts.reading import FigureReader
from ninefold.web.templating import Pages


def data_routes(reader: FigureReader, pages: Pages) -> APIRouter:
    """`/data` and `/data/{source}`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/data")
    def data(request: Request) -> Response:
        sources = reader.quality()
        return pages.render(request, "data.html", twin="/api/v1/quality", sources=sources)

    @routes.get("/data/{source}")
    def source(request: Request, source: str) -> Response:
        found = reader.source_quality(source)
        return pages.render(request, "source.html", twin=f"/api/v1/quality/{found.source}", source=found)

    return routes
