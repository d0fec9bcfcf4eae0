"""The change from one release to the next without a gap."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from lq_graph.web.http.service import Service

# One release after another, served without a gap: an older one ends when its last request is done.

LOOK_SECONDS = 1.0
_log = logging.getLogger(__name__)


@dataclass
class Generation:
    """One release as it is served: its folder, its application, and how to end what stands behind it."""

    folder: Path
    app: ASGIApp
    close: Callable[[], None]
    requests: int = 0
    is_retired: bool = False


class Generations:
    """The application of whichever release is current.

    `current` is the link to it; `begin` makes the generation of a folder, and raises LqError if that cannot be served:
    then the one before goes on.
    """

    def __init__(self, first: Generation, current: Path, begin: Callable[[Path], Generation]) -> None:
        self._now = first
        self._current = current
        self._begin = begin
        self._refused: Path | None = None
        self._turn = asyncio.Lock()
        self._closing: set[asyncio.Future[None]] = set()

    @property
    def folder(self) -> Path:
        """The folder of the release that is served now."""
        return self._now.folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request with the newest release; it keeps it to its end."""
        generation = self._now
        generation.requests += 1
        try:
            await generation.app(scope, receive, send)
        finally:
            generation.requests -= 1
            self._end_if_over(generation)

    async def look(self) -> bool:
        """Takes up the current release if it is another one; whether it was."""
        async with self._turn:
            folder = await run_in_threadpool(self._current.resolve)
            if folder in (self._now.folder, self._refused) or not folder.is_dir():
                return False
            return await self._take_up(folder)

    async def watch(self) -> None:
        """Looks for a new release once a second, for ever."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except (OSError, RuntimeError) as error:  # of the link, such as one that leads to itself
                _log.error("the link to the current release cannot be followed: %s", error)

    def close(self) -> None:
        """Ends the release that is served."""
        self._now.close()

    async def _take_up(self, folder: Path) -> bool:
        try:
            generation = await run_in_threadpool(self._begin, folder)
        except Exception as error:  # whatever is wrong with a release, the one before is served
            self._refused = folder  # until it is another; nobody wants to read of it each second
            _log.error(
                "the release in %s is not taken up, the one before is still served: %s: %s",
                folder,
                type(error).__name__,
                error,
            )
            return False
        before, self._now, self._refused = self._now, generation, None
        _log.warning("release %s is served now, in the place of %s", folder.name, before.folder.name)
        before.is_retired = True
        self._end_if_over(before)
        return True

    def _end_if_over(self, generation: Generation) -> None:
        if generation.is_retired and not generation.requests:
            generation.is_retired = False
            ending = asyncio.ensure_future(run_in_threadpool(generation.close))
            self._closing.add(ending)
            ending.add_done_callback(self._closing.discard)


# What goes on beside the requests as long as the server lives: the watch for new releases, and the end of the log.


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
