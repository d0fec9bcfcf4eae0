"""Reads RDF files: their triples, the positions of these, and errors that state where the fault is and what to do."""

from __future__ import annotations

import codecs
import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from pyoxigraph import RdfFormat, Triple, parse

from lq_graph.errors import SourceError
from lq_graph.names import WELL_KNOWN_PREFIXES
from lq_graph.reading.file_kind import other_kind
from lq_graph.reading.hazards import refuse_hazards
from lq_graph.reading.jsonld_positions import jsonld_fault_place, jsonld_positions
from lq_graph.reading.position import Positions
from lq_graph.reading.rdfxml_positions import rdfxml_spans
from lq_graph.reading.text_positions import Spans, TextPositions, text_positions
from lq_graph.reading.turtle_positions import triple_term_error, turtle_spans
from lq_graph.triples.columns import Columns, columns_of
from lq_graph.triples.terms import Terms

RDF_FORMATS: Mapping[str, RdfFormat] = MappingProxyType(
    {
        ".ttl": RdfFormat.TURTLE,
        ".nt": RdfFormat.N_TRIPLES,
        ".trig": RdfFormat.TRIG,
        ".nq": RdfFormat.N_QUADS,
        ".jsonld": RdfFormat.JSON_LD,
        ".rdf": RdfFormat.RDF_XML,
    }
)

# Each takes a content that the parser accepts and its triples in the order of the parser. JSON-LD has a reader of its
# own, as not all of its triples are located.
LOCATORS: Mapping[str, Callable[[bytes, Sequence[Triple]], Sequence[Spans | None]]] = MappingProxyType(
    {
        ".ttl": turtle_spans,
        ".trig": turtle_spans,
        ".nt": turtle_spans,
        ".nq": turtle_spans,
        ".rdf": rdfxml_spans,
    }
)


class Source(Protocol):
    """One file of whatever kind that was read into triples."""

    @property
    def path(self) -> Path:
        """The file."""

    @property
    def triples(self) -> tuple[Triple, ...]:
        """Its triples, in their order in the file."""

    @property
    def text(self) -> bytes | None:
        """What excerpts are shown of, in UTF-8; None for a file that is no text."""

    def positions(self) -> Positions:
        """Where its statements stand, computed when it is called."""


@dataclass(frozen=True)
class RdfFile:
    """One RDF file that was read: its path, its triples, and its bytes less a byte order mark."""

    path: Path
    triples: tuple[Triple, ...]
    content: bytes

    @property
    def text(self) -> bytes:
        """Its content."""
        return self.content

    def positions(self) -> TextPositions:
        """Where its statements stand: the file is read a second time, which takes 4 µs a triple and more."""
        suffix = self.path.suffix.lower()
        if suffix == ".jsonld":
            return jsonld_positions(self.path, self.content, self.triples)
        with _no_garbage_collection():
            return text_positions(self.path, self.triples, LOCATORS[suffix](self.content, self.triples))


def is_rdf_file(path: Path) -> bool:
    """Whether the name of a file ends as the name of an RDF file."""
    return path.suffix.lower() in RDF_FORMATS


def read_rdf_file(path: Path) -> RdfFile:
    """The triples of a file, its blank nodes renamed so that files can be merged.

    Raises SourceError, with line and column where there is one, if the file is missing, of no kind that lq reads, not
    in the syntax that its ending names, or has named graphs (the folder names the graph).
    """
    return parse_rdf(path, _read(path))


def parse_rdf(path: Path, content: bytes) -> RdfFile:
    """The triples of a content, of the kind that the suffix of its path names; raises SourceError as read_rdf_file."""
    content = content.removeprefix(codecs.BOM_UTF8)
    with _faults(path, content):
        refuse_hazards(path, content)
        quads = parse(content, format=_format(path), without_named_graphs=True, rename_blank_nodes=True)
        triples = tuple(quad.triple for quad in quads)
        if any(type(triple.object) is Triple for triple in triples):
            raise TypeError(_NO_TERM)
        return RdfFile(path, triples, content)


def read_columns(path: Path, terms: Terms | None = None) -> Columns:
    """The triples of a file as columns, over a dictionary that it may share with others; raises as read_rdf_file.

    Time: about 2.5 s of CPU for a million triples of Turtle, a third of it for parsing.
    """
    content = _read(path)
    with _faults(path, content):
        refuse_hazards(path, content)
        return columns_of(
            parse(content, format=_format(path), without_named_graphs=True, rename_blank_nodes=True), terms
        )


def read_union(paths: Iterable[Path]) -> Columns:
    """The triples of several RDF files together; raises SourceError as `read_rdf_file` does."""
    terms = Terms()
    union = Columns(terms, {})
    for path in paths:
        union = union | read_columns(path, terms)
    return union


def _format(path: Path) -> RdfFormat:
    form = RDF_FORMATS.get(path.suffix.lower())
    if form is None:
        raise SourceError(path, f"not a kind of file that lq reads; it reads {', '.join(RDF_FORMATS)}")
    return form


def _read(path: Path) -> bytes:
    """The bytes of a file, less the byte order mark that some editors put first.

    Parsing bytes takes a quarter less time than parsing a file as it is read.
    """
    _format(path)
    if path.exists() and not path.is_file():
        raise SourceError(path, "cannot be read: it is no file")
    try:
        return path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror or error}") from error


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Each pass of the collector would look at all the small objects that are made here and stay: twice the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


# Faults that the parser finds.

_POSITION = re.compile(r"Parser error (?:at|between) [^:]*: ")
_PREFIX = re.compile(r"The prefix (?P<prefix>\S*): has not been declared")
_DECLARED = re.compile(r"^\s*@?prefix\s+(?P<prefix>[^\s:]*):", re.IGNORECASE | re.MULTILINE)
_REMOTE_CONTEXT = "the context stands at another address, and lq fetches nothing; write it in the file itself"
_ADVICE = (
    ("Invalid remote context URL", _REMOTE_CONTEXT),
    ("Invalid @import iri", _REMOTE_CONTEXT),
    ("LoadDocumentCallback", _REMOTE_CONTEXT),
    ("No scheme found in an absolute IRI", "a relative address; write it in full, or with a prefix"),
    (
        "Named graphs are not allowed",
        "the file names graphs of its own; remove the names, a dataset's folder is its graph",
    ),
    (
        "is not a valid predicate",
        "{reason}; a property is expected here, such as lq:isPartOf, or the end of the statement",
    ),
    ("is not a valid subject", "{reason}; the address of a thing is expected here, and nothing before it"),
    ("is not a valid RDF object", "{reason}; a value is expected here: an address, a text in quotes or a number"),
    (
        "Only UTF-8 is supported",
        "the first line says that the text is not in UTF-8; save it as UTF-8, and say so there",
    ),
    ("Unexpected end", "the file ends in the middle of a statement or a text; end it, with a full stop or a quote"),
)
_NO_TERM = "not a term of RDF 1.1"  # the message of the dictionary of terms
_TOO_LONG = (
    "one text, address or comment of more than 16 MiB; shorten it, or keep it in a file beside and give its address"
)


@contextmanager
def _faults(path: Path, content: bytes) -> Iterator[None]:
    """Raises what the parser raises as SourceError."""
    try:
        yield
    except SyntaxError as error:
        raise other_kind(path, content) or _source_error(path, content, error) from error
    except MemoryError as error:
        if "buffer maximal size" not in str(error):
            raise
        raise SourceError(path, _TOO_LONG) from error
    except TypeError as error:
        if _NO_TERM not in str(error):
            raise
        raise triple_term_error(path, content) from error


def _source_error(path: Path, content: bytes, error: SyntaxError) -> SourceError:
    reason = _POSITION.sub("", error.msg or "cannot be parsed")
    missing = _PREFIX.search(reason)
    if missing:
        reason = _unknown_prefix(missing["prefix"], content)
    advice = next((text for mark, text in _ADVICE if mark in reason), "{reason}")
    line, column = error.lineno, error.offset
    if line is None and path.suffix.lower() == ".jsonld":
        line, column = jsonld_fault_place(content, reason) or (None, None)
    return SourceError(path, advice.replace("{reason}", reason), line, column)


def _unknown_prefix(prefix: str, content: bytes) -> str:
    declared = sorted({found["prefix"] for found in _DECLARED.finditer(content.decode("utf-8", "replace"))})
    here = ", ".join(f"{each}:" for each in declared) or "none"
    namespace = WELL_KNOWN_PREFIXES.get(prefix, "…")
    return (
        f"the prefix {prefix}: is not declared; add @prefix {prefix}: <{namespace}> . "
        f"or use one that this file declares: {here}"
    )
