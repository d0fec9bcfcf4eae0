"""A query that was asked, and whoever waits for its answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from asyncio import AbstractEventLoop
from functools import cached_property
from typing import TYPE_CHECKING

from lq_graph.querying.fingerprint import fingerprint
from lq_graph.querying.wire import Reply

if TYPE_CHECKING:
    from lq_graph.querying.handle import WorkerHandle


class Exchange(ABC):
    """One query on its way: what it is, where it stands, and how its waiter hears of it.

    `worker`, `is_slow` and `is_over` belong to the lock of the staff; `loop` is the event loop that waits, None if a
    thread does; `deadline` is when the wait for a worker ends; `is_asked` is whether all of it was sent to a worker.
    """

    def __init__(self, number: int, message: bytes, text: str, deadline: float, *, trusted: bool) -> None:
        self.number = number
        self.message = message
        self.text = text
        self.deadline = deadline
        self.trusted = trusted
        self.loop: AbstractEventLoop | None = None
        self.worker: WorkerHandle | None = None
        self.is_slow = False
        self.is_over = False
        self.has_begun = False
        self.is_asked = False
        self.tries = 0

    @cached_property
    def key(self) -> int:
        """What the query has in common with those like it."""
        return fingerprint(self.text)

    @abstractmethod
    def grant(self, worker: WorkerHandle) -> None:
        """Has the query asked of a worker; any thread may call."""

    @abstractmethod
    def fail(self, error: Exception) -> None:
        """Ends the wait with an error; any thread may call."""

    @abstractmethod
    def take(self, worker: WorkerHandle, reply: Reply) -> None:
        """Takes a reply that the event loop read; called in its thread."""
