"""The application: every route of the site on one release and one engine."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from lq_graph.contributing.validation.service import ValidationService
from lq_graph.errors import LqError
from lq_graph.querying.engine import Engine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web import downloads, home, ontology, questions, redirects, resources
from lq_graph.web.asking import asking_routes
from lq_graph.web.compressed import Compressed
from lq_graph.web.contributions import routes as contributions
from lq_graph.web.front import Front
from lq_graph.web.gateway import Gateway, allowed_methods, options_response
from lq_graph.web.kept_pages import KeptPages
from lq_graph.web.net import Net
from lq_graph.web.problem import problem_response
from lq_graph.web.service import Service, service_of
from lq_graph.web.shortcuts import Shortcuts
from lq_graph.web.site import Site
from lq_graph.web.sparql import Endpoint
from lq_graph.web.templates import template_environment

STATIC = Path(__file__).parent / "static"
_WRONG_METHOD = 405
ROOMS = (home, questions, resources, ontology, downloads, redirects, contributions)


def create_app(
    engine: Engine,
    release: Release,
    settings: Settings,
    service: Service | None = None,
    validation: ValidationService | None = None,
) -> ASGIApp:
    """The site of one release, answered by one engine; whoever made the engine closes it.

    `service` is what outlives the release; without one, it begins anew. `validation` checks contributions to the
    release; without one, they are refused. Raises SourceError if the ontology of the release cannot be read.
    """
    site = Site(engine, release, settings, template_environment(), validation)
    app = FastAPI(title=settings.title.en, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    for room in ROOMS:
        app.router.routes.extend(room.routes(site))
    service = service or service_of(settings.limits)
    shortcuts = Shortcuts(service.answers)
    app.router.routes.extend(asking_routes(site, service, shortcuts))
    app.mount("/static", StaticFiles(directory=STATIC))
    failure = partial(_failure, site)
    app.add_exception_handler(HTTPException, failure)
    app.add_exception_handler(LqError, failure)
    app.add_middleware(Net)
    app.add_middleware(Compressed)
    pages = KeptPages(app, release.identifier, service)
    return Gateway(Front(pages, Net(Endpoint(site, service)), shortcuts), release.identifier, service)


async def _failure(site: Site, request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException) and error.status_code == _WRONG_METHOD:
        allow = allowed_methods(error)
        if request.method == "OPTIONS":
            return options_response(request, allow)
        error = HTTPException(error.status_code, error.detail, {**(error.headers or {}), "Allow": allow})
    return await run_in_threadpool(problem_response, site, request, error)
