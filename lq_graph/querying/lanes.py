"""Who waits for a worker, and which worker is whose: short queries always find one, long ones have a lane of their own.

Every query starts in the quick lane. What turns out to be slow goes on in the slow lane, at low priority, and another
worker takes its place; when it is asked again it goes to the slow lane at once. Nothing here locks, waits or asks: the
pool does, and holds its lock meanwhile.
"""

from __future__ import annotations

import math
from asyncio import AbstractEventLoop
from collections import OrderedDict, deque
from itertools import islice

from lq_graph.errors import EngineBusy
from lq_graph.querying.exchange import Exchange
from lq_graph.querying.handle import WorkerHandle

_LEAST_QUICK = 2
_MOST_WAITING = 1000
_MOST_WAITING_SLOW = 64
_MOST_REMEMBERED = 4096
_REMEMBERED_SECONDS = 60.0
_LONGEST_LINE = 4
_MOST_LOOKED_AT = 8
_BRISK_SECONDS = 0.0005


class Lanes:
    """The workers and the exchanges of both lanes.

    Strangers have at most all quick workers but one, so the site's own queries find one. A worker that an event loop
    has used stays with the loop; the last one of no loop is kept for threads. To wake a process costs more than a short
    query, so a few stand in line behind one that has just begun, where no process sleeps in between.
    """

    def __init__(self, quick: int, slow: int, retry_after: float) -> None:
        self.most_quick = max(_LEAST_QUICK, quick)
        self.most_slow = max(1, slow)
        self.quick: set[WorkerHandle] = set()
        self.slow: set[WorkerHandle] = set()
        self.requested_quick = 0
        self.requested_slow = 0
        self.free: list[WorkerHandle] = []
        self._retry_after = math.ceil(retry_after)
        self._strangers = 0
        self._trusted: deque[Exchange] = deque()
        self._waiting: deque[Exchange] = deque()
        self._waiting_slow: deque[Exchange] = deque()
        self._remembered: OrderedDict[int, float] = OrderedDict()
        self._favourite: WorkerHandle | None = None

    def place(self, exchange: Exchange, now: float) -> WorkerHandle | None:
        """The worker that an exchange gets now; None if it waits. Raises EngineBusy if too many do."""
        if not exchange.trusted and (exchange.is_slow or self._is_remembered(exchange.key, now)):
            exchange.is_slow = True
            self._wait(self._waiting_slow, exchange, _MOST_WAITING_SLOW)
            return None
        worker = self._behind_another(exchange, now) or self._free_for(exchange)
        if worker is None:
            self._wait(self._trusted if exchange.trusted else self._waiting, exchange, _MOST_WAITING)
        return worker

    def give(self, worker: WorkerHandle, exchange: Exchange, now: float) -> None:
        """Notes that an exchange stands in a worker's line now."""
        exchange.worker = worker
        worker.line.append(exchange)
        if len(worker.line) == 1:
            self._begin(worker, exchange, now)

    def take_back(self, worker: WorkerHandle, now: float) -> None:
        """Notes that the first exchange in a worker's line is over; the next one begins."""
        exchange = worker.line.popleft()
        exchange.worker = None
        self._strangers -= not (exchange.trusted or worker.is_slow)
        if worker.line:
            self._begin(worker, worker.line[0], now)

    def take_line(self, worker: WorkerHandle) -> list[Exchange]:
        """The exchanges behind the first in a worker's line; they stand there no more, and the worker is leaving."""
        rest = list(worker.line)[1:]
        for exchange in rest:
            exchange.worker = None
            worker.line.pop()
        worker.is_leaving = worker.is_leaving or bool(rest)
        return [exchange for exchange in rest if not exchange.is_over]

    def next_for(self, worker: WorkerHandle) -> Exchange | None:
        """The exchange that has waited longest for a worker like this; without one, the worker is free."""
        if worker.is_slow:
            return _first(self._waiting_slow)
        found = self._first_for(self._trusted, worker)
        if found is None and self._strangers < self.most_quick - 1:
            found = self._first_for(self._waiting, worker)
        if found is None and not worker.line:
            self.free.append(worker)
        return found

    def matches(self, now: float) -> list[tuple[Exchange, WorkerHandle]]:
        """The waiting exchanges that free workers can have after all; they are given them."""
        found = []
        for queue in (self._trusted, self._waiting) if self.free else ():
            for exchange in list(islice(queue, _MOST_LOOKED_AT)):
                worker = None if exchange.is_over else self._free_for(exchange)
                if worker is not None:
                    queue.remove(exchange)
                    self.give(worker, exchange, now)
                    found.append((exchange, worker))
        return found

    def to_slow(self, worker: WorkerHandle, now: float, *, is_costly: bool) -> bool:
        """Whether a quick worker whose query is slow has moved to the slow lane; without a place there, it has not.

        Only a costly query is remembered as slow: others were held up by a machine or a reader that is busy.
        """
        exchange = worker.line[0]
        if is_costly:
            self.remember(exchange.key, now)
        if not exchange.trusted and len(self.slow) + self.requested_slow >= self.most_slow:
            return False
        self.quick.discard(worker)
        self.slow.add(worker)
        self._strangers -= not exchange.trusted
        worker.is_slow = worker.is_leaving = True
        return True

    def forget_worker(self, worker: WorkerHandle) -> list[Exchange]:
        """The exchanges that stood in a worker's line when it ended."""
        line = list(worker.line)
        if line:
            self._strangers -= not (line[0].trusted or worker.is_slow)
        for exchange in line:
            exchange.worker = None
        worker.line.clear()
        self.quick.discard(worker)
        self.slow.discard(worker)
        if worker in self.free:
            self.free.remove(worker)
        return line

    def remember(self, key: int, now: float) -> None:
        """Notes that a query is slow."""
        self._remembered[key] = now + _REMEMBERED_SECONDS
        self._remembered.move_to_end(key)
        if len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)

    def forget(self, key: int) -> None:
        """Notes that a query is not slow after all."""
        self._remembered.pop(key, None)

    def take_wishes(self) -> tuple[int, int]:
        """How many more quick and slow workers are needed; they count as requested now."""
        quick = max(0, self.most_quick - len(self.quick) - self.requested_quick)
        slow = self.most_slow - len(self.slow) - self.requested_slow
        slow = max(0, min(slow, sum(not each.is_over for each in self._waiting_slow) - self.requested_slow))
        self.requested_quick += quick
        self.requested_slow += slow
        return quick, slow

    def overdue(self, now: float) -> list[Exchange]:
        """The exchanges that have waited too long; they wait no more."""
        found = [each for queue in self._queues() for each in queue if each.deadline <= now and not each.is_over]
        for each in found:
            each.is_over = True
        return found

    def all_waiting(self) -> list[Exchange]:
        """Every exchange that waits; they wait no more."""
        found = [each for queue in self._queues() for each in queue if not each.is_over]
        for queue in self._queues():
            queue.clear()
        return found

    @property
    def waiting(self) -> int:
        """How many exchanges wait."""
        return sum(not each.is_over for queue in self._queues() for each in queue)

    @property
    def is_anybody_waiting(self) -> bool:
        """Whether an exchange waits."""
        return any(self._queues())

    @property
    def is_wish_open(self) -> bool:
        """Whether workers that were asked for have not come yet."""
        return self.requested_quick + self.requested_slow > 0

    def busy(self) -> EngineBusy:
        """The refusal when there is no place."""
        return EngineBusy(self._retry_after)

    def stale_workers(self) -> list[WorkerHandle]:
        """Free workers of loops that are closed: nobody can use them."""
        return [worker for worker in self.free if worker.loop is not None and worker.loop.is_closed()]

    def _queues(self) -> tuple[deque[Exchange], ...]:
        return self._trusted, self._waiting, self._waiting_slow

    def _wait(self, queue: deque[Exchange], exchange: Exchange, most: int) -> None:
        while queue and queue[0].is_over:
            queue.popleft()
        if len(queue) >= most:
            raise self.busy()
        queue.append(exchange)

    def _is_remembered(self, key: int, now: float) -> bool:
        until = self._remembered.get(key)
        if until is not None and until < now:
            del self._remembered[key]
        return until is not None and until >= now

    def _begin(self, worker: WorkerHandle, exchange: Exchange, now: float) -> None:
        worker.started = now
        worker.asked += 1
        worker.is_in_use = exchange.loop is None
        worker.loop = worker.loop or exchange.loop
        worker.is_leaving = worker.is_leaving or worker.is_slow
        self._strangers += not (exchange.trusted or worker.is_slow)
        if exchange.loop is not None and not (exchange.trusted or worker.is_slow):
            self._favourite = worker

    def _behind_another(self, exchange: Exchange, now: float) -> WorkerHandle | None:
        """A worker that has just begun a query, and will most likely be done before another could be woken."""
        worker = self._favourite
        if worker is None or exchange.trusted or worker.loop is not exchange.loop:
            return None
        is_brisk = now - worker.started < _BRISK_SECONDS and 0 < len(worker.line) < _LONGEST_LINE
        return worker if is_brisk and not worker.is_leaving and worker.reason is None else None

    def _free_for(self, exchange: Exchange) -> WorkerHandle | None:
        if not exchange.trusted and self._strangers >= self.most_quick - 1:
            return None
        free = self.free
        for index in range(len(free) - 1, -1, -1):
            if free[index].loop is exchange.loop:
                return free.pop(index)
        if exchange.loop is not None:
            for index in range(len(free) - 1, -1, -1):
                if self._can_bind(free[index], exchange.loop):
                    return free.pop(index)
        return None

    def _can_bind(self, worker: WorkerHandle, loop: AbstractEventLoop | None) -> bool:
        """Whether the worker may become the loop's, or need not."""
        if worker.loop is loop:
            return True
        return worker.loop is None and sum(each.loop is None for each in self.quick) > 1

    def _first_for(self, queue: deque[Exchange], worker: WorkerHandle) -> Exchange | None:
        while queue and queue[0].is_over:
            queue.popleft()
        for place, exchange in enumerate(queue):
            if not exchange.is_over and self._can_bind(worker, exchange.loop):
                del queue[place]
                return exchange
        return None


def _first(queue: deque[Exchange]) -> Exchange | None:
    while queue:
        exchange = queue.popleft()
        if not exchange.is_over:
            return exchange
    return None
