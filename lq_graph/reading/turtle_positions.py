"""Positions of triples in Turtle, TriG, N-Triples and N-Quads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from pyoxigraph import BlankNode, Triple

from lq_graph.errors import SourceError
from lq_graph.reading.position import NOWHERE, Span, Spans, collecting_later, line_spans, rows_by_terms
from lq_graph.reading.turtle import (
    Numbers,
    Statements,
    TermColumns,
    Tokens,
    UnknownSyntaxError,
    statement_terms,
    turtle_statements,
    turtle_tokens,
)

# Where a file says something about a triple, as only RDF 1.2 can.

_MARKS = frozenset({"<<", "<<(", "~", "{|"})
_REASON = "a triple term of RDF 1.2; say it of a thing with an address of its own"
_TURTLE = frozenset({".ttl", ".trig", ".nt", ".nq"})


def triple_term_error(path: Path, content: bytes) -> SourceError:
    """The error for a file with triple terms, at the first of them where its syntax has tokens for them."""
    span = _first_mark(content.decode()) if path.suffix.lower() in _TURTLE else None
    return SourceError(path, _REASON) if span is None else SourceError(path, _REASON, span.line, span.column)


def _first_mark(text: str) -> Span | None:
    try:
        tokens = turtle_tokens(text)
    except UnknownSyntaxError:
        return None
    at = next((index for index, word in enumerate(tokens.texts) if word in _MARKS), None)
    return None if at is None else line_spans(text, tokens.starts[at : at + 1], tokens.ends[at : at + 1])[0]


# Which written statement a parsed triple is.


def statements_of(triples: Sequence[Triple], texts: Sequence[str], statements: Statements) -> Numbers:
    """For each triple the number of its statement, or NOWHERE.

    The statements are taken in the order of the parser if all terms agree in it, blank nodes one to one. If not, a
    triple is found by its terms, blank nodes left aside, where just one statement can be it.
    """
    written = statement_terms(texts, statements)
    if len(triples) == len(statements.subjects) and _agree(triples, written, texts, statements):
        return np.arange(len(triples))
    return rows_by_terms(triples, zip(*written, strict=True))


def _agree(triples: Sequence[Triple], written: TermColumns, texts: Sequence[str], statements: Statements) -> bool:
    subjects, predicates, objects = written
    parsed_subjects = [triple.subject for triple in triples]
    parsed_objects = [triple.object for triple in triples]
    if predicates != [triple.predicate for triple in triples]:
        return False
    nodes = {
        *_nodes(subjects, parsed_subjects, texts, statements.subjects),
        *_nodes(objects, parsed_objects, texts, statements.objects),
    }
    return (
        _equal_but_for_nodes(subjects, parsed_subjects)
        and _equal_but_for_nodes(objects, parsed_objects)
        and len(nodes) == len({written for written, _ in nodes}) == len({parsed for _, parsed in nodes})
    )


def _equal_but_for_nodes(written: Sequence[object], parsed: Sequence[object]) -> bool:
    if None not in written:
        return written == parsed
    return written == [None if isinstance(term, BlankNode | Triple) else term for term in parsed]


def _nodes(
    written: Sequence[object], parsed: Sequence[object], texts: Sequence[str], tokens: Numbers
) -> Iterator[tuple[object, object]]:
    """Pairs of a blank node as it is written, a label or where it begins, and as it was parsed."""
    if None not in written:
        return
    for term, at, node in zip(written, tokens.tolist(), parsed, strict=True):
        if term is None:
            yield (texts[at] if at >= 0 and texts[at][0] == "_" else at), node


# Where the triples of Turtle, TriG, N-Triples and N-Quads are written.


def turtle_spans(content: bytes, triples: Sequence[Triple]) -> Sequence[Spans | None]:
    """The spans of each triple of a content that the parser accepts; None for a triple that is not surely found.

    A term spans all its tokens, brackets and datatypes included, as far as its first line goes. What a collection says
    without writing it stands at the item or bracket that says it. Time: 5 to 7 µs of CPU a triple.
    """
    try:
        with collecting_later():
            return _spans(content.decode(), triples)
    except UnknownSyntaxError:
        return [None] * len(triples)


def _spans(text: str, triples: Sequence[Triple]) -> list[Spans | None]:
    tokens = turtle_tokens(text)
    statements = turtle_statements(tokens.texts)
    rows = statements_of(triples, tokens.texts, statements)
    written = _statement_spans(text, tokens, statements)
    return [None if row == NOWHERE else written[row] for row in rows.tolist()]


def _statement_spans(text: str, tokens: Tokens, statements: Statements) -> list[Spans]:
    subjects, objects = _tokens(statements.subjects), _tokens(statements.objects)
    columns = subjects, np.where(statements.predicates < 0, objects, statements.predicates), objects
    used = np.zeros(len(tokens.texts), bool)
    for column in columns:
        used[column] = True
    spans = _term_spans(text, tokens, statements, np.flatnonzero(used))
    places = np.cumsum(used) - 1
    by_column = [map(spans.__getitem__, places[column].tolist()) for column in columns]
    return list(map(Spans._make, zip(*by_column, strict=True)))


def _tokens(terms: Numbers) -> Numbers:
    """The token of each term; a node of a collection begins with the token of its item."""
    return np.where(terms < 0, ~terms, terms)


def _term_spans(text: str, tokens: Tokens, statements: Statements, terms: Numbers) -> list[Span]:
    last = np.arange(len(tokens.texts))
    last[list(statements.last_tokens)] = list(statements.last_tokens.values())
    return line_spans(text, tokens.starts[terms], tokens.ends[last[terms]])
