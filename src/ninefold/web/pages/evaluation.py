"""How forecasts and patterns are judged, what was measured, and what they may not be used for."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from ninefold.api.asked import ForWhom
from ninefold.contracts.reading import FigureReader
from ninefold.errors import NotFound
from ninefold.web.places_view import measured
from ninefold.web.templating import Pages
from ninefold.web.told import JUDGED, card_of, check_for_staff

Product = Literal["place_risk", "near_repeat", "demand"]


def evaluation_routes(reader: FigureReader, pages: Pages) -> APIRouter:
    """`/patterns/evaluation`."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/patterns/evaluation")
    def evaluation(
        request: Request, product: Product = "place_risk", audience: ForWhom = "staff"
    ) -> Response:
        check_for_staff(audience)
        card = card_of(product)
        if card is None:
            raise NotFound("No product of that name is installed. See `ninefold products`.")
        try:
            page, found = measured(reader, product)
        except NotFound:
            page, found = None, ()
        return pages.render(
            request,
            "evaluation.html",
            twin=f"/api/v1/figures?product={product}" if page else None,
            other_view="/patterns?audience=public",
            judging=JUDGED[product],
            card=card,
            product=product,
            page=page,
            measured=found,
        )

    return routes
