"""The prefixes that a query of a shape may use. SHACL §5.2.1."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.shacl.graph import IllFormedShapes, Node, ShapesGraph, Term
from lq_graph.checking.shacl.vocabulary import sh
from lq_graph.names import OWL

_SECTION = "§5.2.1"
_IMPORTS = NamedNode(f"{OWL}imports")


def prefixes_of(graph: ShapesGraph, node: Node) -> dict[str, str]:
    """The namespaces by prefix that `sh:prefixes/owl:imports*/sh:declare` of a node gives.

    Raises IllFormedShapes for a declaration without exactly one prefix and one namespace, and for two namespaces of
    one prefix.
    """
    found: dict[str, str] = {}
    for declaration in _declarations(graph, graph.objects(node, sh("prefixes"))):
        prefix = _one(graph, declaration, sh("prefix"))
        namespace = _one(graph, declaration, sh("namespace"))
        if found.setdefault(prefix, namespace) != namespace:
            raise IllFormedShapes(declaration, f"the prefix {prefix}: has two namespaces", _SECTION)
    return found


def _declarations(graph: ShapesGraph, starts: list[Term]) -> list[Term]:
    seen = list(dict.fromkeys(starts))
    for each in seen:
        seen.extend(other for other in graph.objects(each, _IMPORTS) if other not in seen)
    return list(dict.fromkeys(found for each in seen for found in graph.objects(each, sh("declare"))))


def _one(graph: ShapesGraph, declaration: Term, predicate: NamedNode) -> str:
    values = graph.objects(declaration, predicate)
    if len(values) != 1 or not isinstance(values[0], Literal):
        raise IllFormedShapes(declaration, f"needs exactly one literal at {predicate}", _SECTION)
    return values[0].value
