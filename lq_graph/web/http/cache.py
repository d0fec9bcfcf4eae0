"""Caches complete responses: bounded in bytes, each made once however many wait for it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass

# Complete answers, kept for whoever asks the same again: bounded in bytes, made once however many wait.

Header = tuple[bytes, bytes]
Headers = tuple[Header, ...]
_OVERHEAD = 500  # bytes that an answer takes beside its body


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it is sent: status, headers and body; and the seconds that the engine took for it."""

    status: int
    headers: Headers
    body: bytes
    seconds: float = 0.0

    @property
    def size(self) -> int:
        """What the answer takes of the cache, in bytes."""
        return len(self.body) + sum(len(value) for _, value in self.headers) + _OVERHEAD


_Kept = tuple[int, Headers, bytes, float]  # bare, as Python's garbage collector looks through all else again and again


class AnswerCache:
    """Answers by the request that they answer, the least recently used given up first.

    A key holds the release, so that no answer is given across releases. One event loop uses it, and no thread beside.
    """

    def __init__(self, limit: int) -> None:
        """An empty cache that holds so many bytes at most; nothing over a tenth of it is kept."""
        self._limit = limit
        self._answers: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._flights: dict[Hashable, _Flight] = {}
        self.size = 0
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: Hashable) -> KeptAnswer | None:
        """The answer to a request that was answered before; None if there is none any more."""
        answer = self._answers.get(key)
        if answer is None:
            self.misses += 1
            return None
        self.hits += 1
        self._answers.move_to_end(key)
        return KeptAnswer(*answer)

    async def once(self, key: Hashable, make: Callable[[], Awaitable[KeptAnswer]]) -> KeptAnswer:
        """The answer to a request, made now unless somebody is making it; kept if it may be.

        What making it raises is raised to all who wait. Whoever asks first makes it, without a task beside; if that one
        is cancelled, the next who waits makes it anew.
        """
        while (flight := self._flights.get(key)) is not None:
            answer = await flight.wait()
            if answer is not None:
                return answer
        flight = self._flights[key] = _Flight()
        try:
            answer = await make()
        except asyncio.CancelledError:
            self._land(key, flight, None)
            raise
        except Exception as error:
            self._land(key, flight, error)
            raise
        self.put(key, answer)
        self._land(key, flight, answer)
        return answer

    def put(self, key: Hashable, answer: KeptAnswer) -> None:
        """Keeps an answer, if it is not too large."""
        size = _size(key, answer)
        if size * 10 > self._limit:
            return
        self._forget(key)
        self._answers[key] = answer.status, answer.headers, answer.body, answer.seconds
        self.size += size
        while self.size > self._limit:
            self._forget(next(iter(self._answers)))

    def clear(self) -> None:
        """Gives up everything, as for a new release."""
        self._answers.clear()
        self.size = 0

    def _land(self, key: Hashable, flight: _Flight, outcome: KeptAnswer | Exception | None) -> None:
        del self._flights[key]
        flight.land(outcome)

    def _forget(self, key: Hashable) -> None:
        answer = self._answers.pop(key, None)
        if answer is not None:
            self.size -= _size(key, KeptAnswer(*answer))


def _size(key: Hashable, answer: KeptAnswer) -> int:
    """What an answer takes; keys hold what strangers write, however long it is."""
    return answer.size + len(repr(key))


class _Flight:
    """An answer in the making, and who waits for it beside the one who makes it."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[KeptAnswer | None]] = []

    async def wait(self) -> KeptAnswer | None:
        """The answer; None if it was given up. Raises what making it raised."""
        landing: asyncio.Future[KeptAnswer | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(landing)
        return await landing

    def land(self, outcome: KeptAnswer | Exception | None) -> None:
        """Tells all who wait."""
        for landing in self._waiting:
            if landing.done():
                continue
            if isinstance(outcome, Exception):
                landing.set_exception(outcome)
            else:
                landing.set_result(outcome)


# Requests as they are written, and under which key the answer to each is kept; bounded, as strangers write them.

MOST_BYTES = 32_000_000
LONGEST = 8_000  # bytes; what is longer is read again each time
_OVERHEAD_written = 400  # bytes that a request takes beside what is written

Written = tuple[str | bytes | None, ...]


class WrittenRequests:
    """The keys of requests that were answered. Memory: as much as is said; when it is full, all are forgotten."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._keys: dict[Written, Hashable] = {}
        self._size = 0

    def __len__(self) -> int:
        return len(self._keys)

    def get(self, written: Written) -> Hashable | None:
        """The key of a request; None if it is not known."""
        return self._keys.get(written)

    def remember(self, written: Written, key: Hashable) -> None:
        """Notes the key of a request, if it is not too long."""
        size = written_bytes(written)
        if size > LONGEST or written in self._keys:
            return
        if self._size + size + _OVERHEAD_written > self._most_bytes:
            self._keys.clear()
            self._size = 0
        self._keys[written] = key
        self._size += size + _OVERHEAD_written


def written_bytes(written: Written) -> int:
    """How long a request is, in bytes, or in characters where it is text."""
    return sum(len(part) for part in written if part is not None)
