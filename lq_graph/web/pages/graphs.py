"""What the statements of each named graph rest on: a source, a reading of one, a derivation, or none of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import NamedNode, Quad, QueryResultsFormat, QuerySolutions, parse_query_results

from lq_graph.names import DCTERMS, LQ, Names

_HOLDS, _PUBLISHER = f"{LQ}holdsStatements", f"{DCTERMS}publisher"
GRAPH_BASES = f"""
SELECT ?graph ?kind ?publisher WHERE {{
  ?graph <{_HOLDS}> ?kind .
  OPTIONAL {{ ?graph <{_PUBLISHER}> ?publisher }}
}}
"""


class Basis(StrEnum):
    """What a statement rests on, the strongest first; `OTHER` is the catalogue's, the ontology's and the like."""

    STATED = "stated"
    READ = "read"
    DERIVED = "derived"
    OTHER = "other"


_KINDS = {
    f"{LQ}StatedBySource": Basis.STATED,
    f"{LQ}ReadIntoSource": Basis.READ,
    f"{LQ}Derived": Basis.DERIVED,
}
_WEAKEST_FIRST = (Basis.DERIVED, Basis.READ, Basis.STATED, Basis.OTHER)


@dataclass(frozen=True)
class GraphBases:
    """What `lq:holdsStatements` states of each graph, and who publishes it."""

    names: Names
    kinds: Mapping[str, Basis]
    publishers: Mapping[str, str]

    def basis(self, graph: str, subject: str) -> Basis:
        """What a statement in a graph rests on.

        What is inferred is derived, whatever anybody states of its graph. What a graph states of itself, such as its
        title, is a part of the catalogue.
        """
        if graph == self.names.graph("inferred"):
            return Basis.DERIVED
        return Basis.OTHER if graph == subject else self.kinds.get(graph, Basis.OTHER)

    def quads(self, graphs: Iterable[str]) -> Iterator[Quad]:
        """What the statements of some graphs rest on, and who publishes them, in the default graph of a document."""
        for graph in sorted(graphs):
            kind = next((iri for iri, basis in _KINDS.items() if basis is self.basis(graph, "")), None)
            if kind is not None:
                yield Quad(NamedNode(graph), NamedNode(_HOLDS), NamedNode(kind))
            if graph in self.publishers:
                yield Quad(NamedNode(graph), NamedNode(_PUBLISHER), NamedNode(self.publishers[graph]))


def graph_bases(answer: bytes, names: Names) -> GraphBases:
    """The bases of graphs from the SPARQL 1.1 JSON results of GRAPH_BASES; of two for one graph the weaker counts."""
    kinds: dict[str, Basis] = {}
    publishers: dict[str, str] = {}
    for graph, kind, publisher in _rows(answer):
        found = _KINDS.get(kind, Basis.OTHER)
        kinds[graph] = min(found, kinds.get(graph, found), key=_WEAKEST_FIRST.index)
        if publisher:
            publishers[graph] = min(publisher, publishers.get(graph, publisher))
    return GraphBases(names, kinds, publishers)


def _rows(answer: bytes) -> Iterable[tuple[str, str, str]]:
    rows = parse_query_results(answer, QueryResultsFormat.JSON)
    for row in rows if isinstance(rows, QuerySolutions) else ():
        graph, kind, publisher = row["graph"], row["kind"], row["publisher"]
        if isinstance(graph, NamedNode) and isinstance(kind, NamedNode):
            yield graph.value, kind.value, publisher.value if isinstance(publisher, NamedNode) else ""
