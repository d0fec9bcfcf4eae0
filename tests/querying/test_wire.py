"""Messages arrive as they were sent, split at any byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from lq_graph.errors import (
    AnswerTooLarge,
    EngineError,
    LqError,
    NotAcceptable,
    QueryExhausted,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLong,
)
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import GRAPH_FORMATS, RESULT_FORMATS
from lq_graph.querying.wire import (
    Kind,
    ReplyReader,
    question_bytes,
    question_of,
    question_size,
    refusal_bytes,
    reply_bytes,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
TERMS = st.one_of(
    st.just(NamedNode("a:b")),
    TEXTS.map(Literal),
    TEXTS.map(lambda text: Literal(text, language="sv")),
    st.integers().map(Literal),
)
QUERIES = st.builds(
    Query,
    text=TEXTS,
    default_graphs=st.lists(TEXTS, max_size=2).map(tuple),
    named_graphs=st.lists(TEXTS, max_size=2).map(tuple),
    bindings=st.dictionaries(TEXTS, TERMS, max_size=2),
    results=st.sampled_from([None, *RESULT_FORMATS]),
    graph=st.sampled_from([None, *GRAPH_FORMATS]),
)


@given(QUERIES, st.integers(0, 100_000), st.booleans())
def test_a_question_arrives_as_it_was_asked(query: Query, milliseconds: int, may_stream: bool) -> None:
    message = question_bytes(query, milliseconds / 1000, may_stream, 77)
    asked = question_of(message)
    assert question_size(message) == len(message)
    assert (asked.number, asked.query, asked.may_stream) == (77, query, may_stream)
    assert abs(asked.milliseconds - milliseconds) <= 1


@given(QUERIES, st.integers(0, 30))
def test_what_has_not_arrived_whole_is_waited_for(query: Query, cut: int) -> None:
    message = question_bytes(query, 1, may_stream=False)
    begun = message[: max(0, len(message) - 1 - cut)]
    assert question_size(begun) > len(begun)
    assert question_size(message + b"next") == len(message)


@given(
    st.lists(st.tuples(st.sampled_from(Kind), st.binary(max_size=50)), max_size=6),
    st.lists(st.integers(1, 40), min_size=1),
)
def test_replies_arrive_whole_whatever_the_pieces(sent: list[tuple[Kind, bytes]], sizes: list[int]) -> None:
    stream = b"".join(reply_bytes(7, kind, RESULT_FORMATS[0], 0.25, body) for kind, body in sent)
    reader, place, got = ReplyReader(), 0, []
    while place < len(stream):
        size = sizes[place % len(sizes)]
        got += reader.feed(stream[place : place + size])
        place += size
    assert [(reply.kind, reply.body) for reply in got] == sent
    assert all((reply.number, reply.format, reply.seconds) == (7, RESULT_FORMATS[0], 0.25) for reply in got)


@pytest.mark.parametrize(
    "error",
    [
        QuerySyntaxError("no", 1, 2),
        QuerySyntaxError("no"),
        QueryRefused("no"),
        QueryTooLong(3, 2),
        NotAcceptable("no"),
        AnswerTooLarge(5),
        QueryExhausted("no"),
        EngineError("no"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_refusal_arrives_as_the_same_error(error: LqError) -> None:
    (reply,) = ReplyReader().feed(refusal_bytes(7, error))
    refusal = reply.refusal()
    assert (type(refusal), str(refusal), vars(refusal)) == (type(error), str(error), vars(error))


def test_an_error_that_no_worker_gives_arrives_as_an_engine_error() -> None:
    (reply,) = ReplyReader().feed(refusal_bytes(7, QueryTimeout(3)))
    assert type(reply.refusal()) is EngineError
