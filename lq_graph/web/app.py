"""The application of one release, and serving it until the process is interrupted."""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic

from fastapi import FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from lq_graph.contributing.validation.service import ValidationService
from lq_graph.errors import EngineBusy, LqError
from lq_graph.querying.engine import Engine, Query
from lq_graph.releasing.release import Release, open_release
from lq_graph.settings import Settings
from lq_graph.web.contribute.admission import validation_service
from lq_graph.web.http.cache import CacheMiddleware
from lq_graph.web.http.middleware import (
    CommonMiddleware,
    CompressionMiddleware,
    LastResortMiddleware,
    options_response,
)
from lq_graph.web.http.server import ReleaseSwitcher, ServedRelease, serve
from lq_graph.web.http.service import Service, service_of
from lq_graph.web.pages.site import Site, template_environment
from lq_graph.web.urls import urls

_METHOD_NOT_ALLOWED = 405
_START_SECONDS = 300.0


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
    # FastAPI's own middleware is left out: it would answer unexpected errors before the last resort, which serves the
    # addresses beside the router too
    failure = partial(_failure, site)
    router = AsyncExitStackMiddleware(app.router)
    app.middleware_stack = ExceptionMiddleware(router, handlers={HTTPException: failure, LqError: failure})
    cached = CacheMiddleware(CompressionMiddleware(app), addresses.direct, release.identifier, service.cache)
    return CommonMiddleware(LastResortMiddleware(cached), release.identifier, service)


async def _failure(site: Site, request: Request, error: Exception) -> Response:
    """The problem of an error; for OPTIONS, which every address answers, its methods."""
    if isinstance(error, HTTPException) and error.status_code == _METHOD_NOT_ALLOWED:
        named = (error.headers or {}).get("Allow", "GET, HEAD")
        allow = ", ".join(sorted({*(each.strip() for each in named.split(",")), "OPTIONS"}))
        if request.method == "OPTIONS":
            return options_response(request, allow)
        error = HTTPException(error.status_code, error.detail, {**(error.headers or {}), "Allow": allow})
    return await run_in_threadpool(site.problem, request, error)


StartEngine = Callable[[Release], Engine]


def serve_release(
    release: Release,
    engine: Engine,
    *,
    start_engine: StartEngine,
    settings: Settings,
    current: Path,
    listener: socket.socket,
) -> None:
    """Serves a release with its engine, and later each that `current` leads to, with an engine of its own."""
    service = service_of(settings.limits, sys.stderr)

    def start(folder: Path) -> ServedRelease:
        release = open_release(folder)
        return _served(release, start_engine(release), settings, service)

    flush = service.log.flush if service.log else lambda: None
    switcher = ReleaseSwitcher(_served(release, engine, settings, service), current, start, flush)
    gc.freeze()  # what lasts as long as the server need not be traversed at every collection
    gc.enable()
    try:
        host, port = listener.getsockname()[:2]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        sys.stderr.write(f"lq: release {release.identifier} is served at {address} (stop with Ctrl-C)\n")
        sys.stderr.flush()
        serve(switcher, listener)
    finally:
        switcher.close()


def _served(release: Release, engine: Engine, settings: Settings, service: Service) -> ServedRelease:
    """One release, with an engine that answers; raises LqError if it cannot be served, and closes the engine."""
    validation = validation_service(release)

    def close() -> None:
        engine.close()
        validation.close()
        gc.collect()  # an application references itself, by its routes

    try:
        app = create_app(engine, release, settings, service, validation)
        _wait_until_ready(engine)
    except BaseException:
        close()
        raise
    return ServedRelease(release.path, app, close)


def _wait_until_ready(engine: Engine) -> None:
    """Waits for the engine's first answer: a store of a million triples takes longer to load than a query may wait."""
    deadline = monotonic() + _START_SECONDS
    while True:
        try:
            engine.answer(Query("ASK {}"))
        except EngineBusy:
            if monotonic() > deadline:
                raise
        else:
            return
