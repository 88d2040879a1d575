"""Endpoints for what is loaded, what runs now, and how good each source's data is."""

from fastapi import APIRouter

from ninefold.contracts.reading import FigureReader, SourceQuality, SystemStatus


def quality_routes(reader: FigureReader) -> APIRouter:
    """`/status`, `/quality` and `/quality/{source}`."""
    routes = APIRouter(tags=["data"])

    @routes.get("/status")
    def status() -> SystemStatus:
        """What is loaded, what runs now, and how fresh each source is."""
        return reader.status()

    @routes.get("/quality")
    def quality() -> tuple[SourceQuality, ...]:
        """Every source's loads, dimensions, refused files and quarantine counts."""
        return reader.quality()

    @routes.get("/quality/{source}")
    def source_quality(source: str) -> SourceQuality:
        """One source's quality, column by column."""
        return reader.source_quality(source)

    return routes
