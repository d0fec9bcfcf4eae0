"""A query that nobody waits for any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from lq_graph.errors import QueryCancelled


class Cancellation:
    """Lets one thread end the query that another one waits for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._callbacks: list[Callable[[], None]] = []
        self._cancelled = False

    def cancel(self) -> None:
        """Ends the query, now or as soon as it is asked."""
        with self._lock:
            self._cancelled = True
            for callback in self._callbacks:
                callback()

    @property
    def is_cancelled(self) -> bool:
        """Whether the query was cancelled."""
        return self._cancelled

    def check(self) -> None:
        """Nothing; raises QueryCancelled if the query was cancelled."""
        if self._cancelled:
            raise QueryCancelled

    @contextmanager
    def on_cancel(self, callback: Callable[[], None]) -> Iterator[None]:
        """Calls back if the query is or was cancelled while the block runs, and never after it."""
        with self._lock:
            self._callbacks.append(callback)
            if self._cancelled:
                callback()
        try:
            yield
        finally:
            with self._lock:
                self._callbacks.remove(callback)
