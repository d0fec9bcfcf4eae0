"""The application on one release and one engine."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from lq_graph.contributing.validation.service import ValidationService
from lq_graph.errors import LqError
from lq_graph.querying.engine import Engine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web import datasets, home, ontology
from lq_graph.web.contribute import pages as contributions
from lq_graph.web.datasets import void_routes
from lq_graph.web.health import health_routes
from lq_graph.web.http.middleware import Compressed, Gateway, Net, allowed_methods, options_response
from lq_graph.web.http.request_cache import KeptPages, Shortcuts
from lq_graph.web.http.service import Service, service_of
from lq_graph.web.links.endpoint import link_routes
from lq_graph.web.openapi import api_routes
from lq_graph.web.pages import site as questions
from lq_graph.web.pages.site import Site, template_environment
from lq_graph.web.questions.endpoint import named_routes
from lq_graph.web.questions.questions import NamedQueries
from lq_graph.web.sparql.endpoint import PATHS, Endpoint
from lq_graph.web.sparql.graph_store import graph_store_routes
from lq_graph.web.sparql.status import status_routes
from lq_graph.web.things import resources

# The rooms of the site that ask the engine for strangers, beside the endpoint: they share its budgets and answers.


def asking_routes(site: Site, service: Service, shortcuts: Shortcuts) -> list[BaseRoute]:
    """Named questions, short links, graphs whole, and what is told of the service and its state."""
    queries = NamedQueries(site)
    return [
        *named_routes(site, service, queries, shortcuts),
        *link_routes(site, service),
        *api_routes(site, queries),
        *graph_store_routes(site),
        *void_routes(site),
        *status_routes(site, service),
        *health_routes(site, service),
    ]


# Which requests go to the endpoint, which have an answer that is kept, and which go to the router.


class Front:
    """The endpoint and the rest of the site as one application."""

    def __init__(self, site: ASGIApp, endpoint: ASGIApp, shortcuts: Shortcuts) -> None:
        self._site = site
        self._endpoint = endpoint
        self._shortcuts = shortcuts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request on."""
        is_http = scope["type"] == "http"
        if is_http and scope["path"] in PATHS:
            await self._endpoint(scope, receive, send)
        elif not is_http or not await self._shortcuts.send(scope, send):
            await self._site(scope, receive, send)


# The application: every route of the site on one release and one engine.

STATIC = Path(__file__).parent / "static"
_WRONG_METHOD = 405
ROOMS = (home, questions, resources, ontology, datasets, contributions)


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
    app.router.routes.extend(datasets.routes_redirects(site))
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
    return await run_in_threadpool(site.problem, request, error)
