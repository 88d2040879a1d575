"""The web app: pages and API over one `FigureReader`."""

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from ninefold.api.app import OPENAPI, api_router
from ninefold.contracts.reading import FigureReader
from ninefold.web import errors
from ninefold.web.pages.about import about_routes
from ninefold.web.pages.data import data_routes
from ninefold.web.pages.demand import demand_routes
from ninefold.web.pages.evaluation import evaluation_routes
from ninefold.web.pages.home import home_routes
from ninefold.web.pages.patterns import patterns_routes
from ninefold.web.security import SecurityHeaders
from ninefold.web.static_files import Assets, static_routes
from ninefold.web.templating import Pages


def create_app(reader: FigureReader) -> FastAPI:
    """Every page, every endpoint and every built file. Needs no cookie and writes nothing."""
    assets = Assets()
    pages = Pages(assets)
    # No interactive API documents: they fetch scripts from elsewhere.
    app = FastAPI(title="Ninefold", version="1", docs_url=None, redoc_url=None, openapi_url=OPENAPI)
    app.include_router(api_router(reader))
    for routes in (home_routes, patterns_routes, evaluation_routes, demand_routes, data_routes, about_routes):
        app.include_router(routes(reader, pages))
    app.include_router(static_routes(assets))
    errors.install(app, pages)
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(SecurityHeaders)
    return app
