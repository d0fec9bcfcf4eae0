"""A query that was asked, and whoever waits for its answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from asyncio import AbstractEventLoop
from typing import TYPE_CHECKING

from lq_graph.querying.wire import Reply

if TYPE_CHECKING:
    from lq_graph.querying.handle import WorkerHandle


class Exchange(ABC):
    """One query on its way: what it is, where it stands, and how its waiter hears of it.

    `worker`, `is_slow` and `is_over` belong to the lock of the staff; `loop` is the event loop that waits, None if a
    thread does; `key` tells the query from others; `deadline` is when the wait for a worker ends.
    """

    def __init__(self, message: bytes, key: int, deadline: float, *, trusted: bool) -> None:
        self.message = message
        self.key = key
        self.deadline = deadline
        self.trusted = trusted
        self.loop: AbstractEventLoop | None = None
        self.worker: WorkerHandle | None = None
        self.is_slow = False
        self.is_over = False
        self.has_begun = False
        self.tries = 0

    @abstractmethod
    def grant(self, worker: WorkerHandle) -> None:
        """Has the query asked of a worker; any thread may call."""

    @abstractmethod
    def fail(self, error: Exception) -> None:
        """Ends the wait with an error; any thread may call."""

    @abstractmethod
    def take(self, worker: WorkerHandle, reply: Reply) -> None:
        """Takes a reply that the event loop read; called in its thread."""
