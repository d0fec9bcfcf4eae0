"""Where a file says something about a triple, as only RDF 1.2 can."""

from __future__ import annotations

from pathlib import Path

from lq_graph.errors import SourceError
from lq_graph.reading.lines import line_spans
from lq_graph.reading.positions import Span
from lq_graph.reading.turtle_tokens import UnknownSyntaxError, turtle_tokens

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
