"""`/health` and `/metrics`: whether the process and its engine answer, and the counts, for monitoring."""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lq_graph.errors import LqError
from lq_graph.text import Texts
from lq_graph.web.http.metrics import MEDIA_TYPE
from lq_graph.web.http.operations import TEXT, Operation, responses, schema_of
from lq_graph.web.http.operations import Health as HealthModel
from lq_graph.web.http.service import Service
from lq_graph.web.pages.site import Site

_NO_STORE = {"Cache-Control": "no-store"}
_log = logging.getLogger(__name__)


class Health:
    """The state of one server process and of its engine."""

    def __init__(self, site: Site, service: Service) -> None:
        self._site = site
        self._service = service

    async def live(self, request: Request) -> Response:
        """200, as the process answers."""
        return self._status("ok", 200)

    def ready(self, request: Request) -> Response:
        """200 if the engine answers queries, 503 if it fails."""
        try:
            self._site.ask("ASK {}")
        except LqError as error:
            _log.error("the engine gives no answer: %s", error)
            return self._status("failing", 503)
        return self._status("ok", 200)

    async def metrics(self, request: Request) -> Response:
        """The counts in the Prometheus text format."""
        return Response(self._service.metrics.text(), headers=_NO_STORE, media_type=MEDIA_TYPE)

    def _status(self, word: str, status: int) -> Response:
        return JSONResponse({"status": word, "release": self._site.release.identifier}, status, _NO_STORE)


_HEALTH = responses("It answers.", {"application/json": schema_of(HealthModel)})
_FAILING = {"description": "The engine fails.", "content": _HEALTH[200]["content"]}
OPERATIONS = (
    Operation("/health/live", Texts("Om processen svarar", "Whether the process answers"), _HEALTH),
    Operation("/health/ready", Texts("Om frågor besvaras", "Whether queries are answered"), {**_HEALTH, 503: _FAILING}),
    Operation(
        "/metrics",
        Texts("Räknare för Prometheus", "Counts for Prometheus"),
        responses("The counts.", {"text/plain": TEXT}),
    ),
)
