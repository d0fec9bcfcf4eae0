"""A Turtle text in canonical form, or a refusal that says where and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path

from pyoxigraph import BlankNode, Triple

from lq_graph.errors import EngineError, SourceError
from lq_graph.formatting.layout import text_of
from lq_graph.formatting.ordering import canonical
from lq_graph.formatting.turtle_reader import read_turtle
from lq_graph.reading.position import line_spans
from lq_graph.reading.rdf_file import parse_rdf
from lq_graph.reading.turtle import Tokens, UnknownSyntaxError, turtle_tokens

_DEEPEST = 50
_LENGTHS = {"prefix": 3, "base": 2}  # of directives in tokens, the full stop left out
_RDF_12 = frozenset({"@version", "version"})  # what it says about triples is refused in reading


def formatted(path: Path, content: bytes) -> bytes:
    """A Turtle content in canonical form: the same graph, the same comments, and the same bytes if it has it already.

    Raises SourceError with line and column for a content that cannot be parsed, and for what cannot be written in this
    form: syntax of RDF 1.2, a prefix or base with two meanings, and brackets more than 50 deep.
    """
    before = parse_rdf(path, content)
    text = before.content.decode()
    try:
        tokens = turtle_tokens(text)
    except UnknownSyntaxError as error:
        raise EngineError(f"{path}: lq fmt does not understand it, though it is Turtle; please report it") from error
    for at, reason in (*_of_rdf_12(tokens), *_too_deep(tokens), *_second_meanings(tokens)):
        (span,) = line_spans(text, tokens.starts[at : at + 1], tokens.ends[at : at + 1])
        raise SourceError(path, reason, span.line, span.column)
    result = text_of(canonical(read_turtle(tokens))).encode()
    if _said(before.triples) != _said(parse_rdf(path, result).triples):
        raise EngineError(f"{path}: the formatted text would not say the same, so it was not written; please report it")
    return result


def _of_rdf_12(tokens: Tokens) -> Iterator[tuple[int, str]]:
    for at, word in enumerate(tokens.texts):
        if word.lower() in _RDF_12:
            yield at, "this is syntax of RDF 1.2; lq fmt writes Turtle of RDF 1.1"


def _too_deep(tokens: Tokens) -> Iterator[tuple[int, str]]:
    depths = accumulate((word in {"[", "("}) - (word in {"]", ")"}) for word in tokens.texts)
    for at, depth in enumerate(depths):
        if depth > _DEEPEST:
            yield at, f"brackets stand more than {_DEEPEST} deep; give what is in them a name"


def _second_meanings(tokens: Tokens) -> Iterator[tuple[int, str]]:
    """Prefixes and bases that are declared anew with another address, so that they cannot all stand at the top."""
    meanings: dict[str, str] = {}
    for at, word in enumerate(tokens.texts):
        keyword = word.lower().removeprefix("@")
        if keyword in _LENGTHS:
            *name, address = tokens.texts[at + 1 : at + _LENGTHS[keyword]]
            if meanings.setdefault("".join(name), address) != address:
                yield at, f"{' '.join((keyword, *name))} has another meaning from here on; give it one name for each"


def _said(triples: Iterable[Triple]) -> Counter[tuple[object, ...]]:
    """What triples say, each once, blank nodes left aside."""
    return Counter(tuple(None if isinstance(term, BlankNode) else term for term in triple) for triple in set(triples))
