"""Which kept answer a request has, by the request as it is written: so that it need not be routed and read again."""

from __future__ import annotations

from collections.abc import Hashable

from starlette.types import Scope, Send

from lq_graph.web.answers import AnswerCache
from lq_graph.web.incoming import Incoming
from lq_graph.web.note import note_of
from lq_graph.web.outgoing import send_kept
from lq_graph.web.written import WrittenRequests

MOST_PATHS = 20_000
_READING = frozenset(("GET", "HEAD"))
_Written = tuple[str, bytes, bytes | None, bytes | None, bytes | None]


class Shortcuts:
    """The requests to one release that were answered before."""

    def __init__(self, answers: AnswerCache) -> None:
        self._answers = answers
        self._known = WrittenRequests()
        self._paths: set[str] = set()

    def remember(self, scope: Scope, key: Hashable) -> None:
        """Notes under which key the answer to a request is kept."""
        written = None if scope["method"] not in _READING else _written(scope, Incoming(scope))
        if written is None:
            return
        if len(self._paths) >= MOST_PATHS:
            self._paths.clear()
        self._known.remember(written, key)
        self._paths.add(scope["path"])

    async def send(self, scope: Scope, send: Send) -> bool:
        """Sends the answer to a request, if it is kept; whether it was."""
        if scope["path"] not in self._paths or scope["method"] not in _READING:
            return False
        incoming = Incoming(scope)
        written = _written(scope, incoming)
        key = None if written is None else self._known.get(written)
        kept = None if key is None else self._answers.get(key)
        if kept is None:
            return False
        note_of(scope).is_kept = True
        await send_kept(send, kept, incoming)
        return True


def _written(scope: Scope, incoming: Incoming) -> _Written | None:
    """What decides the answer to a request; None if it asks for a part of one."""
    host = None
    for name, value in scope["headers"]:
        if name == b"range":
            return None
        if name == b"host" and host is None:
            host = value
    return scope["path"], scope["query_string"], incoming.accept, incoming.codings, host
