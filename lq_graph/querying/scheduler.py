"""Scheduling of workers."""

from __future__ import annotations

import math
import signal
from asyncio import AbstractEventLoop
from collections import OrderedDict, deque
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from threading import Lock
from time import monotonic

from lq_graph.errors import EngineBusy, EngineError, LqError, QueryCancelled, QueryExhausted, QueryTimeout
from lq_graph.querying.engine import Load
from lq_graph.querying.exchange import Exchange, Reason, WorkerHandle
from lq_graph.querying.zygote_process import ZygoteProcess
from lq_graph.settings import Limits

# How long a query may take until it counts as stuck, slow or costly: in seconds of a processor, and of the clock.

_STUCK_PROCESSOR_SECONDS = 0.002
_QUICK_SECONDS = 0.004
_COSTLY_PROCESSOR_SECONDS = 0.008
_SLOW_SECONDS = 0.1
_SETTLING_SECONDS = 0.2


def is_stuck(used: float, seconds: float) -> bool:
    """Whether those who stand behind such a query had better go elsewhere."""
    return used > _STUCK_PROCESSOR_SECONDS or seconds > _SLOW_SECONDS


def is_slow(used: float, seconds: float) -> bool:
    """Whether such a query belongs into the slow lane, for its own sake or as its machine or its reader is busy."""
    return is_costly(used) or seconds > _SLOW_SECONDS


def is_costly(used: float) -> bool:
    """Whether such a query would be slow anywhere."""
    return used > _COSTLY_PROCESSOR_SECONDS


def is_settling(seconds: float) -> bool:
    """Whether the worker of such a query may be so new that the thread that answers was not there to be slowed down."""
    return seconds < _SETTLING_SECONDS


def is_quick(seconds: float) -> bool:
    """Whether a query from the slow lane may be tried among the short ones again."""
    return seconds < _QUICK_SECONDS


# Why a query whose worker ended has no answer, or that another worker may be asked.

_IDLE_PROCESSOR_SECONDS = 0.01  # the end of a process takes some too
_MOST_TRIES = 8


def verdict(worker: WorkerHandle, exchange: Exchange, status: int, seconds: float) -> LqError | None:
    """The error of the exchange that a worker had when it ended; None if it is to be asked of another worker."""
    if worker.reason is Reason.TIMEOUT:
        return QueryTimeout(seconds)
    if worker.reason is Reason.CANCELLED:
        return QueryCancelled()
    if worker.reason is Reason.DISPLACED:
        exchange.is_slow = True
    if worker.reason is not None or _was_idle(worker, exchange, status):
        return None
    return QueryExhausted(f"the query exhausted its worker's memory or stack ({_end_of(status)}); ask for less")


def _was_idle(worker: WorkerHandle, exchange: Exchange, status: int) -> bool:
    """Whether the worker was ended from outside before it began the query, as far as can be told."""
    has_begun = worker.used > _IDLE_PROCESSOR_SECONDS or (worker.is_slow and status != 0)
    if has_begun or exchange.tries >= _MOST_TRIES or status not in {0, -signal.SIGKILL}:
        return False
    exchange.tries += 1
    return True


def _end_of(status: int) -> str:
    """How a process ended, in words."""
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"


# Which queries were slow lately, so that others like them need not be tried among the short ones.

_MOST = 4096
_SECONDS = 60.0


class SlowOnes:
    """Queries that were slow within the last minute, by what they have in common with others like them."""

    def __init__(self) -> None:
        self._until: OrderedDict[int, float] = OrderedDict()

    def remember(self, exchange: Exchange, now: float) -> None:
        """Notes that a query is slow."""
        self._until[exchange.key] = now + _SECONDS
        self._until.move_to_end(exchange.key)
        if len(self._until) > _MOST:
            self._until.popitem(last=False)

    def forget(self, exchange: Exchange) -> None:
        """Notes that a query is not slow after all."""
        self._until.pop(exchange.key, None)

    def holds(self, exchange: Exchange, now: float) -> bool:
        """Whether a query like this was slow. While none was, its key is not made, which takes longer than to ask."""
        until = self._until.get(exchange.key, 0.0) if self._until else 0.0
        if 0.0 < until < now:
            del self._until[exchange.key]
        return until > now


# Who waits for a worker, and which worker is whose: short queries always find one, long ones have a lane of their own.
#
# Every query starts in the quick lane. What turns out to be slow goes on in the slow lane, at low priority, and another
# worker takes its place; when it is asked again it goes to the slow lane at once. A worker is in the lane of the query
# that it has, so it goes back when that is over. Nothing here locks, waits or asks: the pool does, and holds its lock
# meanwhile.

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


# The workers of an engine and the exchanges that they have or wait for, shared by all threads under one lock.

CLOSED = "the engine was closed; open another"
_STILLBORN_SECONDS = 0.5
_LOST_SECONDS = 1.0
_MOST_SILENCE_SECONDS = 10.0

Grants = list[tuple[Exchange, WorkerHandle]]
Outcome = tuple[Exchange, WorkerHandle | None, LqError | None]
Outcomes = list[Outcome]


class Staff:
    """Every worker and every exchange; `wake` is called when the supervisor sleeps and something begins."""

    def __init__(self, limits: Limits, wake: Callable[[], None]) -> None:
        self.zygote: ZygoteProcess | None = None
        self.is_closed = False
        self.failure = ""
        self.is_asleep = False
        self._limits = limits
        self._wake = wake
        self._lock = Lock()
        self._lanes = Lanes(limits.workers, limits.slow_workers, limits.seconds)
        self._workers: dict[int, WorkerHandle] = {}
        self._not_before = 0.0
        self._wished = 0.0

    def submit(self, exchange: Exchange) -> None:
        """Gives the exchange a worker, now or as soon as one is free.

        Raises EngineBusy if too many wait already, EngineError if the engine is closed or cannot start.
        """
        now = monotonic()
        with self._lock:
            if self.is_closed or self.failure:
                raise EngineError(CLOSED if self.is_closed else self.failure)
            worker = self._place(exchange, now)
            is_asleep, self.is_asleep = self.is_asleep, False
        if is_asleep:
            self._wake()
        if worker is not None:
            _grant([(exchange, worker)])

    def finish(self, worker: WorkerHandle, exchange: Exchange, seconds: float) -> None:
        """Takes back a worker that has answered, and gives it the next exchange."""
        with self._lock:
            worker.is_in_use = False
            exchange.is_over = True
            grants: Grants = []
            if worker.line and worker.line[0] is exchange:
                now = monotonic()
                if worker.is_slow:
                    self._look_back(worker, exchange, seconds)
                self._lanes.take_back(worker, now)
                grants = self._employ(worker, now)
            elif exchange.worker is not None:  # it was given away just before it was answered
                exchange.worker.is_in_use = False
                exchange.worker.kill(Reason.CANCELLED)
            worker.after_end()
        _grant(grants)

    def leave(self, worker: WorkerHandle) -> None:
        """Notes that a thread no longer reads from a worker, which ended before it answered."""
        with self._lock:
            worker.is_in_use = False
            worker.lost_since = worker.lost_since or monotonic()
            worker.after_end()

    def cancel(self, exchange: Exchange) -> None:
        """Ends an exchange and what its worker does; nothing if it is over."""
        with self._lock:
            if exchange.is_over:
                return
            exchange.is_over = True
            if exchange.worker is not None and exchange.worker.line[0] is exchange:
                exchange.worker.kill(Reason.CANCELLED)
        exchange.fail(QueryCancelled())

    def admit(self, worker: WorkerHandle) -> None:
        """Takes a new worker into its lane."""
        with self._lock:
            self._lanes.requested = max(0, self._lanes.requested - 1)
            self._lanes.workers.add(worker)
            self._workers[worker.process] = worker
            grants = self._employ(worker, monotonic())
            if self.is_closed:
                worker.kill(Reason.CLOSED)
        _grant(grants)

    def bury(self, process: int, status: int) -> None:
        """Notes that a worker ended; its exchanges go to others, but the first may get to know why it has no answer."""
        with self._lock:
            worker = self._workers.pop(process, None)
            if worker is None:
                return
            line = self._lanes.forget_worker(worker)
            worker.mark_ended()
            worker.after_end()
            if not worker.asked and worker.reason is None and monotonic() - worker.born < _STILLBORN_SECONDS:
                self._not_before = monotonic() + _STILLBORN_SECONDS
            error: LqError | None = EngineError(CLOSED) if self.is_closed else None
            if line and error is None and self.zygote is not None:
                error = verdict(worker, line[0], status, self._limits.seconds)
            alive = [each for each in line if not each.is_over]
            outcomes = [self._outcome(each, error if self.is_closed or each is line[0] else None) for each in alive]
            outcomes += self._matches(monotonic())
        _tell(outcomes)

    def waits_in_vain(self) -> bool:
        """Whether workers that were asked for do not come: the zygote hangs."""
        with self._lock:
            return (
                self._lanes.is_wish_open
                and self.zygote is not None
                and monotonic() - self._wished > _MOST_SILENCE_SECONDS
            )

    def bury_all(self) -> None:
        """Notes that the zygote is gone, and with it every worker."""
        with self._lock:
            self.zygote = None
        for process in list(self._workers):
            self.bury(process, -signal.SIGKILL)
        with self._lock:
            self._lanes.requested = 0

    def forget_wish(self) -> None:
        """Notes that a worker that was asked for will not come; another is asked for after a pause."""
        with self._lock:
            self._lanes.requested = max(0, self._lanes.requested - 1)
            self._not_before = monotonic() + _STILLBORN_SECONDS

    def refuse_all(self, reason: str) -> None:
        """Ends every wait: the engine cannot start, or is closed."""
        with self._lock:
            waiting = self._lanes.all_waiting()
            for exchange in waiting:
                exchange.is_over = True
        for exchange in waiting:
            exchange.fail(EngineError(reason))

    def close(self) -> None:
        """Ends every worker, and takes no more exchanges."""
        with self._lock:
            self.is_closed = True
            for worker in self._workers.values():
                worker.kill(Reason.CLOSED)

    def look(self) -> bool:
        """Ends what is out of time, moves what is slow, asks for what is lacking; whether there is more to look at."""
        now = monotonic()
        outcomes: Outcomes = []
        with self._lock:
            for worker in list(self._workers.values()):
                if worker.line:
                    outcomes += self._judge(worker, worker.line[0], now)
            for worker in self._lanes.stale_workers():
                worker.kill(Reason.CLOSED)
            lost = [worker.process for worker in self._workers.values() if 0 < worker.lost_since < now - _LOST_SECONDS]
            overdue = self._lanes.overdue(now)
            is_short = self._ask_for_workers(now)
            is_busy = self._lanes.is_anybody_waiting or self._lanes.is_wish_open
            is_busy = is_busy or any(worker.line or worker.lost_since for worker in self._workers.values())
        _tell(outcomes)
        for process in lost:  # which the zygote should have said
            self.bury(process, 0)
        for exchange in overdue:
            exchange.fail(self._lanes.busy())
        return is_busy or is_short

    @property
    def workers(self) -> tuple[int, ...]:
        """The process ids of the workers that live now."""
        with self._lock:
            return tuple(self._workers)

    @property
    def load(self) -> Load:
        """How many workers live, how many of them have an exchange, and how many exchanges wait."""
        with self._lock:
            busy = sum(bool(worker.line) for worker in self._workers.values())
            return Load(len(self._workers), busy, self._lanes.waiting)

    def _place(self, exchange: Exchange, now: float) -> WorkerHandle | None:
        while (worker := self._lanes.place(exchange, now)) is not None:
            if worker.is_ready():
                self._lanes.give(worker, exchange, now)
                return worker
            worker.kill(Reason.CLOSED)
        return None

    def _outcome(self, exchange: Exchange, error: LqError | None) -> Outcome:
        """What becomes of an exchange that lost its worker: another one, none yet, or an error."""
        if error is None and exchange.has_begun:
            error = EngineError("the engine started anew in the middle of the answer")
        try:
            worker = self._place(exchange, monotonic()) if error is None else None
        except EngineBusy as busy:
            worker, error = None, busy
        exchange.is_over = error is not None
        return exchange, worker, error

    def _employ(self, worker: WorkerHandle, now: float) -> Grants:
        """Gives a worker the next exchange; one that is leaving, or not needed, is ended."""
        if worker.reason is not None or (worker.is_leaving and worker.line):
            return []
        if worker.line:
            return self._lanes.matches(now)
        worker.is_leaving = worker.is_leaving or self._lanes.has_too_many
        exchange = None if worker.is_leaving else self._lanes.next_for(worker, now)
        if exchange is not None:
            self._lanes.give(worker, exchange, now)
            return [(exchange, worker)]
        if worker.is_leaving:
            worker.kill(Reason.CLOSED)
        return self._lanes.matches(now)

    def _look_back(self, worker: WorkerHandle, exchange: Exchange, seconds: float) -> None:
        """Notes after a slow query that it is quick by now, and that workers keep too much memory of their own."""
        if is_quick(seconds):
            self._lanes.slow_ones.forget(exchange)
        worker.note_memory()
        lasting = [each for each in self._workers.values() if each.reason is None and not each.is_leaving]
        if sum(each.own_bytes for each in lasting) > self._limits.worker_bytes:
            largest = max(lasting, key=lambda each: each.own_bytes)
            largest.is_leaving = True
            if not largest.line:
                largest.kill(Reason.CLOSED)

    def _judge(self, worker: WorkerHandle, exchange: Exchange, now: float) -> Outcomes:
        """Looks at what a worker does; the exchanges behind one that takes its time go elsewhere."""
        seconds, used = now - worker.started, worker.seconds_used()
        if exchange.is_over:
            worker.kill(Reason.CANCELLED)
        elif seconds > self._limits.seconds:
            worker.kill(Reason.TIMEOUT)
        elif worker.is_slow and is_settling(seconds):
            worker.slow_down()
        elif not worker.is_slow and worker.reason is None and is_slow(used, seconds):
            self._slow_down(worker, exchange, now)
        if not is_stuck(used, seconds):
            return []
        return [self._outcome(each, None) for each in self._lanes.take_line(worker)] + self._matches(now)

    def _slow_down(self, worker: WorkerHandle, exchange: Exchange, now: float) -> None:
        costly = is_costly(worker.used) and len(worker.line) == 1  # of several, another may have used it
        if self._lanes.to_slow(worker, now, is_costly=costly):
            worker.slow_down()
        elif costly and not exchange.has_begun:
            worker.kill(Reason.DISPLACED)

    def _matches(self, now: float) -> Outcomes:
        """The waiting exchanges that find a worker now that others have gone on."""
        return [(exchange, worker, None) for exchange, worker in self._lanes.matches(now)]

    def _ask_for_workers(self, now: float) -> bool:
        """Asks for the workers that are lacking; whether some still are."""
        if self.zygote is None or self.is_closed:
            return False
        if now < self._not_before:
            return True
        if lacking := self._lanes.take_wishes():
            self._wished = now
            with suppress(OSError):  # the zygote is gone, which the supervisor will see
                self.zygote.ask_for(lacking)
        return False


def _grant(grants: Grants) -> None:
    for exchange, worker in grants:
        if worker.is_slow:
            worker.slow_down()
        exchange.grant(worker)


def _tell(outcomes: Outcomes) -> None:
    for exchange, worker, error in outcomes:
        if error is not None:
            exchange.fail(error)
        elif worker is not None:
            _grant([(exchange, worker)])
