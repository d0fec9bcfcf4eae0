"""Where a file says something about a triple, as only RDF 1.2 can."""

from __future__ import annotations

from pathlib import Path

from lq_graph.errors import SourceError
from lq_graph.reading.lines import line_spans
from lq_graph.reading.turtle_tokens import UnknownSyntaxError, turtle_tokens

_MARKS = frozenset({"<<", "<<(", "~", "{|"})
_REASON = "a triple term of RDF 1.2; say it of a thing with an address of its own"
_TURTLE = frozenset({".ttl", ".trig", ".nt", ".nq"})


def triple_term_error(path: Path, content: bytes) -> SourceError:
    """The error for a file with triple terms, at the first of them where its syntax has tokens for them."""
    if path.suffix.lower() not in _TURTLE:
        return SourceError(path, _REASON)
    text = content.decode()
    try:
        tokens = turtle_tokens(text)
    except UnknownSyntaxError:
        return SourceError(path, _REASON)
    at = next((index for index, word in enumerate(tokens.texts) if word in _MARKS), None)
    if at is None:
        return SourceError(path, _REASON)
    (span,) = line_spans(text, tokens.starts[at : at + 1], tokens.ends[at : at + 1])
    return SourceError(path, _REASON, span.line, span.column)
