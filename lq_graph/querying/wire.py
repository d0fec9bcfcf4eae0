"""Messages between the pool and its workers: lengths, a JSON header, and bytes. Nothing in them is ever executed."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from pyoxigraph import Literal, NamedNode

from lq_graph.errors import (
    AnswerTooLarge,
    EngineError,
    LqError,
    NotAcceptable,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
)
from lq_graph.querying.engine import Answer, Query
from lq_graph.querying.formats import FORMATS, Format

_LENGTHS = struct.Struct(">IQ")
_MOST_AT_ONCE = 1 << 20
_ERRORS = (QuerySyntaxError, QueryRefused, NotAcceptable, AnswerTooLarge, QueryError, EngineError)


@dataclass(frozen=True)
class Message:
    """A header of plain values, and bytes."""

    header: Mapping[str, Any]
    body: bytes = b""


class Channel:
    """One end of a socket pair that carries messages; deadlines are moments of `time.monotonic`."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end

    def send(self, message: Message, deadline: float | None = None) -> None:
        """Sends a message whole; raises TimeoutError past the deadline, OSError if the other end is gone."""
        header = json.dumps(message.header).encode()
        self._wait_until(deadline)
        self._socket.sendall(_LENGTHS.pack(len(header), len(message.body)) + header)
        if message.body:
            self._wait_until(deadline)
            self._socket.sendall(message.body)

    def receive(self, deadline: float | None = None) -> Message:
        """The next message, whole.

        Raises TimeoutError past the deadline, EOFError or OSError if the other end is gone.
        """
        header_length, body_length = _LENGTHS.unpack(self._exactly(_LENGTHS.size, deadline))
        header = json.loads(self._exactly(header_length, deadline))
        return Message(header, self._exactly(body_length, deadline))

    def is_quiet(self) -> bool:
        """Whether the other end is there and has sent nothing."""
        self._socket.settimeout(0)
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Closes this end."""
        self._socket.close()

    def _exactly(self, length: int, deadline: float | None) -> bytes:
        parts = []
        while length:
            self._wait_until(deadline)
            part = self._socket.recv(min(length, _MOST_AT_ONCE))
            if not part:
                raise EOFError("the other end is gone")
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def _wait_until(self, deadline: float | None) -> None:
        left = None if deadline is None else deadline - monotonic()
        if left is not None and left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)


def query_message(query: Query, seconds: float) -> Message:
    """The message that asks a query, with the time it may take."""
    return Message(
        {
            "text": query.text,
            "default_graphs": query.default_graphs,
            "named_graphs": query.named_graphs,
            "bindings": {name: _plain(term) for name, term in query.bindings.items()},
            "results": query.results and query.results.name,
            "graph": query.graph and query.graph.name,
            "seconds": seconds,
        }
    )


def asked_query(message: Message) -> Query:
    """The query that a message asks."""
    header = message.header
    return Query(
        text=header["text"],
        default_graphs=tuple(header["default_graphs"]),
        named_graphs=tuple(header["named_graphs"]),
        bindings={name: _term(plain) for name, plain in header["bindings"].items()},
        results=_format(header["results"]),
        graph=_format(header["graph"]),
    )


def answer_message(answer: Answer) -> Message:
    """The message that brings an answer."""
    return Message({"format": answer.format.name, "seconds": answer.seconds}, answer.body)


def error_message(error: LqError) -> Message:
    """The message that brings a refusal."""
    given: tuple[Any, ...] = (str(error),)
    if isinstance(error, QuerySyntaxError):
        given = (error.reason, error.line, error.column)
    elif isinstance(error, AnswerTooLarge):
        given = (error.limit,)
    name = type(error).__name__
    return Message({"error": name if name in {each.__name__ for each in _ERRORS} else "EngineError", "given": given})


def brought_answer(message: Message) -> Answer:
    """The answer that a message brings; raises the refusal if it brings one."""
    header = message.header
    for error in _ERRORS:
        if header.get("error") == error.__name__:
            raise error(*header["given"])
    found = _format(header["format"])
    if found is None:
        raise EngineError("a worker answered in no format")
    return Answer(message.body, found, header["seconds"])


def _format(name: str | None) -> Format | None:
    return next((each for each in FORMATS if each.name == name), None)


def _plain(term: NamedNode | Literal) -> list[str | None]:
    if isinstance(term, NamedNode):
        return [term.value]
    return [term.value, None if term.language else term.datatype.value, term.language]


def _term(plain: list[Any]) -> NamedNode | Literal:
    if len(plain) == 1:
        return NamedNode(plain[0])
    value, datatype, language = plain
    return Literal(value, language=language) if language else Literal(value, datatype=NamedNode(datatype))
