"""The parameters of one shape, read with the syntax rules of the specification."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from lq_graph.checking.shacl.graph import IllFormedShapes, Node, ShapesGraph, Term
from lq_graph.checking.shacl.vocabulary import FALSE, TRUE, sh
from lq_graph.names import XSD

_INTEGER = NamedNode(f"{XSD}integer")
_BOOLEAN = NamedNode(f"{XSD}boolean")
_STRING = NamedNode(f"{XSD}string")


@dataclass(frozen=True)
class Reader:
    """One shape in a shapes graph; every method raises IllFormedShapes for what a section of SHACL forbids."""

    graph: ShapesGraph
    node: Node

    @property
    def is_property(self) -> bool:
        """Whether the shape has a path."""
        return bool(self.graph.objects(self.node, sh("path")))

    def refusal(self, name: str, value: Term | None, rule: str, section: str) -> IllFormedShapes:
        """The error that names the shape, its triple, and the rule that it breaks."""
        triple = f"sh:{name}" if value is None else f"sh:{name} {value}"
        return IllFormedShapes(self.node, f"{triple}: {rule}", section)

    def terms(self, name: str) -> list[Term]:
        """The values of a parameter."""
        return self.graph.objects(self.node, sh(name))

    def one(self, name: str, section: str) -> Term | None:
        """The value of a parameter that may have one at most."""
        terms = self.terms(name)
        if len(terms) > 1:
            raise self.refusal(name, terms[1], "a shape has one value at most", section)
        return terms[0] if terms else None

    def iris(self, name: str, section: str) -> list[NamedNode]:
        """The values of a parameter that must be IRIs."""
        return [self._iri(name, term, section) for term in self.terms(name)]

    def iri(self, name: str, section: str) -> NamedNode | None:
        """The value of a parameter that may have one at most, an IRI."""
        term = self.one(name, section)
        return None if term is None else self._iri(name, term, section)

    def integer(self, name: str, section: str) -> int | None:
        """The value of a parameter that may have one at most, an xsd:integer."""
        term = self.one(name, section)
        if term is None:
            return None
        if not isinstance(term, Literal) or term.datatype != _INTEGER or not _is_integer(term.value):
            raise self.refusal(name, term, "must be an xsd:integer", section)
        return int(term.value)

    def flag(self, name: str, section: str) -> bool:
        """Whether a parameter that may have one value at most, an xsd:boolean, is the term true."""
        term = self.one(name, section)
        if term is not None and (not isinstance(term, Literal) or term.datatype != _BOOLEAN):
            raise self.refusal(name, term, "must be an xsd:boolean", section)
        if isinstance(term, Literal) and term.value not in ("true", "false", "1", "0"):
            raise self.refusal(name, term, "must be an xsd:boolean", section)
        return term == TRUE

    def truth(self, name: str, section: str) -> bool:
        """Whether a parameter that may only be true or false is true."""
        term = self.one(name, section)
        if term not in (None, TRUE, FALSE):
            raise self.refusal(name, term, "must be true or false", section)
        return term == TRUE

    def text(self, name: str, section: str) -> str | None:
        """The value of a parameter that may have one at most, an xsd:string."""
        term = self.one(name, section)
        if term is None:
            return None
        if not isinstance(term, Literal) or term.datatype != _STRING:
            raise self.refusal(name, term, "must be an xsd:string", section)
        return term.value

    def items(self, name: str, head: Term, section: str) -> tuple[Term, ...]:
        """The members of a list that is the value of a parameter."""
        try:
            return tuple(self.graph.items(head))
        except IllFormedShapes as error:
            raise self.refusal(name, head, "must be a SHACL list (§1.5)", section) from error

    def shape_lists(self, name: str, section: str) -> list[tuple[Node, ...]]:
        """The values of a parameter that must be lists of shapes."""
        return [
            tuple(self._node(name, member, section) for member in self.items(name, head, section))
            for head in self.terms(name)
        ]

    def node_shapes(self, name: str, section: str) -> list[Node]:
        """The values of a parameter that must be shapes."""
        return [self._node(name, term, section) for term in self.terms(name)]

    def forbid_in_node_shape(self, name: str, section: str) -> None:
        """Nothing, if the shape has a path or does not use a parameter that only property shapes have."""
        if self.terms(name) and not self.is_property:
            raise self.refusal(name, self.terms(name)[0], "a node shape has no value for it", section)

    def only(self, name: str, term: NamedNode, allowed: Collection[NamedNode], section: str) -> NamedNode:
        """The value of a parameter, if it is one of the allowed."""
        if term not in allowed:
            raise self.refusal(name, term, f"must be one of {', '.join(map(str, allowed))}", section)
        return term

    def _iri(self, name: str, term: Term, section: str) -> NamedNode:
        if not isinstance(term, NamedNode):
            raise self.refusal(name, term, "must be an IRI", section)
        return term

    def _node(self, name: str, term: Term, section: str) -> Node:
        if not isinstance(term, NamedNode | BlankNode):
            raise self.refusal(name, term, "must be a shape, thus an IRI or a blank node", section)
        return term


def _is_integer(text: str) -> bool:
    return text.removeprefix("-").removeprefix("+").isdecimal() and text.isascii()
