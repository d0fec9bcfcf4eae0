"""Who waits for a worker, and which worker is whose: short queries always find one, long ones have a lane of their own.

Every query starts in the quick lane. What turns out to be slow goes on in the slow lane, at low priority, and another
worker takes its place; when it is asked again it goes to the slow lane at once. A worker is in the lane of the query
that it has, so it goes back when that is over. Nothing here locks, waits or asks: the pool does, and holds its lock
meanwhile.
"""

from __future__ import annotations

import math
from asyncio import AbstractEventLoop
from collections import deque
from itertools import islice

from lq_graph.errors import EngineBusy
from lq_graph.querying.exchange import Exchange
from lq_graph.querying.handle import WorkerHandle
from lq_graph.querying.slow_ones import SlowOnes

_LEAST_QUICK = 2
_MOST_WAITING = 1000
_MOST_WAITING_SLOW = 64
_LONGEST_LINE = 4
_MOST_LOOKED_AT = 8
_BRISK_SECONDS = 0.0005


class Lanes:
    """The workers and the exchanges of both lanes.

    Strangers have at most all quick places but one, so the site's own queries find one. A worker that an event loop has
    used stays with the loop; the last one of no loop is kept for threads. To wake a process costs more than a short
    query, so a few stand in line behind one that has just begun, where no process sleeps in between.
    """

    def __init__(self, quick: int, slow: int, retry_after: float) -> None:
        self.most_quick = max(_LEAST_QUICK, quick)
        self.most_slow = max(1, slow)
        self.workers: set[WorkerHandle] = set()
        self.requested = 0
        self.free: list[WorkerHandle] = []
        self._retry_after = math.ceil(retry_after)
        self._quick = 0
        self._strangers = 0
        self._slow = 0
        self._trusted: deque[Exchange] = deque()
        self._waiting: deque[Exchange] = deque()
        self._waiting_slow: deque[Exchange] = deque()
        self.slow_ones = SlowOnes()
        self._favourite: WorkerHandle | None = None

    def place(self, exchange: Exchange, now: float) -> WorkerHandle | None:
        """The worker that an exchange gets now; None if it waits. Raises EngineBusy if too many do."""
        if not exchange.trusted and (exchange.is_slow or self.slow_ones.holds(exchange, now)):
            exchange.is_slow = True
            worker = self._free_for(exchange)
        else:
            worker = self._behind_another(exchange, now) or self._free_for(exchange)
        if worker is None:
            self._wait(exchange)
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
        self._count(worker, exchange, -1)
        worker.is_slow = False
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

    def next_for(self, worker: WorkerHandle, now: float) -> Exchange | None:
        """The exchange that has waited longest for a worker without any; if there is none, the worker is free."""
        for queue in self._queues():
            found = self._first_for(queue, worker, now)
            if found is not None:
                return found
        self.free.append(worker)
        return None

    def matches(self, now: float) -> list[tuple[Exchange, WorkerHandle]]:
        """The waiting exchanges that free workers can have after all; they are given them."""
        found = []
        for queue in self._queues() if self.free else ():
            self._tidy(queue, now)
            for exchange in list(islice(queue, _MOST_LOOKED_AT)):
                is_left = exchange.is_over or self._is_misplaced(exchange, now)
                worker = None if is_left else self._free_for(exchange)
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
            self.slow_ones.remember(exchange, now)
        if not exchange.trusted and self._slow >= self.most_slow:
            return False
        self._count(worker, exchange, -1)
        worker.is_slow = True
        self._count(worker, exchange, +1)
        return True

    def forget_worker(self, worker: WorkerHandle) -> list[Exchange]:
        """The exchanges that stood in a worker's line when it ended."""
        line = list(worker.line)
        if line:
            self._count(worker, line[0], -1)
        for exchange in line:
            exchange.worker = None
        worker.line.clear()
        self.workers.discard(worker)
        if worker in self.free:
            self.free.remove(worker)
        return line

    def take_wishes(self) -> int:
        """How many more workers are needed; they count as requested now."""
        lacking = max(0, self._needed - len(self.workers) - self.requested)
        self.requested += lacking
        return lacking

    @property
    def has_too_many(self) -> bool:
        """Whether a worker can go: others came while it was at a slow query of the site's own."""
        return sum(worker.reason is None and not worker.is_leaving for worker in self.workers) > self._needed

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
        return self.requested > 0

    def busy(self) -> EngineBusy:
        """The refusal when there is no place."""
        return EngineBusy(self._retry_after)

    def stale_workers(self) -> list[WorkerHandle]:
        """Free workers of loops that are closed: nobody can use them."""
        return [worker for worker in self.free if worker.loop is not None and worker.loop.is_closed()]

    def _queues(self) -> tuple[deque[Exchange], ...]:
        return self._trusted, self._waiting, self._waiting_slow

    @property
    def _needed(self) -> int:
        return self.most_quick + max(self.most_slow, self._slow)

    def _wait(self, exchange: Exchange) -> None:
        queue, most = self._waiting, _MOST_WAITING
        if exchange.trusted:
            queue = self._trusted
        elif exchange.is_slow:
            queue, most = self._waiting_slow, _MOST_WAITING_SLOW
        while queue and queue[0].is_over:
            queue.popleft()
        if len(queue) >= most:
            raise self.busy()
        queue.append(exchange)

    def _tidy(self, queue: deque[Exchange], now: float) -> None:
        """Has the first of a queue be one that still waits, and rightly here: others like it may have been slow."""
        while queue and (queue[0].is_over or self._is_misplaced(queue[0], now)):
            exchange = queue.popleft()
            if not exchange.is_over:
                exchange.is_slow = True
                self._waiting_slow.append(exchange)

    def _is_misplaced(self, exchange: Exchange, now: float) -> bool:
        is_quick = not (exchange.trusted or exchange.is_slow)
        return is_quick and len(self._waiting_slow) < _MOST_WAITING_SLOW and self.slow_ones.holds(exchange, now)

    def _begin(self, worker: WorkerHandle, exchange: Exchange, now: float) -> None:
        worker.started = now
        worker.used = 0.0
        worker.asked += 1
        worker.is_in_use = exchange.loop is None
        worker.loop = worker.loop or exchange.loop
        worker.is_slow = exchange.is_slow and not exchange.trusted
        self._count(worker, exchange, +1)
        if exchange.loop is not None and not (exchange.trusted or worker.is_slow):
            self._favourite = worker

    def _count(self, worker: WorkerHandle, exchange: Exchange, one: int) -> None:
        """Counts a worker that begins or ends an exchange in its lane."""
        if worker.is_slow:
            self._slow += one
        else:
            self._quick += one
            self._strangers += 0 if exchange.trusted else one

    def _has_place_for(self, exchange: Exchange) -> bool:
        """Whether its lane has a place; a slow query also leaves enough workers for short ones."""
        if exchange.trusted:
            return self._quick < self.most_quick
        if exchange.is_slow:
            return self._slow < self.most_slow and len(self.workers) - self._slow > self.most_quick
        return self._quick < self.most_quick and self._strangers < self.most_quick - 1

    def _behind_another(self, exchange: Exchange, now: float) -> WorkerHandle | None:
        """A worker that has just begun a query, and will most likely be done before another could be woken.

        It has all of those before: messages arrive in the order of the line, as replies go by that alone.
        """
        worker = self._favourite
        if worker is None or exchange.trusted or worker.loop is not exchange.loop:
            return None
        is_brisk = now - worker.started < _BRISK_SECONDS and 0 < len(worker.line) < _LONGEST_LINE
        can_go_on = not (worker.is_slow or worker.is_leaving) and worker.reason is None
        can_go_on = can_go_on and all(each.is_asked for each in worker.line)
        return worker if is_brisk and can_go_on else None

    def _free_for(self, exchange: Exchange) -> WorkerHandle | None:
        if not self._has_place_for(exchange):
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
        return worker.loop is None and sum(each.loop is None for each in self.workers) > 1

    def _first_for(self, queue: deque[Exchange], worker: WorkerHandle, now: float) -> Exchange | None:
        self._tidy(queue, now)
        if not queue or not self._has_place_for(queue[0]):
            return None
        for place, exchange in enumerate(queue):
            if not exchange.is_over and self._can_bind(worker, exchange.loop):
                del queue[place]
                return exchange
        return None
