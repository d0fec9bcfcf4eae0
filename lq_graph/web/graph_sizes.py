"""How many triples each named graph has, as the engine counts them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

GRAPH_SIZES = """
SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph
"""


def graph_sizes(answer: bytes) -> Mapping[str, int]:
    """The sizes that SPARQL 1.1 JSON results tell, by the graph's name."""
    rows = parse_query_results(answer, QueryResultsFormat.JSON)
    found: dict[str, int] = {}
    for row in rows if isinstance(rows, QuerySolutions) else ():
        graph, triples = row["graph"], row["triples"]
        if isinstance(graph, NamedNode) and isinstance(triples, Literal):
            found[graph.value] = int(triples.value)
    return MappingProxyType(found)
