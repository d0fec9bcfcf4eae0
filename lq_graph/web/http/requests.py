"""Requests on the hot path: the headers that matter, notes for the log, and clients that go away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import anyio
from starlette.requests import Request
from starlette.types import Receive, Scope

from lq_graph.querying.engine import Cancellation

# What the layers of the site note of one request, for the log and the counts.

_KEY = "lq.note"


@dataclass(slots=True)
class Note:
    """One request: whether a kept answer was given, the engine's seconds, the kind of problem, and what was sent."""

    is_kept: bool = False
    engine_seconds: float = 0.0
    problem: str = ""
    status: int = 0
    size: int = 0


def begin_note(scope: Scope) -> Note:
    """A new note, found in the scope from now on."""
    note = Note()
    scope[_KEY] = note
    return note


def note_of(scope: Scope) -> Note:
    """The note of a request; one that nobody reads where none was begun."""
    found = scope.get(_KEY)
    return found if isinstance(found, Note) else Note()


# A request as the hot path reads it: the few headers that matter, found in one pass, without objects around them.

_NAMED = frozenset((b"accept", b"accept-encoding", b"if-none-match"))


class Incoming:
    """The headers that decide which answer a client takes; each a value, or None."""

    __slots__ = ("accept", "codings", "held")

    def __init__(self, scope: Scope) -> None:
        found: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            if name in _NAMED:
                found[name] = found[name] + b", " + value if name in found else value
        self.accept = found.get(b"accept")
        self.codings = found.get(b"accept-encoding")
        self.held = found.get(b"if-none-match")

    def holds(self, tag: bytes) -> bool:
        """Whether the client says that it has the answer with an entity tag. RFC 9110 §13.1.2."""
        return self.held is not None and (tag in self._held_tags())

    def _held_tags(self) -> Iterable[bytes]:
        held = self.held or b""
        return (each.strip().removeprefix(b"W/") for each in held.split(b","))


def decoded(value: bytes | None) -> str | None:
    """A header's value as text; None if there is none."""
    return None if value is None else value.decode("latin-1")


# Clients that go away before they are answered.

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
