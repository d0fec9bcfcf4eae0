"""An engine's answer written out in a format, never beyond a limit, whole or piece by piece."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, cast

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Triple, serialize

from lq_graph.errors import AnswerTooLarge, NotAcceptable
from lq_graph.names import WELL_KNOWN_PREFIXES
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import (
    CSV,
    GRAPH_FORMATS,
    JSON,
    JSONLD,
    NTRIPLES,
    RDFXML,
    RESULT_FORMATS,
    TSV,
    TURTLE,
    XML,
    Format,
)

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

PIECE_BYTES = 1_000_000

Result = QuerySolutions | QueryBoolean | QueryTriples

_RESULTS = MappingProxyType(
    {
        JSON.name: QueryResultsFormat.JSON,
        XML.name: QueryResultsFormat.XML,
        CSV.name: QueryResultsFormat.CSV,
        TSV.name: QueryResultsFormat.TSV,
    }
)
_GRAPHS = MappingProxyType(
    {
        JSONLD: RdfFormat.JSON_LD,
        RDFXML: RdfFormat.RDF_XML,
    }
)
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_XML_NAME_AT_END = re.compile(r"[^\W\d][\w.\-·]*\Z")


class AnswerWriter:
    """What an engine writes its answer into: bytes in memory up to a limit, or handed on piece by piece.

    A write beyond the limit raises AnswerTooLarge.
    """

    def __init__(self, wanted: Format, limit: int, hand_on: Callable[[bytes], None] | None = None) -> None:
        """`hand_on` is given each `PIECE_BYTES` or somewhat more as soon as they are there; without it, all is kept."""
        self.wanted = wanted
        self._limit = limit
        self._hand_on = hand_on
        self._parts: list[bytes] = []
        self._kept = 0
        self._size = 0
        self._is_first = True
        self._tail = b""

    def write(self, part: ReadableBuffer, /) -> int:
        """The size of the part, once it is held."""
        size = len(part) if isinstance(part, bytes) else memoryview(part).nbytes
        self._parts.append(part if isinstance(part, bytes) else bytes(part))
        self._kept += size
        self._size += size
        if self._size > self._limit:
            raise AnswerTooLarge(self._limit)
        if self._hand_on and self._kept > PIECE_BYTES:
            self._hand_on(self.piece())
        return size

    def flush(self) -> None:
        """Nothing: what is written stays here until it is a piece."""

    def piece(self) -> bytes:
        """What was written since the last piece; raises NotAcceptable if the format cannot hold it."""
        piece = b"".join(self._parts)
        self._parts, self._kept = [], 0
        if self.wanted is TURTLE and self._is_first:
            piece = _with_sorted_prefixes(piece)
        elif self.wanted is XML or self.wanted is RDFXML:
            if _NOT_XML.search(self._tail + piece):
                raise NotAcceptable(
                    f"the answer holds characters that XML cannot; ask for another format than {self.wanted.name}"
                )
            self._tail = piece[-2:]
        self._is_first = False
        return piece


def format_for(query: Query, form: str | None) -> Format:
    """The format that the answer to a query of a form gets.

    Raises NotAcceptable if the client takes none for its kind.
    """
    if form in {"construct", "describe"}:
        return _wanted(query.graph, "triples", GRAPH_FORMATS)
    wanted = _wanted(query.results, "result rows", RESULT_FORMATS)
    if form == "ask" and wanted in {CSV, TSV}:
        raise NotAcceptable(f"yes or no has no {wanted.media_type}; ask for application/sparql-results+json or +xml")
    return wanted


def write_result(result: Result, wanted: Format, writer: AnswerWriter) -> None:
    """Writes the result in a format; its last piece is still to be taken.

    Raises AnswerTooLarge if it is over the writer's limit, NotAcceptable if the format cannot hold it.
    """
    if isinstance(result, QueryTriples):
        _write_graph(result, writer, wanted)
    else:
        result.serialize(cast("IO[bytes]", writer), format=_RESULTS[wanted.name])


def _wanted(wanted: Format | None, kind: str, formats: Iterable[Format]) -> Format:
    if wanted is None:
        known = ", ".join(each.media_type for each in formats)
        raise NotAcceptable(f"the answer is {kind}, and the client takes no format of these; ask for {known}")
    return wanted


def _write_graph(triples: QueryTriples, writer: AnswerWriter, wanted: Format) -> None:
    output = cast("IO[bytes]", writer)
    if wanted == TURTLE:
        serialize(triples, output, format=RdfFormat.TURTLE, prefixes=dict(WELL_KNOWN_PREFIXES))
    elif wanted == NTRIPLES:
        triples.serialize(output, format=RdfFormat.N_TRIPLES)
    else:
        checked = _with_names(triples) if wanted == RDFXML else _without_quotes(triples)
        serialize(checked, output, format=_GRAPHS[wanted])


def _with_sorted_prefixes(turtle: bytes) -> bytes:
    """The same Turtle, the same bytes at every run: Oxigraph writes prefixes in an order of chance."""
    end = 0
    while turtle.startswith(b"@prefix ", end):
        end = turtle.index(b"\n", end) + 1
    return b"".join(sorted(turtle[:end].splitlines(keepends=True))) + turtle[end:]


def _with_names(triples: QueryTriples) -> Iterator[Triple]:
    """Triples whose predicates RDF/XML can write as names of elements; Oxigraph would write XML that is none."""
    for triple in triples:
        if not _XML_NAME_AT_END.search(triple.predicate.value):
            raise NotAcceptable(f"RDF/XML cannot write the property <{triple.predicate.value}>; ask for text/turtle")
        yield triple


def _without_quotes(triples: QueryTriples) -> Iterator[Triple]:
    for triple in triples:
        if isinstance(triple.object, Triple):
            raise NotAcceptable("JSON-LD cannot write a triple inside a triple; ask for text/turtle")
        yield triple
