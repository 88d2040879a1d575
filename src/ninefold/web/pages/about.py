"""The about page, and the list of releases it points to."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from ninefold.contracts.reading import FigureReader
from ninefold.web.templating import Pages


def about_routes(reader: FigureReader, pages: Pages) -> APIRouter:
    """`/about`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/about")
    def about(request: Request, audience: Literal["staff", "public"] = "staff") -> Response:
        return pages.render(
            request,
            "about.html",
            twin=f"/api/v1/releases?audience={audience}",
            status_now=reader.status(),
            releases=reader.releases(audience),
        )

    return routes
