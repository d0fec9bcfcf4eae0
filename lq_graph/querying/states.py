"""The states of workers and exchanges, which the scheduler alone changes, and the actions that it asks for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from asyncio import AbstractEventLoop
from collections import deque
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from lq_graph.errors import LqError
from lq_graph.querying.slow_queries import fingerprint
from lq_graph.querying.wire import Reply
from lq_graph.querying.worker_process import WorkerProcess


class Reason(Enum):
    """Why a worker was killed."""

    TIMEOUT = "the query took too long"
    CANCELLED = "no client waits for the answer"
    DISPLACED = "the query is slow, and its lane is full"
    CLOSED = "the worker is not needed, not trusted, or the engine was closed"


class Worker:
    """The state of a worker process. Only the scheduler writes to it."""

    def __init__(self, process: WorkerProcess) -> None:
        self.process = process
        self.loop: AbstractEventLoop | None = None  # that reads its socket, from its first use by a loop on
        self.is_read_by_thread = False
        self.queue: deque[Exchange] = deque()  # the first one runs, the others follow
        self.is_slow = False
        self.is_slowed_down = False  # the process too, not only the query
        self.is_leaving = False
        self.has_exited = False
        self.kill_reason: Reason | None = None
        self.started_at = 0.0
        self.lost_at: float | None = None  # when it was killed, or its connection was lost
        self.queries = 0
        self.query_started_at = 0.0
        self.processor_seconds = 0.0  # that the running query has used since the first tick that saw it
        self.processor_baseline: float | None = None
        self.own_bytes = 0  # the most memory that it may not share with the fork server

    @property
    def running(self) -> Exchange | None:
        """The exchange that the worker runs."""
        return self.queue[0] if self.queue else None

    @property
    def is_lasting(self) -> bool:
        """Whether the worker may get further queries."""
        return self.kill_reason is None and not self.is_leaving


class Exchange(ABC):
    """One query and its reply: its state, which only the scheduler writes, and how the query is sent.

    `number` is that of the question and of its reply; `deadline` is when the wait for a worker ends; `loop` is the
    event loop that waits for the reply, None if a thread does.
    """

    def __init__(
        self, number: int, text: str, deadline: float, *, trusted: bool, loop: AbstractEventLoop | None = None
    ) -> None:
        self.number = number
        self.text = text
        self.deadline = deadline
        self.trusted = trusted
        self.loop = loop
        self.worker: Worker | None = None
        self.is_slow = False
        self.is_over = False
        self.tries = 0
        self.is_sent = False  # the whole question; written by who sends it
        self.has_begun = False  # the reply, in parts; written by who reads it

    @cached_property
    def fingerprint(self) -> int:
        """What the query has in common with those like it."""
        return fingerprint(self.text)

    @abstractmethod
    def send(self, worker: Worker) -> None:
        """Has the query sent to a worker; any thread may call."""

    @abstractmethod
    def fail(self, error: Exception) -> None:
        """Ends the wait with an error; any thread may call."""

    @abstractmethod
    def take(self, worker: Worker, reply: Reply) -> None:
        """Takes a reply that an event loop read; called in its thread."""


class Send(NamedTuple):
    """Send the query of an exchange to a worker."""

    exchange: Exchange
    worker: Worker


class Fail(NamedTuple):
    """End an exchange with an error."""

    exchange: Exchange
    error: LqError


class StartWorkers(NamedTuple):
    """Have so many workers started; `worker_started` or `start_failed` reports each."""

    number: int


class SlowDown(NamedTuple):
    """Lower the priority of a worker; `slowed_down` reports success."""

    worker: Worker


class Kill(NamedTuple):
    """End a worker process; `worker_exited` reports its exit."""

    worker: Worker


class Release(NamedTuple):
    """Close the descriptors of a worker that has exited."""

    worker: Worker


Action = Send | Fail | StartWorkers | SlowDown | Kill | Release
Actions = list[Action]
