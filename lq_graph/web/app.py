"""The application: the site of one release, answered by one engine."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from lq_graph.contributing.validation.service import ValidationService
from lq_graph.errors import LqError
from lq_graph.querying.engine import Engine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.http.cache import CacheMiddleware
from lq_graph.web.http.middleware import (
    CommonMiddleware,
    CompressionMiddleware,
    LastResortMiddleware,
    allowed_methods,
    options_response,
)
from lq_graph.web.http.service import Service, service_of
from lq_graph.web.pages.site import Site, template_environment
from lq_graph.web.urls import urls

_METHOD_NOT_ALLOWED = 405


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
    addresses = urls(site, service)
    app = FastAPI(
        title=settings.title.en,
        routes=addresses.routes,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    # Without the middleware of FastAPI that answers unexpected errors, as the last resort does so for all addresses
    failure = partial(_failure, site)
    router = AsyncExitStackMiddleware(app.router)
    app.middleware_stack = ExceptionMiddleware(router, handlers={HTTPException: failure, LqError: failure})
    cached = CacheMiddleware(CompressionMiddleware(app), addresses.direct, release.identifier, service.cache)
    return CommonMiddleware(LastResortMiddleware(cached), release.identifier, service)


async def _failure(site: Site, request: Request, error: Exception) -> Response:
    """The problem of an error; for OPTIONS, which every address answers, its methods."""
    if isinstance(error, HTTPException) and error.status_code == _METHOD_NOT_ALLOWED:
        allow = allowed_methods(error)
        if request.method == "OPTIONS":
            return options_response(request, allow)
        error = HTTPException(error.status_code, error.detail, {**(error.headers or {}), "Allow": allow})
    return await run_in_threadpool(site.problem, request, error)
