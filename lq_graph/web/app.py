"""The application: the site of one release, answered by one engine."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from lq_graph.contributing.validation.service import ValidationService
from lq_graph.errors import LqError
from lq_graph.querying.engine import Engine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.http.middleware import Compressed, Gateway, Net, allowed_methods, options_response
from lq_graph.web.http.request_cache import KeptPages, Shortcuts
from lq_graph.web.http.service import Service, service_of
from lq_graph.web.pages.site import Site, template_environment
from lq_graph.web.urls import urls

_METHOD_NOT_ALLOWED = 405


class Front:
    """The endpoint and the rest of the site as one application."""

    def __init__(self, site: ASGIApp, direct: dict[str, ASGIApp], shortcuts: Shortcuts) -> None:
        self._site = site
        self._direct = direct
        self._shortcuts = shortcuts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request on."""
        is_http = scope["type"] == "http"
        direct = self._direct.get(scope["path"]) if is_http else None
        if direct is not None:
            await direct(scope, receive, send)
        elif not is_http or not await self._shortcuts.send(scope, send):
            await self._site(scope, receive, send)


def create_app(
    engine: Engine,
    release: Release,
    settings: Settings,
    service: Service | None = None,
    validation: ValidationService | None = None,
) -> ASGIApp:
    """The site of one release, answered by one engine, which the caller closes.

    `service` is the state that outlives the release; without one, it starts empty. `validation` checks contributions
    to the release; without one, they are refused. Raises SourceError if the ontology of the release cannot be read.
    """
    service = service or service_of(settings.limits)
    site = Site(engine, release, settings, template_environment(), validation)
    shortcuts = Shortcuts(service.answers)
    addresses = urls(site, service, shortcuts)
    app = FastAPI(
        title=settings.title.en,
        routes=addresses.routes,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    failure = partial(_failure, site)
    app.add_exception_handler(HTTPException, failure)
    app.add_exception_handler(LqError, failure)
    app.add_middleware(Net)
    app.add_middleware(Compressed)
    pages = KeptPages(app, release.identifier, service)
    direct: dict[str, ASGIApp] = {path: Net(handler) for path, handler in addresses.direct.items()}
    return Gateway(Front(pages, direct, shortcuts), release.identifier, service)


async def _failure(site: Site, request: Request, error: Exception) -> Response:
    """The problem of an error; for OPTIONS, which every address answers, its methods."""
    if isinstance(error, HTTPException) and error.status_code == _METHOD_NOT_ALLOWED:
        allow = allowed_methods(error)
        if request.method == "OPTIONS":
            return options_response(request, allow)
        error = HTTPException(error.status_code, error.detail, {**(error.headers or {}), "Allow": allow})
    return await run_in_threadpool(site.problem, request, error)
