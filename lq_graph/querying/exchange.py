"""One query and its reply: awaited by a coroutine, or waited for by a thread."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import get_ident

from lq_graph.errors import EngineError
from lq_graph.querying.engine import Delivery
from lq_graph.querying.states import Exchange, Worker
from lq_graph.querying.wire import Kind, Reply, ReplyReader
from lq_graph.querying.worker_process import WorkerProcess

_MOST_PARTS = 4  # buffered while the client reads slowly; then the worker waits
_AT_ONCE = 1 << 16


class LoopExchange(Exchange):
    """A query whose event loop sends it and reads its reply, without any other thread.

    `delivery` is done when the reply begins; `cancel` is called if its later parts are not wanted.
    """

    def __init__(
        self,
        number: int,
        message: bytes,
        text: str,
        deadline: float,
        cancel: Callable[[Exchange], None],
        *,
        trusted: bool,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        super().__init__(number, text, deadline, trusted=trusted, loop=self._loop)
        self.delivery: asyncio.Future[Delivery] = self._loop.create_future()
        self._message = message
        self._cancel = cancel
        self._thread = get_ident()
        self._parts: _Parts | None = None

    def send(self, worker: Worker) -> None:
        """Sends the query to a worker, in the loop's thread."""
        self._in_loop(self._send_to, worker)

    def fail(self, error: Exception) -> None:
        """Raises the error in the coroutine, or breaks off the answer that has begun."""
        self._in_loop(self._fail, error)

    def take(self, worker: Worker, reply: Reply) -> None:
        """Gives the reply to the coroutine."""
        if reply.kind == Kind.REFUSAL:
            self._fail(reply.refusal())
        elif self._parts is not None:
            self._parts.add(reply.body, is_last=reply.kind == Kind.LAST)
        elif not self.delivery.done() and reply.format is not None:
            if reply.kind == Kind.BEGINNING:
                self.has_begun = True
                self._parts = _Parts(worker.process, partial(self._cancel, self))
            self.delivery.set_result(Delivery(reply.body, reply.format, reply.seconds, self._parts))

    def _in_loop(self, function: Callable[..., None], *given: object) -> None:
        if get_ident() == self._thread:
            function(*given)
        else:
            with suppress(RuntimeError):  # the loop is closed, so no coroutine waits any more
                self._loop.call_soon_threadsafe(function, *given)

    def _send_to(self, worker: Worker) -> None:
        if self.worker is worker:  # otherwise it was given to another one before the loop came round to it
            worker.process.read_in(self._loop)
            self._write(worker, self._message)

    def _write(self, worker: Worker, message: bytes) -> None:
        """Sends at once what the socket takes, usually all; the rest when it can."""
        try:
            sent = worker.process.socket.send(message)
        except BlockingIOError:
            sent = 0
        except OSError:
            return  # the worker has exited, which its fork server will report
        self.is_sent = sent == len(message)
        if not self.is_sent:
            self._loop.add_writer(worker.process.socket, self._write_rest, worker, message[sent:])

    def _write_rest(self, worker: Worker, rest: bytes) -> None:
        self._loop.remove_writer(worker.process.socket)
        if self.worker is worker:
            self._write(worker, rest)

    def _fail(self, error: Exception) -> None:
        if self._parts is not None:
            self._parts.break_off(error)
        elif not self.delivery.done():
            self.delivery.set_exception(error)


class _Parts:
    """The parts of a reply after its beginning; the worker waits while too many are buffered."""

    def __init__(self, process: WorkerProcess, close: Callable[[], None]) -> None:
        self._process = process
        self._close = close
        self._parts: deque[bytes] = deque()
        self._is_complete = False
        self._error: Exception | None = None
        self._change = asyncio.Event()

    def add(self, part: bytes, *, is_last: bool) -> None:
        """Buffers a part."""
        self._parts.append(part)
        self._is_complete = is_last
        self._change.set()
        if len(self._parts) >= _MOST_PARTS and not is_last:
            self._process.pause()

    def break_off(self, error: Exception) -> None:
        """Has the iteration raise, so that the client does not take the answer for complete."""
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
            self._process.resume()
        return part

    async def aclose(self) -> None:
        """Ends the query, if it still runs."""
        if not self._is_complete:
            self._close()


class ThreadExchange(Exchange):
    """A query whose thread sends it and reads its reply; other threads only give it a worker, or an error."""

    def __init__(self, number: int, message: bytes, text: str, deadline: float, *, trusted: bool) -> None:
        super().__init__(number, text, deadline, trusted=trusted)
        self._message = message
        self._outcomes: SimpleQueue[Worker | Exception] = SimpleQueue()

    def send(self, worker: Worker) -> None:
        """Lets the thread send its query to this worker."""
        self._outcomes.put(worker)

    def fail(self, error: Exception) -> None:
        """Lets the thread raise this error."""
        self._outcomes.put(error)

    def take(self, worker: Worker, reply: Reply) -> None:
        """Never called: no event loop reads for a thread."""
        raise AssertionError(f"worker {worker.process.identifier} sent a reply of kind {reply.kind} to an event loop")

    def next_worker(self) -> Worker:
        """The worker to send the query to, waited for; raises the error that ends the wait."""
        outcome = self._outcomes.get()
        if isinstance(outcome, Worker):
            return outcome
        raise outcome

    def reply_of(self, worker: Worker) -> Reply | None:
        """A worker's reply to the query, waited for; None if the worker exits before it replies."""
        reader = ReplyReader()
        try:
            worker.process.socket.sendall(self._message)
            while data := worker.process.socket.recv(_AT_ONCE):
                if replies := reader.feed(data):
                    return replies[0]
        except OSError:
            return None
        return None
