"""Where the triples of an RDF file stand in it, by the kind of file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Triple

from lq_graph.reading.collecting import collecting_later
from lq_graph.reading.jsonld_spans import jsonld_spans
from lq_graph.reading.positions import Spans, TextPositions, text_positions
from lq_graph.reading.rdfxml_spans import rdfxml_spans
from lq_graph.reading.turtle_spans import turtle_spans

Locator = Callable[[bytes, Sequence[Triple]], Sequence[Spans | None]]

# Each takes a content that can be parsed and its triples in the order of the parser, and gives the spans of each.
LOCATORS: Mapping[str, Locator] = MappingProxyType(
    {
        ".ttl": turtle_spans,
        ".trig": turtle_spans,
        ".nt": turtle_spans,
        ".nq": turtle_spans,
        ".jsonld": jsonld_spans,
        ".rdf": rdfxml_spans,
    }
)


def locate(path: Path, content: bytes, triples: Sequence[Triple]) -> TextPositions:
    """The places of a file's triples; none for a kind of file that has no locator."""
    locator = LOCATORS.get(path.suffix.lower())
    with collecting_later():
        return text_positions(path, triples, locator(content, triples) if locator else [None] * len(triples))
