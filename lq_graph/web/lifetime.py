"""What goes on beside the requests as long as the server lives: the watch for new releases, and the end of the log."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress

from starlette.types import Receive, Scope, Send

from lq_graph.web.generations import Generations
from lq_graph.web.service import Service


class Lifetime:
    """The application as a server runs it: requests go to the generations, lifespan events stay here."""

    def __init__(self, generations: Generations, service: Service) -> None:
        self._generations = generations
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or lives through the server's life."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._generations(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        watch = asyncio.ensure_future(self._generations.watch())
        looks: set[asyncio.Future[bool]] = set()
        with suppress(NotImplementedError, ValueError, RuntimeError):  # only the main thread takes signals
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._look, looks)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        watch.cancel()
        if self._service.log is not None:
            self._service.log.flush()
        await send({"type": "lifespan.shutdown.complete"})

    def _look(self, looks: set[asyncio.Future[bool]]) -> None:
        """Looks for a new release now; kept until it is done."""
        look = asyncio.ensure_future(self._generations.look())
        looks.add(look)
        look.add_done_callback(looks.discard)
