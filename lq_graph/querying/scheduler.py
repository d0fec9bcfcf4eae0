"""Schedules queries over worker processes: short queries always find a worker; long ones have a lane of their own.

One state machine, without processes, sockets, threads or clocks. Its inputs are events: methods of `Scheduler` that
return the actions which follow. The pool reports events under a lock, and carries the actions out.

A query starts in the quick lane. One that turns out to be slow goes on in the slow lane, at low priority, and another
worker takes its place among the quick ones; when it is submitted again it goes to the slow lane at once. A worker is in
the lane of the query that it runs, so it is a quick one again afterwards.

A worker:

      started ──▶ idle ── Send ──▶ quick ── slow: SlowDown ──▶ slow
                  ▲ │                │                         │ ▲
                  ├─┼─── replied ────┴──────── replied ────────┘ │
                    └────── known to be slow: SlowDown, Send ────┘

      any ── too many workers, too much memory, followers moved away ──▶ leaving ── replied: Kill ──▶ killed
      any ── timeout, cancelled, displaced, protocol violated, engine closed: Kill ──▶ killed
      any ── connection lost ──▶ lost
      any ── exited; killed, lost ── one second without an exit ──▶ gone: Release, once no thread reads from it

An exchange:

      submitted ──▶ waiting ── Send ──▶ running, or following one that has just begun ── replied ──▶ over
                       ▲                   │
                       └───────────────────┘ worker exited before it began; displaced; the one before it is stuck

      any ── queue full, deadline, timeout, exhausted, cancelled, engine failed or closed: Fail ──▶ over
"""

from __future__ import annotations

import math
import signal
from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable
from itertools import islice
from time import monotonic

from lq_graph.errors import EngineBusy, EngineError, LqError, QueryCancelled, QueryExhausted, QueryTimeout
from lq_graph.querying.engine import Load
from lq_graph.querying.workers import (
    Actions,
    Exchange,
    Fail,
    Kill,
    Reason,
    Release,
    Send,
    SlowDown,
    SlowQueryMemo,
    StartWorkers,
    Worker,
)
from lq_graph.settings import Limits

CLOSED = "the engine was closed; open another"

_LEAST_QUICK = 2  # one of them for trusted queries only
_MOST_WAITING = 1000
_MOST_WAITING_SLOW = 64
_MOST_LOOKED_AT = 8  # waiting exchanges that are tried with idle workers at a time

# A follower is sent to a worker that runs another query: to wake a process costs more than a short query takes.
_MOST_IN_QUEUE = 4
_FOLLOW_SECONDS = 0.0005

# When a query is stuck, slow, costly or quick: in seconds of its worker's processor time, and of the clock.
_STUCK_PROCESSOR_SECONDS = 0.002
_COSTLY_PROCESSOR_SECONDS = 0.008
_SLOW_SECONDS = 0.1
_QUICK_SECONDS = 0.004

_RESTART_SECONDS = 0.5  # the pause before another worker is requested, after one that failed to start
_LOST_SECONDS = 1.0
_HANGING_SECONDS = 10.0

_EXIT_PROCESSOR_SECONDS = 0.01  # the exit of a process takes some too
_MOST_TRIES = 8


class Scheduler:
    """Every worker, and every exchange that waits for one or has one.

    Untrusted clients have at most all quick places but one, so the site's own queries always find one. A worker that an
    event loop has used stays with that loop; the last one of no loop is reserved for threads.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float] = monotonic) -> None:
        self.workers: dict[int, Worker] = {}  # by process id
        self.is_closed = False
        self.failure = ""  # why the engine could not be started
        self._limits = limits
        self._clock = clock
        self._most_quick = max(_LEAST_QUICK, limits.workers)
        self._most_slow = max(1, limits.slow_workers)
        self._idle: list[Worker] = []
        self._quick = 0  # workers that run a query in the quick lane
        self._untrusted = 0  # those of them whose query is not trusted
        self._slow = 0
        self._waiting_trusted: deque[Exchange] = deque()
        self._waiting_quick: deque[Exchange] = deque()
        self._waiting_slow: deque[Exchange] = deque()
        self._queues = (self._waiting_trusted, self._waiting_quick, self._waiting_slow)
        self._memo = SlowQueryMemo()
        self._latest: Worker | None = None  # that began a quick query of an event loop: the next one may follow
        self._is_ready = False
        self._requested = 0
        self._requested_at = 0.0
        self._not_before = 0.0

    # Events of the engine

    def engine_ready(self) -> Actions:
        """Workers can be started from now on."""
        self._is_ready = True
        return []

    def engine_starting(self) -> Actions:
        """The engine is started again after a failure: exchanges wait for it."""
        self.failure = ""
        return []

    def engine_failed(self, reason: str) -> Actions:
        """The engine cannot be started: no exchange waits until it is started again."""
        self.failure = reason
        return self._fail_waiting(reason)

    def engine_gone(self) -> Actions:
        """Every worker is gone with its fork server; what they ran is run again once there are others."""
        self._is_ready = False
        self._idle.clear()
        for worker in self.workers.values():
            worker.is_leaving = True
        actions: Actions = []
        for process in list(self.workers):
            actions += self.worker_exited(process, -signal.SIGKILL)
        self._requested = 0
        return actions

    def close(self) -> Actions:
        """Every worker is killed and every exchange fails; later ones fail at once."""
        self.is_closed = True
        actions = self._fail_waiting(CLOSED)
        for worker in self.workers.values():
            actions += self._kill(worker, Reason.CLOSED)
        return actions

    # Events of exchanges

    def submit(self, exchange: Exchange) -> Actions:
        """An exchange gets a worker, now or as soon as there is one for it; it fails if too many wait already."""
        if self.is_closed:
            return self._fail(exchange, EngineError(CLOSED))
        if self.failure:
            return self._fail(exchange, EngineError(self.failure))
        return self._place(exchange, self._clock())

    def replied(self, worker: Worker, exchange: Exchange, seconds: float) -> Actions:
        """The last reply of an exchange has arrived, after so many seconds of work; its worker gets the next one."""
        actions = self._end_reading(worker)
        exchange.is_over = True
        if worker.running is exchange:
            now = self._clock()
            if worker.is_slow:
                actions += self._after_reply(worker, exchange, seconds)
            self._end_running(worker, now)
            actions += self._give_next_exchange(worker, now)
        elif exchange.worker is not None:  # it was given to another one just before, which no thread will read
            exchange.worker.is_read_by_thread = False
            actions += self._stop(exchange)
        return actions

    def cancel(self, exchange: Exchange) -> Actions:
        """The client is gone: the exchange fails, and what its worker does ends. No effect if it is over."""
        if exchange.is_over:
            return []
        return [*self._fail(exchange, QueryCancelled()), *self._stop(exchange)]

    # Events of workers

    def worker_started(self, worker: Worker) -> Actions:
        """A requested worker is there."""
        now = self._clock()
        self._requested = max(0, self._requested - 1)
        self.workers[worker.process.identifier] = worker
        worker.started_at = now
        return self._kill(worker, Reason.CLOSED) if self.is_closed else self._give_next_exchange(worker, now)

    def start_failed(self) -> Actions:
        """A requested worker cannot be started; another is requested after a pause."""
        self._requested = max(0, self._requested - 1)
        self._not_before = self._clock() + _RESTART_SECONDS
        return []

    def slowed_down(self, worker: Worker) -> Actions:
        """The thread of a worker that runs its query has a low priority now."""
        worker.is_slowed_down = True
        return []

    def connection_lost(self, worker: Worker) -> Actions:
        """A worker's end of its socket was closed before its exit was reported; no thread reads from it any more."""
        worker.lost_at = self._clock() if worker.lost_at is None else worker.lost_at
        return self._end_reading(worker)

    def protocol_violated(self, worker: Worker) -> Actions:
        """A worker replied to another question than the one that it runs: none of its replies can be trusted."""
        return [*self._kill(worker, Reason.CLOSED), *self.connection_lost(worker)]

    def worker_exited(self, process: int, status: int) -> Actions:
        """A worker has exited; its exchanges are given to others, but the one that it ran may fail. No effect twice."""
        worker = self.workers.pop(process, None)
        if worker is None:
            return []
        now = self._clock()
        if worker in self._idle:
            self._idle.remove(worker)
        if not worker.queries and worker.kill_reason is None and now - worker.started_at < _RESTART_SECONDS:
            self._not_before = now + _RESTART_SECONDS
        worker.has_exited = True
        actions: Actions = [] if worker.is_read_by_thread else [Release(worker)]
        error = self._error_of_running(worker, status)
        exchanges = list(worker.queue)
        if exchanges:
            self._count(worker, exchanges[0], -1)
        worker.queue.clear()
        for exchange in exchanges:
            exchange.worker = None
        for index, exchange in enumerate(exchanges):
            actions += self._place_again(exchange, error if index == 0 or self.is_closed else None, now)
        return actions + self._match(now)

    # The clock

    def tick(self) -> Actions:
        """Kills what is out of time, demotes what is slow, fails what has waited too long, and requests workers."""
        now = self._clock()
        actions: Actions = []
        for worker in list(self.workers.values()):
            if worker.queue:
                actions += self._check(worker, worker.queue[0], now)
            elif worker.loop is not None and worker.loop.is_closed():  # no other loop can use it
                actions += self._kill(worker, Reason.CLOSED)
        for process, worker in list(self.workers.items()):
            if worker.lost_at is not None and worker.lost_at < now - _LOST_SECONDS:
                actions += self.worker_exited(process, 0)
        for queue in self._queues:
            for exchange in queue:
                if exchange.deadline <= now and not exchange.is_over:
                    actions += self._fail(exchange, self._busy())
        return actions + self._request_workers(now)

    @property
    def is_active(self) -> bool:
        """Whether ticks are needed: something runs, waits or is requested."""
        return (
            any(self._queues)
            or self._requested > 0
            or (self._is_ready and not self.is_closed and self._clock() < self._not_before)
            or any(worker.queue or worker.lost_at is not None for worker in self.workers.values())
        )

    @property
    def is_engine_hanging(self) -> bool:
        """Whether workers that were requested long ago have not been started."""
        return self._is_ready and self._requested > 0 and self._clock() - self._requested_at > _HANGING_SECONDS

    @property
    def load(self) -> Load:
        """How many workers live, how many of them have an exchange, and how many exchanges wait."""
        busy = sum(bool(worker.queue) for worker in self.workers.values())
        waiting = sum(not each.is_over for queue in self._queues for each in queue)
        return Load(len(self.workers), busy, waiting)

    # Which worker an exchange gets

    def _place(self, exchange: Exchange, now: float) -> Actions:
        """Sends an exchange to the worker that it gets now, or has it wait; it fails if too many do."""
        actions: Actions = []
        if not exchange.trusted and not exchange.is_slow:
            exchange.is_slow = self._memo.holds(exchange, now)
        while (worker := self._worker_to_follow(exchange, now) or self._idle_worker_for(exchange)) is not None:
            if worker.process.is_ready():
                return actions + self._assign(worker, exchange, now)
            actions += self._kill(worker, Reason.CLOSED)
        queue, most = self._waiting_quick, _MOST_WAITING
        if exchange.trusted:
            queue = self._waiting_trusted
        elif exchange.is_slow:
            queue, most = self._waiting_slow, _MOST_WAITING_SLOW
        while queue and queue[0].is_over:
            queue.popleft()
        if len(queue) >= most:
            return actions + self._fail(exchange, self._busy())
        queue.append(exchange)
        return actions

    def _place_again(self, exchange: Exchange, error: LqError | None, now: float) -> Actions:
        """Gives an exchange that lost its worker another one, unless it fails."""
        if exchange.is_over:
            return []
        if error is None and exchange.has_begun:
            error = EngineError("the engine started anew in the middle of the answer")
        return self._fail(exchange, error) if error is not None else self._place(exchange, now)

    def _worker_to_follow(self, exchange: Exchange, now: float) -> Worker | None:
        """A worker that has just begun a query, and will most likely be done before another could be woken.

        It has been sent all of those before: messages arrive in the order of its queue, as replies go by that alone.
        """
        worker = self._latest
        if worker is None or exchange.trusted or exchange.is_slow or worker.loop is not exchange.loop:
            return None
        has_just_begun = now - worker.query_started_at < _FOLLOW_SECONDS and 0 < len(worker.queue) < _MOST_IN_QUEUE
        can_go_on = not worker.is_slow and worker.is_lasting and all(each.is_sent for each in worker.queue)
        return worker if has_just_begun and can_go_on else None

    def _idle_worker_for(self, exchange: Exchange) -> Worker | None:
        """An idle worker, no longer so; one of the exchange's own event loop if there is one."""
        if not self._has_place_for(exchange):
            return None
        idle, loop = self._idle, exchange.loop
        for index in range(len(idle) - 1, -1, -1):
            if idle[index].loop is loop:
                return idle.pop(index)
        for index in range(len(idle) - 1, -1, -1):
            if self._can_bind(idle[index], loop):
                return idle.pop(index)
        return None

    def _has_place_for(self, exchange: Exchange) -> bool:
        """Whether its lane has a place; a slow query also leaves enough workers for short ones."""
        if exchange.trusted:
            return self._quick < self._most_quick
        if exchange.is_slow:
            return self._slow < self._most_slow and len(self.workers) - self._slow > self._most_quick
        return self._quick < self._most_quick and self._untrusted < self._most_quick - 1

    def _can_bind(self, worker: Worker, loop: AbstractEventLoop | None) -> bool:
        """Whether the loop may use the worker, which stays with it then."""
        if worker.loop is loop:
            return True
        return worker.loop is None and sum(each.loop is None for each in self.workers.values()) > 1

    # Which exchange a worker gets

    def _give_next_exchange(self, worker: Worker, now: float) -> Actions:
        """Gives a worker the next exchange; one that is leaving or not needed is killed."""
        if worker.kill_reason is not None or (worker.is_leaving and worker.queue):
            return []
        if worker.queue:
            return self._match(now)
        worker.is_leaving = worker.is_leaving or self._has_too_many_workers
        if worker.is_leaving:
            return self._kill(worker, Reason.CLOSED) + self._match(now)
        for queue in self._queues:
            if queue:
                self._tidy(queue, now)
            if queue and self._has_place_for(queue[0]):
                for place, exchange in enumerate(queue):
                    if not exchange.is_over and self._can_bind(worker, exchange.loop):
                        del queue[place]
                        return self._assign(worker, exchange, now)
        self._idle.append(worker)
        return self._match(now)

    def _match(self, now: float) -> Actions:
        """Gives idle workers to waiting exchanges, which can have them now that others have gone on."""
        actions: Actions = []
        if not self._idle or not any(self._queues):
            return actions
        for queue in self._queues:
            self._tidy(queue, now)
            if not queue or not self._has_place_for(queue[0]):
                continue
            for exchange in list(islice(queue, _MOST_LOOKED_AT)):
                if exchange.is_over or self._is_misplaced(exchange, now):
                    continue
                while (worker := self._idle_worker_for(exchange)) is not None and not worker.process.is_ready():
                    actions += self._kill(worker, Reason.CLOSED)
                if worker is not None:
                    queue.remove(exchange)
                    actions += self._assign(worker, exchange, now)
        return actions

    def _tidy(self, queue: deque[Exchange], now: float) -> None:
        """Has the first exchange of a queue be one that still waits, and in this queue."""
        while queue and (queue[0].is_over or self._is_misplaced(queue[0], now)):
            exchange = queue.popleft()
            if not exchange.is_over:
                exchange.is_slow = True
                self._waiting_slow.append(exchange)

    def _is_misplaced(self, exchange: Exchange, now: float) -> bool:
        """Whether an exchange in the quick queue belongs in the slow one, as one like it was slow meanwhile."""
        is_quick = not (exchange.trusted or exchange.is_slow)
        return is_quick and len(self._waiting_slow) < _MOST_WAITING_SLOW and self._memo.holds(exchange, now)

    def _assign(self, worker: Worker, exchange: Exchange, now: float) -> Actions:
        """Appends an exchange to a worker's queue."""
        exchange.worker = worker
        worker.queue.append(exchange)
        if len(worker.queue) == 1:
            self._begin(worker, exchange, now)
        send = Send(exchange, worker)
        return [SlowDown(worker), send] if worker.is_slow else [send]

    def _begin(self, worker: Worker, exchange: Exchange, now: float) -> None:
        worker.queries += 1
        worker.query_started_at = now
        worker.processor_seconds = 0.0
        worker.processor_baseline = None
        worker.loop = worker.loop or exchange.loop
        worker.is_read_by_thread = exchange.loop is None
        worker.is_slow = exchange.is_slow
        worker.is_slowed_down = False
        self._count(worker, exchange, +1)
        if exchange.loop is not None and not (exchange.trusted or worker.is_slow):
            self._latest = worker

    def _end_running(self, worker: Worker, now: float) -> None:
        exchange = worker.queue.popleft()
        exchange.worker = None
        self._count(worker, exchange, -1)
        worker.is_slow = False
        if worker.queue:
            self._begin(worker, worker.queue[0], now)

    def _count(self, worker: Worker, exchange: Exchange, change: int) -> None:
        """Counts a worker that begins or ends an exchange in its lane."""
        if worker.is_slow:
            self._slow += change
        else:
            self._quick += change
            self._untrusted += 0 if exchange.trusted else change

    # What a worker does

    def _check(self, worker: Worker, exchange: Exchange, now: float) -> Actions:
        """Kills or demotes a worker by the time of its query; exchanges behind one that is stuck go elsewhere."""
        actions: Actions = []
        seconds = now - worker.query_started_at
        clock = worker.process.processor_seconds()
        if clock is not None:
            if worker.processor_baseline is None:
                worker.processor_baseline = clock
            worker.processor_seconds = clock - worker.processor_baseline
        used = worker.processor_seconds
        if exchange.is_over:
            actions += self._kill(worker, Reason.CANCELLED)
        elif seconds > self._limits.seconds:
            actions += self._kill(worker, Reason.TIMEOUT)
        elif worker.kill_reason is None and worker.is_slow:
            if not worker.is_slowed_down:  # the process was so new that it had no thread to slow down
                actions.append(SlowDown(worker))
        elif worker.lost_at is None and (used > _COSTLY_PROCESSOR_SECONDS or seconds > _SLOW_SECONDS):
            actions += self._demote(worker, exchange, now)
        if used > _STUCK_PROCESSOR_SECONDS or seconds > _SLOW_SECONDS:
            actions += self._move_followers(worker, now) + self._match(now)
        return actions

    def _demote(self, worker: Worker, exchange: Exchange, now: float) -> Actions:
        """Moves a worker to the slow lane; if that is full, what a costly query has done is given up.

        Only a costly query is remembered as slow: others were delayed by a busy machine, or by a slow reader.
        """
        is_costly = worker.processor_seconds > _COSTLY_PROCESSOR_SECONDS and len(worker.queue) == 1  # of several, any
        if is_costly:
            self._memo.remember(exchange, now)
        if exchange.trusted or self._slow < self._most_slow:
            self._count(worker, exchange, -1)
            worker.is_slow = True
            self._count(worker, exchange, +1)
            return [SlowDown(worker)]
        return self._kill(worker, Reason.DISPLACED) if is_costly and not exchange.has_begun else []

    def _move_followers(self, worker: Worker, now: float) -> Actions:
        """Gives the exchanges behind the running one to other workers; as the worker was sent them, it must leave."""
        followers = list(worker.queue)[1:]
        for exchange in followers:
            worker.is_leaving = True
            worker.queue.pop()
            exchange.worker = None
        return [action for exchange in followers for action in self._place_again(exchange, None, now)]

    def _after_reply(self, worker: Worker, exchange: Exchange, seconds: float) -> Actions:
        """Notes after a slow query whether it is quick by now; if all workers are too large, the largest leaves."""
        if seconds < _QUICK_SECONDS:
            self._memo.forget(exchange)
        worker.own_bytes = worker.process.own_bytes() or worker.own_bytes
        lasting = [each for each in self.workers.values() if each.is_lasting]
        if sum(each.own_bytes for each in lasting) <= self._limits.worker_bytes:
            return []
        largest = max(lasting, key=lambda each: each.own_bytes)
        largest.is_leaving = True
        return [] if largest.queue else self._kill(largest, Reason.CLOSED)

    def _kill(self, worker: Worker, reason: Reason) -> Actions:
        """Kills a worker that has not exited, once; the first reason counts."""
        if worker.kill_reason is not None or worker.has_exited:
            return []
        worker.kill_reason = reason
        worker.lost_at = self._clock() if worker.lost_at is None else worker.lost_at
        if worker in self._idle:
            self._idle.remove(worker)
        return [Kill(worker)]

    def _stop(self, exchange: Exchange) -> Actions:
        """Kills the worker that runs an exchange; one that only follows is stopped when its turn comes."""
        worker = exchange.worker
        return self._kill(worker, Reason.CANCELLED) if worker is not None and worker.running is exchange else []

    def _end_reading(self, worker: Worker) -> Actions:
        """Notes that no thread reads from a worker any more; if one did, its exit has not closed the descriptors."""
        was_read, worker.is_read_by_thread = worker.is_read_by_thread, False
        return [Release(worker)] if was_read and worker.has_exited else []

    def _fail(self, exchange: Exchange, error: LqError) -> Actions:
        exchange.is_over = True
        return [Fail(exchange, error)]

    def _fail_waiting(self, reason: str) -> Actions:
        waiting = [each for queue in self._queues for each in queue if not each.is_over]
        for queue in self._queues:
            queue.clear()
        return [action for exchange in waiting for action in self._fail(exchange, EngineError(reason))]

    def _busy(self) -> EngineBusy:
        return EngineBusy(math.ceil(self._limits.seconds))

    def _error_of_running(self, worker: Worker, status: int) -> LqError | None:
        """The error of the exchange that a worker ran when it exited; None if it is run again, or there is none."""
        exchange = worker.running
        if self.is_closed:
            return EngineError(CLOSED)
        if exchange is None or not self._is_ready:
            return None
        error = verdict(worker, status, exchange.tries, self._limits.seconds)
        if worker.kill_reason is Reason.DISPLACED:
            exchange.is_slow = True
        elif worker.kill_reason is None:
            exchange.tries += 1
        return error

    # How many workers there are

    @property
    def _needed(self) -> int:
        return self._most_quick + max(self._most_slow, self._slow)

    @property
    def _has_too_many_workers(self) -> bool:
        """Whether one can go: others were started while it ran a slow query of the site's own."""
        most = self._needed
        return len(self.workers) > most and sum(worker.is_lasting for worker in self.workers.values()) > most

    def _request_workers(self, now: float) -> Actions:
        missing = self._needed - len(self.workers) - self._requested
        if missing <= 0 or not self._is_ready or self.is_closed or now < self._not_before:
            return []
        self._requested += missing
        self._requested_at = now
        return [StartWorkers(missing)]


def verdict(worker: Worker, status: int, tries: int, limit: float) -> LqError | None:
    """The error of the query that a worker ran when it exited; None if another worker is to run it.

    `status` is the exit status, or minus the signal that ended the worker; `tries` is how often the query was run again
    already; `limit` is how long it may take, in seconds.
    """
    if worker.kill_reason is Reason.TIMEOUT:
        return QueryTimeout(limit)
    if worker.kill_reason is Reason.CANCELLED:
        return QueryCancelled()
    if worker.kill_reason is not None:
        return None
    has_begun = worker.processor_seconds > _EXIT_PROCESSOR_SECONDS or (worker.is_slow and status != 0)
    if not has_begun and tries < _MOST_TRIES and status in {0, -signal.SIGKILL}:
        return None  # it was killed from outside while it was idle, as far as can be seen
    end = signal.Signals(-status).name if status < 0 else f"exit status {status}"
    return QueryExhausted(f"the query exhausted its worker's memory or stack ({end}); ask for less")
