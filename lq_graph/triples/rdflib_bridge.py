"""Converts between lq's terms and rdflib's, for the engines that use rdflib."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib.term import IdentifiedNode, Node

# An ill-typed literal is a finding of the shapes; rdflib would print a traceback for it as well.
logging.getLogger("rdflib.term").disabled = True

Term = NamedNode | BlankNode | Literal | Triple


def to_rdflib(triples: Iterable[Triple]) -> rdflib.Graph:
    """The triples as an rdflib graph; literals keep their lexical form."""
    graph = rdflib.Graph()
    for triple in triples:
        graph.add((_to_rdflib(triple.subject), _to_rdflib(triple.predicate), _to_rdflib(triple.object)))
    return graph


def from_rdflib(node: Node) -> NamedNode | BlankNode | Literal:
    """One rdflib term as lq's; raises TypeError for terms outside RDF 1.1."""
    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    if isinstance(node, rdflib.Literal):
        return _literal(node)
    raise TypeError(f"not a term of RDF 1.1: {node!r}")


def _to_rdflib(term: Term) -> IdentifiedNode | rdflib.Literal:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        datatype = None if term.language else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    raise TypeError(f"not a term of RDF 1.1: {term}")


def _literal(node: rdflib.Literal) -> Literal:
    if node.language:
        return Literal(str(node), language=node.language)
    return Literal(str(node), datatype=NamedNode(str(node.datatype))) if node.datatype else Literal(str(node))
