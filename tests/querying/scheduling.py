"""A scheduler with a clock that tests set, and workers and exchanges without processes."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Callable
from itertools import count
from typing import TypeVarTuple, Unpack

from lq_graph.errors import LqError
from lq_graph.querying.scheduler import Scheduler
from lq_graph.querying.wire import Reply
from lq_graph.querying.workers import (
    Actions,
    Exchange,
    Fail,
    Kill,
    Release,
    Send,
    SlowDown,
    StartWorkers,
    Worker,
    WorkerProcess,
)
from lq_graph.settings import Limits

QUEUE_TIMEOUT = 10.0  # seconds that an exchange waits for a worker
COSTLY = 0.01  # seconds of a processor that make a query slow
_NUMBERS = count(1)
Given = TypeVarTuple("Given")


class FakeProcess(WorkerProcess):
    """A worker process whose measurements the test sets."""

    def __init__(self, identifier: int) -> None:
        self.identifier = identifier
        self.is_there = True
        self.clock: float | None = 0.0
        self.memory: int | None = 0

    def is_ready(self) -> bool:
        """Whether the test says so."""
        return self.is_there

    def processor_seconds(self) -> float | None:
        """What the test says."""
        return self.clock

    def own_bytes(self) -> int | None:
        """What the test says."""
        return self.memory


class FakeExchange(Exchange):
    """An exchange that is sent as soon as it has a worker, and whose reply nobody reads."""

    def __init__(
        self, text: str, deadline: float, *, trusted: bool = False, loop: AbstractEventLoop | None = None
    ) -> None:
        super().__init__(next(_NUMBERS), text, deadline, trusted=trusted, loop=loop)
        self.is_sent = True

    def send(self, worker: Worker) -> None:
        """Nothing."""

    def fail(self, error: Exception) -> None:
        """Nothing."""

    def take(self, worker: Worker, reply: Reply) -> None:
        """Nothing."""


class Site:
    """A scheduler at time `now`, with its workers started, and the actions since they were last taken."""

    def __init__(self, quick: int = 2, slow: int = 1, *, seconds: float = 20, start: bool = True) -> None:
        self.now = 0.0
        limits = Limits(workers=quick, seconds=seconds, answer_bytes=1, worker_bytes=1000, slow_workers=slow)
        self.scheduler = Scheduler(limits, lambda: self.now)
        self.actions: Actions = []
        self._processes = count(1)
        self.event(self.scheduler.engine_ready)
        for _ in range(quick + slow if start else 0):
            self.start()
        self.tick()
        self.take() if start else None

    def event(self, event: Callable[[Unpack[Given]], Actions], *given: *Given) -> Actions:
        """The actions that follow from an event."""
        found = event(*given)
        self.actions += found
        return found

    def take(self) -> Actions:
        """The actions since the last call."""
        taken, self.actions = self.actions, []
        return taken

    def start(self, process: FakeProcess | None = None) -> Worker:
        """A worker that has started."""
        worker = Worker(process or FakeProcess(next(self._processes)))
        self.event(self.scheduler.worker_started, worker)
        return worker

    def exchange(
        self, text: str = "", *, trusted: bool = False, loop: AbstractEventLoop | None = None, sent: bool = True
    ) -> FakeExchange:
        """An exchange that was submitted; without a text, its query is like no other."""
        text = text or f"ASK {{ <urn:{next(_NUMBERS)}> ?p ?o }}"
        exchange = FakeExchange(text, self.now + QUEUE_TIMEOUT, trusted=trusted, loop=loop)
        exchange.is_sent = sent
        self.event(self.scheduler.submit, exchange)
        return exchange

    def running(self, text: str = "", *, trusted: bool = False, loop: AbstractEventLoop | None = None) -> Worker:
        """The worker that an exchange got when it was submitted."""
        worker = self.exchange(text, trusted=trusted, loop=loop).worker
        assert worker is not None
        return worker

    def reply(self, worker: Worker, seconds: float = 0.01) -> Actions:
        """The actions that follow from the reply to what a worker runs."""
        assert worker.running is not None
        return self.event(self.scheduler.replied, worker, worker.running, seconds)

    def exit(self, worker: Worker, status: int = 0) -> Actions:
        """The actions that follow from the exit of a worker."""
        return self.event(self.scheduler.worker_exited, worker.process.identifier, status)

    def tick(self, after: float = 0.0) -> Actions:
        """The actions of the clock, so many seconds later."""
        self.now += after
        return self.event(self.scheduler.tick)

    def work(self, worker: Worker, seconds: float = COSTLY) -> Actions:
        """The actions of the clock after the query of a worker has used so much time of a processor."""
        self.tick()
        process = process_of(worker)
        process.clock = (process.clock or 0.0) + seconds
        return self.tick()


def process_of(worker: Worker) -> FakeProcess:
    """The process that the test made."""
    assert isinstance(worker.process, FakeProcess)
    return worker.process


def error_of(actions: Actions, exchange: Exchange) -> LqError | None:
    """The error that an exchange fails with."""
    errors = [action.error for action in actions if isinstance(action, Fail) and action.exchange is exchange]
    assert len(errors) <= 1
    return errors[0] if errors else None


def sent(actions: Actions) -> list[Exchange]:
    """The exchanges that are sent, in order."""
    return [action.exchange for action in actions if isinstance(action, Send)]


def killed(actions: Actions) -> list[Worker]:
    """The workers that are killed."""
    return [action.worker for action in actions if isinstance(action, Kill)]


def slowed(actions: Actions) -> list[Worker]:
    """The workers that are slowed down."""
    return [action.worker for action in actions if isinstance(action, SlowDown)]


def released(actions: Actions) -> list[Worker]:
    """The workers whose descriptors are closed."""
    return [action.worker for action in actions if isinstance(action, Release)]


def requested(actions: Actions) -> int:
    """How many workers are requested."""
    return sum(action.number for action in actions if isinstance(action, StartWorkers))
