"""The home page: what this is, how fresh the data is, and what runs now."""

from fastapi import APIRouter, Request, Response

from ninefold.contracts.reading import FigureReader
from ninefold.web.templating import Pages


def home_routes(reader: FigureReader, pages: Pages) -> APIRouter:
    """`/`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    def home(request: Request, refresh: str = "on") -> Response:
        status = reader.status()
        going_on = status.run is not None and status.run.is_going_on
        return pages.render(
            request,
            "home.html",
            twin="/api/v1/status",
            status_now=status,
            going_on=going_on,
            refreshing=going_on and refresh != "off",
        )

    return routes
