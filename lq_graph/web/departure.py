"""Clients that go away before they are answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import TypeVar

import anyio
from starlette.requests import Request
from starlette.types import Receive

from lq_graph.querying.cancellation import Cancellation

T = TypeVar("T")
UNWATCHED_SECONDS = 0.05  # most answers are there by then, and a watch costs as much as half of one


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


class Departure:
    """Waits for something as long as the client does; the request's body must have been read."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._watch: asyncio.Task[None] | None = None
        self._is_gone = False

    async def during(self, awaitable: Awaitable[T]) -> T:
        """What is awaited; raises ClientGone, and cancels it, if the client disconnects before."""
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if task is None:
            return await awaitable
        timer = loop.call_later(UNWATCHED_SECONDS, self._begin, task)
        try:
            return await awaitable
        except asyncio.CancelledError:
            if not self._is_gone:
                raise
            task.uncancel()
            raise ClientGone from None
        finally:
            timer.cancel()
            if self._watch is not None:
                self._watch.cancel()

    def _begin(self, task: asyncio.Task[object]) -> None:
        self._watch = asyncio.ensure_future(self._cancel_when_gone(task))

    async def _cancel_when_gone(self, task: asyncio.Task[object]) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._is_gone = True
        task.cancel()


@asynccontextmanager
async def cancelled_when_gone(request: Request) -> AsyncIterator[Cancellation]:
    """A cancellation that comes when the client disconnects while the block runs; its body must have been read."""
    cancel = Cancellation()
    failure: Exception | None = None
    async with anyio.create_task_group() as watch:
        watch.start_soon(_wait_until_gone, request, cancel)
        try:
            yield cancel
        except Exception as error:  # raised outside, as itself: a task group would wrap it
            failure = error
        watch.cancel_scope.cancel()
    if failure is not None:
        raise failure


async def _wait_until_gone(request: Request, cancel: Cancellation) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    cancel.cancel()
