"""What owlrl adds and nobody asks for."""

from __future__ import annotations

import pytest
from rdflib import OWL, RDF, RDFS, BNode, Literal, URIRef
from rdflib.term import Node

from lq_graph.reasoning.noise import is_noise

A, B = URIRef("https://example.org/a"), URIRef("https://example.org/b")


@pytest.mark.parametrize(
    "triple",
    [
        (Literal("x"), RDF.type, A),
        (BNode(), A, B),
        (A, B, BNode()),
        (A, RDF.type, OWL.Thing),
        (A, OWL.sameAs, A),
        (RDF.first, A, B),
        (A, RDFS.subClassOf, B),
    ],
)
def test_noise(triple: tuple[Node, Node, Node]) -> None:
    assert is_noise(*triple)


@pytest.mark.parametrize("triple", [(A, RDF.type, B), (A, OWL.sameAs, B), (A, B, Literal("x"))])
def test_news(triple: tuple[Node, Node, Node]) -> None:
    assert not is_noise(*triple)
