"""The formats of answers, by name, media type and extension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["results", "graph"]


@dataclass(frozen=True)
class Format:
    """A format: its short name, its media type with aliases, and whether it is for result rows or for graphs."""

    name: str
    media_type: str
    kind: Kind
    aliases: tuple[str, ...] = ()


JSON = Format("json", "application/sparql-results+json", "results", ("application/json",))
XML = Format("xml", "application/sparql-results+xml", "results", ("application/xml", "text/xml"))
CSV = Format("csv", "text/csv", "results")
TSV = Format("tsv", "text/tab-separated-values", "results")
TURTLE = Format("ttl", "text/turtle", "graph")
NTRIPLES = Format("nt", "application/n-triples", "graph", ("text/plain",))
JSONLD = Format("jsonld", "application/ld+json", "graph", ("application/json",))
RDFXML = Format("rdf", "application/rdf+xml", "graph", ("application/xml", "text/xml"))
TRIG = Format("trig", "application/trig", "graph")
NQUADS = Format("nq", "application/n-quads", "graph")

RESULT_FORMATS = (JSON, XML, CSV, TSV)
GRAPH_FORMATS = (TURTLE, NTRIPLES, JSONLD, RDFXML)
QUAD_FORMATS = (TRIG, NQUADS)
ANSWER_GRAPH_FORMATS = (*GRAPH_FORMATS, *QUAD_FORMATS)
FORMATS = (*RESULT_FORMATS, *ANSWER_GRAPH_FORMATS)


def format_named(name: str, kind: Kind) -> Format | None:
    """The format of a kind with a name, an extension or a media type; None if there is none."""
    wanted = name.lower()
    for each in FORMATS:
        if each.kind == kind and wanted in (each.name, each.media_type, *each.aliases):
            return each
    return None
