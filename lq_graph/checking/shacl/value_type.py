"""sh:class, sh:datatype and sh:nodeKind. SHACL §4.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from pyoxigraph import BlankNode, NamedNode

from lq_graph.checking.shacl.constraint import Constraint, Failures, Plain, Scope
from lq_graph.checking.shacl.reader import Reader
from lq_graph.checking.shacl.vocabulary import component, sh
from lq_graph.triples.terms import BLANK, IRI, LITERAL

_KINDS: Mapping[NamedNode, tuple[int, ...]] = MappingProxyType(
    {
        sh("IRI"): (IRI,),
        sh("BlankNode"): (BLANK,),
        sh("Literal"): (LITERAL,),
        sh("BlankNodeOrIRI"): (BLANK, IRI),
        sh("BlankNodeOrLiteral"): (BLANK, LITERAL),
        sh("IRIOrLiteral"): (IRI, LITERAL),
    }
)


@dataclass(frozen=True)
class Class(Plain):
    """Every value node is a SHACL instance of a class."""

    class_: NamedNode | BlankNode
    component = component("Class")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are not."""
        yield scope.failing(~scope.facts.is_instance(self.class_, scope.values))


@dataclass(frozen=True)
class Datatype(Plain):
    """Every value node is a well-formed literal of a datatype."""

    datatype: NamedNode
    component = component("Datatype")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are not."""
        yield scope.failing(~scope.facts.has_datatype(self.datatype, scope.values))


@dataclass(frozen=True)
class NodeKind(Plain):
    """Every value node is of one of some kinds."""

    kinds: tuple[int, ...]
    component = component("NodeKind")

    def failures(self, scope: Scope) -> Iterable[Failures]:
        """The value nodes that are not."""
        allowed = np.zeros(LITERAL + 1, bool)
        allowed[list(self.kinds)] = True
        yield scope.failing(~allowed[scope.facts.terms.kinds()[scope.values]])


def read_value_type(reader: Reader) -> Iterator[Constraint]:
    """The value type constraints of a shape."""
    yield from map(Class, reader.iris("class", "§4.1.1"))
    if (datatype := reader.iri("datatype", "§4.1.2")) is not None:
        yield Datatype(datatype)
    if (kind := reader.iri("nodeKind", "§4.1.3")) is not None:
        yield NodeKind(_KINDS[reader.only("nodeKind", kind, _KINDS.keys(), "§4.1.3")])
