"""The API, version 1: read-only, the same figures as the pages, one shape of error."""

from fastapi import APIRouter, FastAPI

from ninefold.api import problems
from ninefold.api.answers import AnswerCache
from ninefold.api.routes.figures import figure_routes
from ninefold.api.routes.people import PeopleDoor, people_routes
from ninefold.api.routes.quality import quality_routes
from ninefold.api.routes.register import register_routes
from ninefold.api.routes.releases import release_routes
from ninefold.contracts.reading import FigureReader

VERSION_PREFIX = "/api/v1"
OPENAPI = f"{VERSION_PREFIX}/openapi.json"


def api_router(
    reader: FigureReader, cache: AnswerCache | None = None, people: PeopleDoor | None = None
) -> APIRouter:
    """Every endpoint of version 1, to be mounted beside the pages or alone.

    Records of people are answered only where a door to them is given, which acts under one name.
    """
    router = APIRouter(prefix=VERSION_PREFIX, responses={"4XX": {"model": problems.Problem}})
    held = cache or AnswerCache()
    router.include_router(quality_routes(reader))
    router.include_router(figure_routes(reader, held))
    router.include_router(release_routes(reader))
    router.include_router(register_routes(reader))
    if people is not None:
        router.include_router(people_routes(people))
    return router


def create_api(reader: FigureReader, people: PeopleDoor | None = None) -> FastAPI:
    """The API by itself, without pages."""
    # No interactive documents: they fetch scripts from elsewhere.
    app = FastAPI(title="Ninefold", version="1", docs_url=None, redoc_url=None, openapi_url=OPENAPI)
    app.include_router(api_router(reader, people=people))
    problems.install(app)
    return app
