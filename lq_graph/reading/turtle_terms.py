"""The terms of statements in Turtle: what the parser makes of their tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise

import numpy as np
from pyoxigraph import NamedNode, RdfFormat, parse

from lq_graph.names import RDF
from lq_graph.reading.turtle_statements import FIRST, REST, Statements
from lq_graph.reading.turtle_tokens import UnknownSyntaxError
from lq_graph.triples.terms import Term

TermColumns = tuple[list[Term | None], list[Term | None], list[Term | None]]

_BLANK = "["
_FIRST, _REST = "first", "rest"
_UNWRITTEN: Mapping[str, Term] = {
    "a": NamedNode(f"{RDF}type"),
    "()": NamedNode(f"{RDF}nil"),
    ")": NamedNode(f"{RDF}nil"),
    _FIRST: NamedNode(f"{RDF}first"),
    _REST: NamedNode(f"{RDF}rest"),
}


def statement_terms(texts: Sequence[str], statements: Statements) -> TermColumns:
    """The subjects, predicates and objects of statements; None for a blank node and for a term of RDF 1.2.

    The parser reads each distinct token once between two directives, so that its escapes, prefixes and relative
    addresses are its own. Raises UnknownSyntaxError if it does not take a token for a term.
    """
    columns = _words(texts, statements)
    parts = list(_between_directives(texts, statements))
    distinct = [_written(chain.from_iterable(column[part] for column in columns)) for _, part in parts]
    terms = _parsed((directive, words) for (directive, _), words in zip(parts, distinct, strict=True))
    known = [{**_UNWRITTEN, **dict(zip(words, terms, strict=False))} for words in distinct]
    subjects, predicates, objects = (
        [term for terms_, (_, part) in zip(known, parts, strict=True) for term in map(terms_.get, column[part])]
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


def _between_directives(texts: Sequence[str], statements: Statements) -> Iterator[tuple[str, slice]]:
    """Each directive with the statements that stand between it and the next; at first no directive."""
    directives = [(" ".join(texts[each.first : each.end]), each.statements_before) for each in statements.directives]
    for (text, start), (_, end) in pairwise([("", 0), *directives, ("", len(statements.subjects))]):
        yield text, slice(start, end)


def _written(words: Iterable[str]) -> list[str]:
    """The distinct words that stand for a term by themselves."""
    return [
        each for each in dict.fromkeys(words) if each[0] not in "[(_" and each not in _UNWRITTEN and each[:2] != "<<"
    ]


def _parsed(parts: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Term]:
    lines = (f"{directive}\n" + "".join([f"<x:s><x:p>{word} .\n" for word in words]) for directive, words in parts)
    try:
        yield from [quad.object for quad in parse("".join(lines).encode(), format=RdfFormat.TURTLE)]
    except SyntaxError as error:
        raise UnknownSyntaxError("a token is no term") from error
