"""Terms are unchanged by conversion to rdflib and back."""

from __future__ import annotations

from hypothesis import given
from pyoxigraph import BlankNode, NamedNode, Triple

from lq_graph.triples.rdflib_bridge import from_rdflib, to_rdflib
from triples.strategies import graphs


@given(graphs)
def test_every_graph_comes_back_as_it_was(graph: frozenset[Triple]) -> None:
    there = to_rdflib(graph)
    back = {Triple(from_rdflib(s), from_rdflib(p), from_rdflib(o)) for s, p, o in there}  # type: ignore[arg-type]
    assert back == graph


def test_blank_nodes_come_back_with_their_label() -> None:
    triple = Triple(BlankNode("b1"), NamedNode("https://example.org/p"), BlankNode("b2"))
    (back,) = to_rdflib([triple])
    assert tuple(map(from_rdflib, back)) == (triple.subject, triple.predicate, triple.object)
