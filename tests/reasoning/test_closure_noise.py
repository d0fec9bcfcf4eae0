"""The trivial triples of OWL 2 RL, which are left out."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from lq_graph.names import OWL, RDF, RDFS, XSD
from lq_graph.reasoning.closure import without_noise
from lq_graph.triples.columns import Columns, pairs
from lq_graph.triples.terms import Term, Terms

A, B = NamedNode("https://example.org/a"), NamedNode("https://example.org/b")
TYPE, SAME = NamedNode(f"{RDF}type"), NamedNode(f"{OWL}sameAs")


def graph(subject: Term, predicate: Term, object_: Term) -> Columns:
    terms = Terms()
    ids = terms.ids([subject, predicate, object_])
    return Columns(terms, {int(ids[1]): pairs(ids[:1], ids[2:])})


@pytest.mark.parametrize(
    "triple",
    [
        (Literal("x"), TYPE, A),
        (BlankNode(), A, B),
        (A, B, BlankNode()),
        (A, BlankNode(), B),
        (A, TYPE, NamedNode(f"{OWL}Thing")),
        (A, TYPE, NamedNode(f"{XSD}string")),
        (A, SAME, A),
        (NamedNode(f"{RDF}first"), A, B),
        *((A, NamedNode(f"{RDFS}{name}"), B) for name in ("subClassOf", "subPropertyOf", "domain", "range")),
        *((A, NamedNode(f"{OWL}{name}"), B) for name in ("equivalentClass", "equivalentProperty", "disjointWith")),
    ],
)
def test_noise(triple: tuple[Term, Term, Term]) -> None:
    assert len(without_noise(graph(*triple))) == 0


@pytest.mark.parametrize(
    "triple", [(A, TYPE, B), (A, SAME, B), (A, B, Literal("x")), (A, B, NamedNode(f"{OWL}Thing")), (A, B, A)]
)
def test_news(triple: tuple[Term, Term, Term]) -> None:
    assert len(without_noise(graph(*triple))) == 1
