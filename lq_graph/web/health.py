"""Whether the service lives and answers, and its counts, for those who watch over it."""

from __future__ import annotations

import logging
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from lq_graph.errors import LqError
from lq_graph.web.http.metrics import MEDIA_TYPE
from lq_graph.web.http.service import Service
from lq_graph.web.pages.site import Site

_ALIVE = "ASK {}"
_NOW = {"Cache-Control": "no-store"}
_log = logging.getLogger(__name__)


def health_routes(site: Site, service: Service) -> list[BaseRoute]:
    """`/health/live`, whether the process answers; `/health/ready`, whether its engine does; and the counts."""
    ready = partial(_ready, site)
    return [
        Route("/health", ready, methods=["GET"]),
        Route("/health/ready", ready, methods=["GET"]),
        Route("/health/live", partial(_live, site), methods=["GET"]),
        Route("/metrics", partial(_metrics, service), methods=["GET"]),
    ]


async def _live(site: Site, request: Request) -> Response:
    return _told(site, "ok", 200)


def _ready(site: Site, request: Request) -> Response:
    """Whether queries are answered: 200, or 503 if the engine fails."""
    try:
        site.ask(_ALIVE)
    except LqError as error:
        _log.error("the engine gives no answer: %s", error)
        return _told(site, "failing", 503)
    return _told(site, "ok", 200)


async def _metrics(service: Service, request: Request) -> Response:
    return Response(service.counts.text(), headers=_NOW, media_type=MEDIA_TYPE)


def _told(site: Site, word: str, status: int) -> Response:
    return JSONResponse({"status": word, "release": site.release.identifier}, status, _NOW)
