"""Clients that go away before they are answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from starlette.requests import Request

from lq_graph.querying.cancellation import Cancellation


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
