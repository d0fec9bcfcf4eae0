"""The log of requests: one line of JSON each, with a pseudonym of the client and no query texts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from time import time
from typing import TextIO

from starlette.types import Scope

FLUSH_SECONDS = 0.25
_MOST_LINES = 500
_as_read: Callable[[str], str] = json.JSONEncoder(ensure_ascii=False).encode
_escaped: Callable[[str], str] = json.JSONEncoder().encode
_RECORD = "lq.record"  # where the scope of a request has it


@dataclass(slots=True)
class RequestRecord:
    """What log and metrics need of one request; the layers fill it in.

    Whether the response came from the cache, the engine's seconds, the kind of problem, the status and bytes sent.
    """

    is_cached: bool = False
    engine_seconds: float = 0.0
    problem: str = ""
    status: int = 0
    size: int = 0


def begin_record(scope: Scope) -> RequestRecord:
    """A new record, in the scope of the request from now on."""
    record = scope[_RECORD] = RequestRecord()
    return record


def record_of(scope: Scope) -> RequestRecord:
    """The record of a request; a new one, which nothing reads, where none was begun."""
    found = scope.get(_RECORD)
    return found if isinstance(found, RequestRecord) else RequestRecord()


class RequestLog:
    """Writes lines in batches, as one write costs more than a cached response."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lines: list[str] = []
        self._timer: asyncio.TimerHandle | None = None

    def write(self, scope: Scope, record: RequestRecord, seconds: float, client: str, release: str) -> None:
        """Adds the line of a request, once its response has been sent."""
        self._lines.append(_line(scope, record, seconds, client, release))
        if len(self._lines) >= _MOST_LINES:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self.flush)

    def flush(self) -> None:
        """Writes the lines; a log that cannot be written delays no response."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        lines, self._lines = self._lines, []
        try:
            self._stream.write("".join(lines))
            self._stream.flush()
        except (OSError, ValueError):
            return


def _line(scope: Scope, record: RequestRecord, seconds: float, client: str, release: str) -> str:
    cached = "true" if record.is_cached else "false"
    problem = f',"problem":{_quoted(record.problem)}' if record.problem else ""
    return (
        f'{{"time":{time():.3f},"method":{_quoted(scope["method"])},"path":{_quoted(scope["path"])},'
        f'"status":{record.status},"bytes":{record.size},"ms":{seconds * 1000:.1f},'
        f'"engine_ms":{record.engine_seconds * 1000:.1f},"kept":{cached},'
        f'"client":"{client}","release":"{release}"{problem}}}\n'
    )


@lru_cache(200)
def _quoted(text: str) -> str:
    """A text as JSON, legible if that is harmless: other characters control a terminal, or reorder the line."""
    return _as_read(text) if text.isprintable() else _escaped(text)
