"""Endpoints for releases: what has passed the gate, and its files byte for byte."""

from fastapi import APIRouter, Response

from ninefold.api.asked import ForWhom
from ninefold.contracts.reading import FigureReader, ReleaseSummary


def release_routes(reader: FigureReader) -> APIRouter:
    """`/releases` and `/releases/{id}/{file}`."""
    routes = APIRouter(tags=["releases"])

    @routes.get("/releases")
    def releases(audience: ForWhom = "staff") -> tuple[ReleaseSummary, ...]:
        """Every release this audience may see, newest first."""
        return reader.releases(audience)

    @routes.get("/releases/{release}")
    def release(release: str, audience: ForWhom = "staff") -> ReleaseSummary:
        """One release: run, snapshot, card, policy and files."""
        return reader.release(release, audience)

    @routes.get("/releases/{release}/{file}", response_class=Response)
    def release_file(release: str, file: str, audience: ForWhom = "staff") -> Response:
        """One file of a release, as it was released."""
        found = reader.release_file(release, file, audience)
        # The reader answers only names in the release's own list, so the name is safe to send back.
        headers = {"content-disposition": f'attachment; filename="{found.name}"'}
        return Response(found.content, media_type=found.media_type, headers=headers)

    return routes
