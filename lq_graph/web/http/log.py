"""One line of JSON for each request, without anything personal: clients by their name of the day, no query texts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import lru_cache
from time import time
from typing import TextIO

from starlette.types import Scope

from lq_graph.web.http.requests import Note

FLUSH_SECONDS = 0.25
_MOST_LINES = 500
_as_read: Callable[[str], str] = json.JSONEncoder(ensure_ascii=False).encode
_escaped: Callable[[str], str] = json.JSONEncoder().encode


@lru_cache(200)
def _quoted(text: str) -> str:
    """A text as JSON, legible if that is harmless: other characters steer a terminal, or turn what stands around."""
    return _as_read(text) if text.isprintable() else _escaped(text)


class RequestLog:
    """Writes lines in batches, as one write costs more than the answer to a short query."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lines: list[str] = []
        self._timer: asyncio.TimerHandle | None = None

    def write(self, scope: Scope, note: Note, seconds: float, client: str, release: str) -> None:
        """Notes a request that was answered."""
        self._lines.append(_line(scope, note, seconds, client, release))
        if len(self._lines) >= _MOST_LINES:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self.flush)

    def flush(self) -> None:
        """Writes what was noted; a log that cannot be written holds up no answer."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        lines, self._lines = self._lines, []
        try:
            self._stream.write("".join(lines))
            self._stream.flush()
        except (OSError, ValueError):
            return


def _line(scope: Scope, note: Note, seconds: float, client: str, release: str) -> str:
    kept = "true" if note.is_kept else "false"
    problem = f',"problem":{_quoted(note.problem)}' if note.problem else ""
    return (
        f'{{"time":{time():.3f},"method":{_quoted(scope["method"])},"path":{_quoted(scope["path"])},'
        f'"status":{note.status},"bytes":{note.size},"ms":{seconds * 1000:.1f},'
        f'"engine_ms":{note.engine_seconds * 1000:.1f},"kept":{kept},'
        f'"client":"{client}","release":"{release}"{problem}}}\n'
    )
