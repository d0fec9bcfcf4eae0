"""An engine's answer written out in a format, never beyond a limit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from types import MappingProxyType
from typing import TYPE_CHECKING

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

Result = QuerySolutions | QueryBoolean | QueryTriples

_RESULTS = MappingProxyType(
    {
        JSON: QueryResultsFormat.JSON,
        XML: QueryResultsFormat.XML,
        CSV: QueryResultsFormat.CSV,
        TSV: QueryResultsFormat.TSV,
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


class LimitedWriter(BytesIO):
    """Bytes in memory, up to a limit; a write beyond it raises AnswerTooLarge."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, part: ReadableBuffer, /) -> int:
        """The size of the part, once it is held."""
        size = super().write(part)
        if self.tell() > self._limit:
            raise AnswerTooLarge(self._limit)
        return size


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


def written(result: Result, wanted: Format, limit: int) -> bytes:
    """The whole result in a format.

    Raises AnswerTooLarge if it is over the limit in bytes, NotAcceptable if the format cannot hold it.
    """
    writer = LimitedWriter(limit)
    if not isinstance(result, QueryTriples):
        result.serialize(writer, format=_RESULTS[wanted])
    else:
        _write_graph(result, writer, wanted)
    body = _with_sorted_prefixes(writer.getvalue()) if wanted == TURTLE else writer.getvalue()
    if wanted in {XML, RDFXML} and _NOT_XML.search(body):
        raise NotAcceptable(f"the answer holds characters that XML cannot; ask for another format than {wanted.name}")
    return body


def _wanted(wanted: Format | None, kind: str, formats: Iterable[Format]) -> Format:
    if wanted is None:
        known = ", ".join(each.media_type for each in formats)
        raise NotAcceptable(f"the answer is {kind}, and the client takes no format of these; ask for {known}")
    return wanted


def _write_graph(triples: QueryTriples, writer: LimitedWriter, wanted: Format) -> None:
    if wanted == TURTLE:
        serialize(triples, writer, format=RdfFormat.TURTLE, prefixes=dict(WELL_KNOWN_PREFIXES))
    elif wanted == NTRIPLES:
        triples.serialize(writer, format=RdfFormat.N_TRIPLES)
    else:
        checked = _with_names(triples) if wanted == RDFXML else _without_quotes(triples)
        serialize(checked, writer, format=_GRAPHS[wanted])


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
