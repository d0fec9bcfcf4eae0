"""Which requests go to the endpoint, which have an answer that is kept, and which go to the router."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from lq_graph.web.shortcuts import Shortcuts
from lq_graph.web.sparql import PATHS


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
