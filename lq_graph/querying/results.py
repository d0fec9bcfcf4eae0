"""Serialises the results of an engine, within a limit of size, complete or piece by piece."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, cast

from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    serialize,
)

from lq_graph.errors import AnswerTooLarge, NotAcceptable
from lq_graph.names import WELL_KNOWN_PREFIXES
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import (
    ANSWER_GRAPH_FORMATS,
    CSV,
    JSON,
    JSONLD,
    NQUADS,
    NTRIPLES,
    QUAD_FORMATS,
    RDFXML,
    RESULT_FORMATS,
    TRIG,
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
        TURTLE: RdfFormat.TURTLE,
        NTRIPLES: RdfFormat.N_TRIPLES,
        JSONLD: RdfFormat.JSON_LD,
        RDFXML: RdfFormat.RDF_XML,
        TRIG: RdfFormat.TRIG,
        NQUADS: RdfFormat.N_QUADS,
    }
)
_WITH_PREFIXES = (TURTLE, TRIG)
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_XML_NAME_AT_END = re.compile(r"[^\W\d][\w.\-·]*\Z")


class AnswerWriter:
    """The file that an engine writes its answer to: bytes in memory up to a limit, or passed on piece by piece.

    A write beyond the limit raises AnswerTooLarge.
    """

    def __init__(self, wanted: Format, limit: int, on_piece: Callable[[bytes], None] | None = None) -> None:
        """`on_piece` gets each `PIECE_BYTES` or somewhat more once they are written; without it, all is buffered."""
        self.format = wanted
        self._limit = limit
        self._on_piece = on_piece
        self._parts: list[bytes] = []
        self._buffered = 0
        self._size = 0
        self._is_first = True
        self._tail = b""

    def write(self, part: ReadableBuffer, /) -> int:
        """Buffers a part; returns its size in bytes."""
        size = len(part) if isinstance(part, bytes) else memoryview(part).nbytes
        self._parts.append(part if isinstance(part, bytes) else bytes(part))
        self._buffered += size
        self._size += size
        if self._size > self._limit:
            raise AnswerTooLarge(self._limit)
        if self._on_piece and self._buffered > PIECE_BYTES:
            self._on_piece(self.piece())
        return size

    def flush(self) -> None:
        """Has no effect: what is written is buffered until it is a piece."""

    def piece(self) -> bytes:
        """What was written since the last piece; raises NotAcceptable if the format cannot represent it."""
        piece = b"".join(self._parts)
        self._parts, self._buffered = [], 0
        if self._is_first and self.format in _WITH_PREFIXES:
            piece = _with_sorted_prefixes(piece)
        elif self.format is XML or self.format is RDFXML:
            if _NOT_XML.search(self._tail + piece):
                raise NotAcceptable(
                    f"the answer holds characters that XML cannot; ask for another format than {self.format.name}"
                )
            self._tail = piece[-2:]
        self._is_first = False
        return piece


def format_for(query: Query, form: str | None) -> Format:
    """The format of the answer to a query of this form.

    Raises NotAcceptable if the client accepts none of its kind.
    """
    if form in {"construct", "describe"}:
        return _wanted(query.graph, "triples", ANSWER_GRAPH_FORMATS)
    wanted = _wanted(query.results, "result rows", RESULT_FORMATS)
    if form == "ask" and wanted in {CSV, TSV}:
        raise NotAcceptable(f"yes or no has no {wanted.media_type}; ask for application/sparql-results+json or +xml")
    return wanted


def write_result(result: Result, wanted: Format, writer: AnswerWriter) -> None:
    """Writes a result in a format; the caller takes the last piece from the writer.

    Raises AnswerTooLarge if it is over the writer's limit, NotAcceptable if the format cannot represent it.
    """
    if isinstance(result, QueryTriples) and wanted == NTRIPLES:
        result.serialize(cast("IO[bytes]", writer), format=RdfFormat.N_TRIPLES)
    elif isinstance(result, QueryTriples):
        write_graph(result, wanted, writer)
    else:
        result.serialize(cast("IO[bytes]", writer), format=_RESULTS[wanted.name])


def _wanted(wanted: Format | None, kind: str, formats: Iterable[Format]) -> Format:
    if wanted is None:
        known = ", ".join(each.media_type for each in formats)
        raise NotAcceptable(f"the answer is {kind}, and the client takes no format of these; ask for {known}")
    return wanted


Statements = Iterable[Triple | Quad]


def write_graph(statements: Statements, wanted: Format, writer: AnswerWriter, graph: NamedNode | None = None) -> None:
    """Writes triples, or quads, in a format for graphs; triples in formats for quads as those of a graph, if given.

    Raises as write_result does.
    """
    if wanted == RDFXML:
        statements = _with_xml_names(statements)
    elif wanted == JSONLD:
        statements = _without_triple_terms(statements)
    elif graph is not None and wanted in QUAD_FORMATS:
        statements = (Quad(each.subject, each.predicate, each.object, graph) for each in statements)
    prefixes = dict(WELL_KNOWN_PREFIXES) if wanted in _WITH_PREFIXES else None
    written = cast("Iterable[Quad]", statements)  # Oxigraph takes triples and quads, which its types keep apart
    serialize(written, cast("IO[bytes]", writer), format=_GRAPHS[wanted], prefixes=prefixes)


def _with_sorted_prefixes(turtle: bytes) -> bytes:
    """The Turtle with its prefixes sorted, as Oxigraph writes them in random order."""
    end = 0
    while turtle.startswith(b"@prefix ", end):
        end = turtle.index(b"\n", end) + 1
    return b"".join(sorted(turtle[:end].splitlines(keepends=True))) + turtle[end:]


def _with_xml_names(statements: Statements) -> Iterator[Triple | Quad]:
    """The statements; raises NotAcceptable at a predicate that is no XML name, which Oxigraph would write."""
    for each in statements:
        if not _XML_NAME_AT_END.search(each.predicate.value):
            raise NotAcceptable(f"RDF/XML cannot write the property <{each.predicate.value}>; ask for text/turtle")
        yield each


def _without_triple_terms(statements: Statements) -> Iterator[Triple | Quad]:
    for each in statements:
        if isinstance(each.object, Triple):
            raise NotAcceptable("JSON-LD cannot write a triple inside a triple; ask for text/turtle")
        yield each
