"""Demand: what the next days and hours may bring, with the table behind the picture."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from ninefold.api.asked import Code, ForWhom
from ninefold.contracts.reading import FigureReader
from ninefold.web.demand_view import Wanted, build_demand
from ninefold.web.templating import Pages
from ninefold.web.told import card_of, check_for_staff

Day = Annotated[str | None, Query(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]


def demand_routes(reader: FigureReader, pages: Pages) -> APIRouter:
    """`/demand`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/demand")
    def demand(
        request: Request,
        area_kind: Code = None,
        area: Code = None,
        day: Day = None,
        audience: ForWhom = "staff",
    ) -> Response:
        check_for_staff(audience)
        public = "/patterns?audience=public"
        if not _is_held(reader):
            return pages.render(request, "demand_waiting.html", other_view=public, card=card_of("demand"))
        view = build_demand(reader, Wanted(area_kind or None, area or None, day or None))
        return pages.render(request, "demand.html", twin=view.twin, other_view=public, view=view)

    return routes


def _is_held(reader: FigureReader) -> bool:
    """Whether a release for staff holds a forecast of demand."""
    return any("demand" in release.products for release in reader.releases("staff"))
