"""Positions of triples in Turtle, TriG, N-Triples and N-Quads: where each of their terms is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
from pyoxigraph import BlankNode, RdfFormat, Triple, parse

from lq_graph.errors import SourceError
from lq_graph.reading.text_positions import NOWHERE, Span, Spans, line_spans, rows_by_terms
from lq_graph.reading.turtle import (
    FIRST,
    REST,
    Numbers,
    Statements,
    Tokens,
    UnknownSyntaxError,
    turtle_statements,
    turtle_tokens,
)
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE

_TermColumns = tuple[list[Term | None], list[Term | None], list[Term | None]]

_TRIPLE_TERMS = frozenset({"<<", "<<(", "~", "{|"})
_HAVE_TRIPLE_TERMS = frozenset({".ttl", ".trig", ".nt", ".nq"})

_BLANK, _FIRST, _REST = "[", "first", "rest"
_UNWRITTEN: Mapping[str, Term] = {"a": RDF_TYPE, "()": RDF_NIL, ")": RDF_NIL, _FIRST: RDF_FIRST, _REST: RDF_REST}


def turtle_spans(content: bytes, triples: Sequence[Triple]) -> Sequence[Spans | None]:
    """The spans of each triple of a content that the parser accepts; None for a triple that is not surely found.

    A term spans all its tokens, brackets and datatypes included, to the end of its first line. The triples that a
    collection makes without writing them stand at its items and brackets. Time: 5 to 7 µs of CPU a triple.
    """
    text = content.decode()
    try:
        tokens = turtle_tokens(text)
        statements = turtle_statements(tokens.texts)
        rows = _rows_of_triples(triples, tokens.texts, statements)
    except UnknownSyntaxError:
        return [None] * len(triples)
    written = _statement_spans(text, tokens, statements)
    return [None if row == NOWHERE else written[row] for row in rows.tolist()]


def triple_term_error(path: Path, content: bytes) -> SourceError:
    """The error for a file with triple terms of RDF 1.2, at the first of them where its syntax has tokens for them."""
    reason = "a triple term of RDF 1.2; say it of a thing with an address of its own"
    try:
        text = content.decode() if path.suffix.lower() in _HAVE_TRIPLE_TERMS else ""
        tokens = turtle_tokens(text)
    except UnknownSyntaxError:
        return SourceError(path, reason)
    for at, word in enumerate(tokens.texts):
        if word in _TRIPLE_TERMS:
            (span,) = line_spans(text, tokens.starts[at : at + 1], tokens.ends[at : at + 1])
            return SourceError(path, reason, span.line, span.column)
    return SourceError(path, reason)


# Which written statement a parsed triple is.


def _rows_of_triples(triples: Sequence[Triple], texts: Sequence[str], statements: Statements) -> Numbers:
    """For each triple the number of its statement, or NOWHERE.

    The statements are taken in the order of the parser if all terms agree in it, blank nodes one to one. If not, a
    triple is found by its terms, where just one statement can be it.
    """
    written = _written_terms(texts, statements)
    if len(triples) == len(statements.subjects) and _agree(triples, written, texts, statements):
        return np.arange(len(triples))
    return rows_by_terms(triples, zip(*written, strict=True))


def _agree(triples: Sequence[Triple], written: _TermColumns, texts: Sequence[str], statements: Statements) -> bool:
    subjects, predicates, objects = written
    parsed_subjects = [triple.subject for triple in triples]
    parsed_objects = [triple.object for triple in triples]
    if predicates != [triple.predicate for triple in triples]:
        return False
    nodes = {
        *_blank_nodes(subjects, parsed_subjects, texts, statements.subjects),
        *_blank_nodes(objects, parsed_objects, texts, statements.objects),
    }
    return (
        _equal_but_for_blank_nodes(subjects, parsed_subjects)
        and _equal_but_for_blank_nodes(objects, parsed_objects)
        and len(nodes) == len({written for written, _ in nodes}) == len({parsed for _, parsed in nodes})
    )


def _equal_but_for_blank_nodes(written: Sequence[object], parsed: Sequence[object]) -> bool:
    if None not in written:
        return written == parsed
    return written == [None if isinstance(term, BlankNode | Triple) else term for term in parsed]


def _blank_nodes(
    written: Sequence[object], parsed: Sequence[object], texts: Sequence[str], tokens: Numbers
) -> Iterator[tuple[object, object]]:
    """Pairs of a blank node as it is written, a label or where it begins, and as it was parsed."""
    if None not in written:
        return
    for term, at, node in zip(written, tokens.tolist(), parsed, strict=True):
        if term is None:
            yield (texts[at] if at >= 0 and texts[at][0] == "_" else at), node


# The terms of statements: what the parser makes of their tokens.


def _written_terms(texts: Sequence[str], statements: Statements) -> _TermColumns:
    """The subjects, predicates and objects of statements; None for a blank node and for a term of RDF 1.2.

    The parser reads each distinct token once between two directives, so that its escapes, prefixes and relative
    addresses are its own. Raises UnknownSyntaxError if it does not take a token for a term.
    """
    columns = _words(texts, statements)
    directives = [(" ".join(texts[each.first : each.end]), each.statements_before) for each in statements.directives]
    sections = [  # a directive, and the statements that stand between it and the next
        (directive, slice(start, end))
        for (directive, start), (_, end) in pairwise([("", 0), *directives, ("", len(statements.subjects))])
    ]
    distinct = [_distinct(chain.from_iterable(column[section] for column in columns)) for _, section in sections]
    terms = _parsed((directive, words) for (directive, _), words in zip(sections, distinct, strict=True))
    known = [{**_UNWRITTEN, **dict(zip(words, terms, strict=False))} for words in distinct]
    subjects, predicates, objects = (
        [term for each, (_, section) in zip(known, sections, strict=True) for term in map(each.get, column[section])]
        for column in columns
    )
    return subjects, predicates, objects


def _words(texts: Sequence[str], statements: Statements) -> tuple[list[str], list[str], list[str]]:
    """The text of each subject, predicate and object; a bracket for each blank node that has no label."""
    words = [*texts, _BLANK, _FIRST, _REST]
    blank, first, rest = range(len(texts), len(words))
    for at, last in statements.last_tokens.items():
        if texts[at][0] in "\"'" or (last == at + 1 and texts[at] == "("):
            words[at] = "".join(texts[at : last + 1])
    predicates = np.select(
        [statements.predicates == FIRST, statements.predicates == REST], [first, rest], statements.predicates
    )
    nodes = (np.where(column < 0, blank, column) for column in (statements.subjects, statements.objects))
    subjects, objects = (list(map(words.__getitem__, column.tolist())) for column in nodes)
    return subjects, list(map(words.__getitem__, predicates.tolist())), objects


def _distinct(words: Iterable[str]) -> list[str]:
    """The distinct words that stand for a term by themselves."""
    return [
        each for each in dict.fromkeys(words) if each[0] not in "[(_" and each not in _UNWRITTEN and each[:2] != "<<"
    ]


def _parsed(sections: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Term]:
    lines = (f"{directive}\n" + "".join([f"<x:s><x:p>{word} .\n" for word in words]) for directive, words in sections)
    try:
        yield from [quad.object for quad in parse("".join(lines).encode(), format=RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise UnknownSyntaxError("a token is no term") from error


# The spans of statements.


def _statement_spans(text: str, tokens: Tokens, statements: Statements) -> list[Spans]:
    subjects, objects = _first_tokens(statements.subjects), _first_tokens(statements.objects)
    columns = subjects, np.where(statements.predicates < 0, objects, statements.predicates), objects
    used = np.zeros(len(tokens.texts), bool)
    for column in columns:
        used[column] = True
    spans = _term_spans(text, tokens, statements, np.flatnonzero(used))
    places = np.cumsum(used) - 1
    by_column = [map(spans.__getitem__, places[column].tolist()) for column in columns]
    return list(map(Spans._make, zip(*by_column, strict=True)))


def _first_tokens(terms: Numbers) -> Numbers:
    """The token of each term; a node of a collection begins with the token of its item."""
    return np.where(terms < 0, ~terms, terms)


def _term_spans(text: str, tokens: Tokens, statements: Statements, terms: Numbers) -> list[Span]:
    last = np.arange(len(tokens.texts))
    last[list(statements.last_tokens)] = list(statements.last_tokens.values())
    return line_spans(text, tokens.starts[terms], tokens.ends[last[terms]])
