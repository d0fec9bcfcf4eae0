"""A query that a thread waits for."""

from __future__ import annotations

from queue import SimpleQueue

from lq_graph.querying.exchange import Exchange
from lq_graph.querying.handle import Reason, WorkerHandle
from lq_graph.querying.wire import Reply, ReplyReader

_AT_ONCE = 1 << 16


class ThreadExchange(Exchange):
    """Asks a worker in the thread that waits, and reads its reply there; no other thread hands anything over."""

    def __init__(self, number: int, message: bytes, text: str, deadline: float, *, trusted: bool) -> None:
        super().__init__(number, message, text, deadline, trusted=trusted)
        self._verdicts: SimpleQueue[WorkerHandle | Exception] = SimpleQueue()

    def grant(self, worker: WorkerHandle) -> None:
        """Lets the waiting thread ask this worker."""
        self._verdicts.put(worker)

    def fail(self, error: Exception) -> None:
        """Lets the waiting thread raise this error."""
        self._verdicts.put(error)

    def take(self, worker: WorkerHandle, reply: Reply) -> None:
        """Never called: no event loop reads for a thread."""
        raise AssertionError(f"worker {worker.process} sent a reply of kind {reply.kind} to an event loop")

    def next_worker(self) -> WorkerHandle:
        """The worker to ask, waited for; raises the error that ends the wait."""
        verdict = self._verdicts.get()
        if isinstance(verdict, WorkerHandle):
            return verdict
        raise verdict

    def ask(self, worker: WorkerHandle) -> Reply | None:
        """The worker's reply; None if it ended before it gave one."""
        reader = ReplyReader()
        try:
            worker.socket.sendall(self.message)
            while data := worker.socket.recv(_AT_ONCE):
                if replies := reader.feed(data):
                    return self._own(worker, replies[0])
        except OSError:
            return None
        return None

    def _own(self, worker: WorkerHandle, reply: Reply) -> Reply | None:
        """The reply; None if it is another query's, and then its worker cannot be believed."""
        if reply.number == self.number:
            return reply
        worker.kill(Reason.CLOSED)
        return None
