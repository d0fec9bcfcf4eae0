"""Which requests go to the endpoint, beside the router, and which to the router."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from lq_graph.web.sparql import PATHS


class Front:
    """The endpoint and the rest of the site as one application."""

    def __init__(self, site: ASGIApp, endpoint: ASGIApp) -> None:
        self._site = site
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands a request on."""
        is_query = scope["type"] == "http" and scope["path"] in PATHS
        await (self._endpoint if is_query else self._site)(scope, receive, send)
