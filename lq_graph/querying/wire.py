"""Messages between the server and its query workers: a few packed numbers, then bytes. Nothing in them is executed.

A question is one message: its numbers, its text, and, only if it has any, its graphs and bindings as JSON. A reply is a
complete answer or a refusal or, if the answer is long and may be streamed, its beginning, parts and a last one. Each
repeats the number of its question, so that no client gets the answer to another's.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import IntEnum
from struct import Struct
from typing import Any

from pyoxigraph import Literal, NamedNode

from lq_graph.errors import (
    AnswerTooLarge,
    EngineError,
    LqError,
    NotAcceptable,
    QueryError,
    QueryExhausted,
    QueryRefused,
    QuerySyntaxError,
    QueryTooLong,
)
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import FORMATS, Format

MOST_BYTES = 256 * 1024  # of a query
_QUESTION = Struct("<IIIIBBB")  # bytes of text and extras, number, milliseconds, formats of rows and triples, streams
_REPLY = Struct("<IIIBB")  # bytes of body, number of the question, microseconds, kind, format
_FORMATS = (None, *FORMATS)
_NUMBERS = {each.name if each else None: number for number, each in enumerate(_FORMATS)}
_ERRORS = (
    QuerySyntaxError,
    QueryTooLong,
    QueryRefused,
    NotAcceptable,
    AnswerTooLarge,
    QueryExhausted,
    QueryError,
    EngineError,
)


class Kind(IntEnum):
    """What a reply contains; after kinds up to LAST, no reply to the question follows."""

    COMPLETE = 0
    REFUSAL = 1
    LAST = 2
    BEGINNING = 3
    PART = 4


@dataclass(frozen=True, slots=True)
class Question:
    """A query to a worker, how long it may take, and whether a long answer may come in parts."""

    number: int
    query: Query
    milliseconds: int
    may_stream: bool


@dataclass(slots=True)
class Reply:
    """One message of a worker: its kind, its format, the engine's time in seconds so far, and its bytes.

    `number` is that of the question.
    """

    number: int
    kind: int
    format: Format | None
    seconds: float
    body: bytes

    def refusal(self) -> LqError:
        """The error in a reply of kind REFUSAL."""
        name, *arguments = json.loads(self.body)
        found = next((error for error in _ERRORS if error.__name__ == name), EngineError)
        refusal: LqError = found(*arguments)
        return refusal


def question_bytes(query: Query, seconds: float, may_stream: bool, number: int = 0) -> bytes:
    """The message with a query, whose number is below 2³²; raises as `query_bytes` does."""
    text = query_bytes(query.text)
    extras = _extras(query) if query.bindings or query.default_graphs or query.named_graphs else b""
    results, graph = query.results, query.graph
    numbers = _QUESTION.pack(
        len(text),
        len(extras),
        number,
        int(seconds * 1000),
        _NUMBERS[results.name if results else None],
        _NUMBERS[graph.name if graph else None],
        may_stream,
    )
    return numbers + text + extras


def query_bytes(text: str) -> bytes:
    """A query in UTF-8; raises QuerySyntaxError if it is not Unicode, QueryTooLong if it is over MOST_BYTES."""
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        raise QuerySyntaxError("the query is not Unicode text: it holds half a character") from error
    if len(content) > MOST_BYTES:
        raise QueryTooLong(len(content), MOST_BYTES)
    return content


def question_size(message: bytes) -> int:
    """The size of the complete message that begins like this; more than its length while that is not known yet."""
    if len(message) < _QUESTION.size:
        return len(message) + 1
    text, extras, *_ = _QUESTION.unpack_from(message)
    return _QUESTION.size + int(text) + int(extras)


def question_of(message: bytes) -> Question:
    """The question in a complete message."""
    text, extras, number, milliseconds, results, graph, may_stream = _QUESTION.unpack_from(message)
    end = _QUESTION.size + text
    query_text = message[_QUESTION.size : end].decode()
    default, named, bindings = _read_extras(message[end:]) if extras else ((), (), {})
    query = Query(query_text, default, named, bindings, _FORMATS[results], _FORMATS[graph])
    return Question(number, query, milliseconds, bool(may_stream))


def reply_bytes(number: int, kind: int, form: Format | None, seconds: float, body: bytes) -> bytes:
    """The message with an answer, or with a part of it."""
    return _REPLY.pack(len(body), number, int(seconds * 1e6), kind, _NUMBERS[form.name if form else None]) + body


def refusal_bytes(number: int, error: LqError) -> bytes:
    """The message with a refusal."""
    arguments: tuple[Any, ...] = (str(error),)
    if isinstance(error, QuerySyntaxError):
        arguments = (error.reason, error.line, error.column)
    elif isinstance(error, QueryTooLong):
        arguments = (error.size, error.limit)
    elif isinstance(error, AnswerTooLarge):
        arguments = (error.limit,)
    body = json.dumps([type(error).__name__, *arguments]).encode()
    return reply_bytes(number, Kind.REFUSAL, None, 0, body)


class ReplyReader:
    """Splits the bytes that a worker sends into replies."""

    __slots__ = ("_missing", "_parts")

    def __init__(self) -> None:
        self._parts: list[bytes] = []  # of the reply that is not complete yet
        self._missing = 0

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that are complete with these bytes."""
        if self._missing > len(data):  # parts are joined once, when all are there
            self._parts.append(data)
            self._missing -= len(data)
            return []
        if self._parts:
            data = b"".join([*self._parts, data])
        replies: list[Reply] = []
        place, size, end = 0, _REPLY.size, len(data)
        missing = 0
        while place < end:
            if end - place < size:
                missing = size - (end - place)
                break
            length, number, microseconds, kind, form = _REPLY.unpack_from(data, place)
            start = place + size
            if end - start < length:
                missing = length - (end - start)
                break
            place = start + length
            replies.append(Reply(number, kind, _FORMATS[form], microseconds / 1e6, data[start:place]))
        self._parts = [data[place:]] if missing else []
        self._missing = missing
        return replies


def _extras(query: Query) -> bytes:
    bindings = {name: _plain(term) for name, term in query.bindings.items()}
    return json.dumps([query.default_graphs, query.named_graphs, bindings]).encode()


def _read_extras(extras: bytes) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, NamedNode | Literal]]:
    default, named, bindings = json.loads(extras)
    return tuple(default), tuple(named), {name: _term(plain) for name, plain in bindings.items()}


def _plain(term: NamedNode | Literal) -> list[str | None]:
    if isinstance(term, NamedNode):
        return [term.value]
    return [term.value, None if term.language else term.datatype.value, term.language]


def _term(plain: list[Any]) -> NamedNode | Literal:
    if len(plain) == 1:
        return NamedNode(plain[0])
    value, datatype, language = plain
    return Literal(value, language=language) if language else Literal(value, datatype=NamedNode(datatype))
