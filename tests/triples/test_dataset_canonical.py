"""Equal content has equal bytes."""

from __future__ import annotations

from hypothesis import given
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from lq_graph.triples.dataset import Dataset, canonical, nquads, turtle
from triples.strategies import graphs

GRAPH = "https://example.org/graph"
P = NamedNode("https://example.org/p")


@given(graphs)
def test_turtle_has_the_triples_of_the_graph(graph: frozenset[Triple]) -> None:
    text = turtle(graph, {"ex": "https://example.org/"})
    assert {quad.triple for quad in parse(text, format=RdfFormat.TURTLE)} == graph


@given(graphs)
def test_nquads_have_the_quads_of_the_dataset(graph: frozenset[Triple]) -> None:
    dataset = Dataset({GRAPH: graph})
    assert set(parse(nquads(dataset), format=RdfFormat.N_QUADS)) == set(dataset.quads())


def test_names_of_blank_nodes_make_no_difference() -> None:
    def ring(first: str, second: str) -> Dataset:
        a, b = BlankNode(first), BlankNode(second)
        return Dataset({GRAPH: frozenset({Triple(a, P, b), Triple(b, P, Literal("end"))})})

    assert nquads(canonical(ring("x", "y"))) == nquads(canonical(ring("n", "m")))


def test_another_literal_form_is_another_content() -> None:
    def written(form: str) -> Dataset:
        decimal = Literal(form, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
        return Dataset({GRAPH: frozenset({Triple(P, P, decimal)})})

    assert nquads(written("1.5")) != nquads(written("1.50"))
