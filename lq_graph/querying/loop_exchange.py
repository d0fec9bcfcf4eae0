"""A query that a coroutine waits for: its event loop sends it and reads the reply, without any other thread."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import get_ident
from typing import Protocol

from lq_graph.errors import EngineError
from lq_graph.querying.engine import Delivery
from lq_graph.querying.exchange import Exchange
from lq_graph.querying.handle import WorkerHandle
from lq_graph.querying.wire import Kind, Reply

_MOST_PARTS = 4  # that lie here while the client is slow; then the worker waits


class Owner(Protocol):
    """The pool, as an exchange sees it."""

    def finish(self, worker: WorkerHandle, exchange: Exchange, seconds: float) -> None:
        """Takes the worker back."""
        ...

    def cancel(self, exchange: Exchange) -> None:
        """Ends the exchange and what its worker does."""
        ...


class LoopExchange(Exchange):
    """Asks a worker as soon as it is granted; `delivery` comes to be when the reply begins."""

    def __init__(self, number: int, message: bytes, text: str, deadline: float, owner: Owner, *, trusted: bool) -> None:
        super().__init__(number, message, text, deadline, trusted=trusted)
        self.loop: asyncio.AbstractEventLoop = asyncio.get_running_loop()
        self.delivery: asyncio.Future[Delivery] = self.loop.create_future()
        self._owner = owner
        self._thread = get_ident()
        self._parts: _Parts | None = None

    def grant(self, worker: WorkerHandle) -> None:
        """Asks the worker, in the loop's thread."""
        self._in_loop(self._ask, worker)

    def fail(self, error: Exception) -> None:
        """Gives the error to the coroutine, or breaks off the answer that has begun."""
        self._in_loop(self._fail, error)

    def _in_loop(self, function: Callable[..., None], *given: object) -> None:
        if get_ident() == self._thread:
            function(*given)
        else:
            with suppress(RuntimeError):  # the loop is closed, and nobody waits any more
                self.loop.call_soon_threadsafe(function, *given)

    def _ask(self, worker: WorkerHandle) -> None:
        if self.worker is not worker:
            return
        worker.be_read_by(self.loop)
        self._send(worker, self.message)

    def _send(self, worker: WorkerHandle, message: bytes) -> None:
        """Sends at once what the socket takes, mostly all; the rest when it can."""
        try:
            sent = worker.socket.send(message)
        except BlockingIOError:
            sent = 0
        except OSError:
            return  # the worker is gone, which its zygote will say
        self.is_asked = sent == len(message)
        if not self.is_asked:
            self.loop.add_writer(worker.socket, self._send_rest, worker, message[sent:])

    def _send_rest(self, worker: WorkerHandle, rest: bytes) -> None:
        self.loop.remove_writer(worker.socket)
        if self.worker is worker:
            self._send(worker, rest)

    def take(self, worker: WorkerHandle, reply: Reply) -> None:
        """Hands the reply to the coroutine, and the worker back if it was the last."""
        if reply.kind <= Kind.LAST:
            self._owner.finish(worker, self, reply.seconds)
        if reply.kind == Kind.REFUSAL:
            self._fail(reply.refusal())
        elif self._parts is not None:
            self._parts.add(reply.body, is_last=reply.kind == Kind.LAST)
        elif not self.delivery.done() and reply.format is not None:
            if reply.kind == Kind.BEGINNING:
                self.has_begun = True
                self._parts = _Parts(worker, partial(self._owner.cancel, self))
            self.delivery.set_result(Delivery(reply.body, reply.format, reply.seconds, self._parts))

    def _fail(self, error: Exception) -> None:
        if self._parts is not None:
            self._parts.break_off(error)
        elif not self.delivery.done():
            self.delivery.set_exception(error)


class _Parts:
    """The parts of an answer that come after its beginning, as many as fit; the worker waits for their taking."""

    def __init__(self, worker: WorkerHandle, close: Callable[[], None]) -> None:
        self._worker = worker
        self._close = close
        self._parts: deque[bytes] = deque()
        self._is_complete = False
        self._error: Exception | None = None
        self._change = asyncio.Event()

    def add(self, part: bytes, *, is_last: bool) -> None:
        """Keeps a part."""
        self._parts.append(part)
        self._is_complete = is_last
        self._change.set()
        if len(self._parts) >= _MOST_PARTS and not is_last:
            self._worker.pause()

    def break_off(self, error: Exception) -> None:
        """Has the iteration raise, so that nobody takes the answer for complete."""
        self._error = error
        self._change.set()

    def __aiter__(self) -> _Parts:
        return self

    async def __anext__(self) -> bytes:
        """The next part; raises EngineError where the answer breaks off."""
        while not self._parts:
            if self._is_complete:
                raise StopAsyncIteration
            if self._error is not None:
                raise EngineError(f"the answer broke off: {self._error}") from self._error
            self._change.clear()
            await self._change.wait()
        part = self._parts.popleft()
        if not self._is_complete:
            self._worker.resume()
        return part

    async def aclose(self) -> None:
        """Ends the query, if it still runs."""
        if not self._is_complete:
            self._close()
