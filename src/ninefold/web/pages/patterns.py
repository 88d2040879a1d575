"""Places and patterns: the map, the table behind it, and one area month by month."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import RedirectResponse

from ninefold.api.asked import figure_filter
from ninefold.contracts.reading import FigureFilter, FigureReader
from ninefold.errors import NotFound
from ninefold.web.patterns_view import PatternsView, build_view
from ninefold.web.places_view import REPEATS
from ninefold.web.templating import Pages
from ninefold.web.told import NO_REPEATS

Asked = Annotated[FigureFilter, Depends(figure_filter)]


def patterns_routes(reader: FigureReader, pages: Pages) -> APIRouter:
    """`/patterns`."""
    routes = APIRouter(include_in_schema=False)
    # The newest view of each question; a new release has a new key, so nothing stale is shown.
    held: dict[tuple[str, FigureFilter], PatternsView] = {}

    def view_of(asked: FigureFilter) -> PatternsView:
        try:
            key = (reader.release_key(asked), asked)
            if key not in held:
                if len(held) >= 64:
                    held.clear()
                held[key] = build_view(reader, asked)
        except NotFound as missing:
            if asked == FigureFilter(product=REPEATS):  # nothing was chosen that could be chosen otherwise
                raise NotFound(NO_REPEATS) from missing
            raise
        return held[key]

    @routes.get("/patterns")
    def patterns(request: Request, asked: Asked) -> Response:
        if asked.product == "demand":  # of days and hours, which a map of months cannot show
            return RedirectResponse("/demand" if asked.audience == "staff" else "/demand?audience=public")
        status = reader.status()
        if not status.has_figures:
            return pages.render(request, "waiting.html", twin="/api/v1/status", status_now=status)
        view = view_of(asked)
        other = "/patterns?audience=public" if view.forbidden else None  # the public sees no such figures
        return pages.render(request, "patterns.html", twin=view.twin, other_view=other, view=view)

    return routes
