"""Where the triples of RDF/XML are written: the start of the element that makes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.parsers.expat import ExpatError

import numpy as np
from pyoxigraph import Triple

from lq_graph.reading.lines import line_spans
from lq_graph.reading.positions import Span, Spans
from lq_graph.reading.rdfxml_statements import Element, rdfxml_statements
from lq_graph.reading.term_matching import NOWHERE, rows_by_terms

_TAG = re.compile(rb"<[^\s/>]*")
_CONTINUATION, _BITS = 0x80, 0xC0  # of the bytes of UTF-8 that begin no character


def rdfxml_spans(content: bytes, triples: Sequence[Triple]) -> Sequence[Spans | None]:
    """The spans of each triple of a content in UTF-8 that the parser accepts; None for one that is not surely found.

    All three terms have the span of the start tag's `<` and name: XML does not tell where an attribute stands.
    """
    try:
        elements = rdfxml_statements(content)
        spans = _tag_spans(content, elements)
    except (ExpatError, ValueError):
        return [None] * len(triples)
    rows = rows_by_terms(triples, (element.written for element in elements))
    return [None if row == NOWHERE else Spans(spans[row], spans[row], spans[row]) for row in rows.tolist()]


def _tag_spans(content: bytes, elements: Sequence[Element]) -> list[Span]:
    text = content.decode()
    starts = np.array([element.start for element in elements], np.int64)
    ends = np.array([_end_of_tag(content, element.start) for element in elements], np.int64)
    characters = np.append(0, np.cumsum((np.frombuffer(content, np.uint8) & _BITS) != _CONTINUATION))
    return line_spans(text, characters[starts], characters[ends])


def _end_of_tag(content: bytes, start: int) -> int:
    found = _TAG.match(content, start)
    return found.end() if found else start
