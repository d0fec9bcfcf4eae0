"""Property paths read from a shapes graph. SHACL §2.3.1."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pyoxigraph import BlankNode, NamedNode

from lq_graph.checking.shacl.graph import FIRST, IllFormedShapes, ShapesGraph, Term
from lq_graph.checking.shacl.path import Alternative, Inverse, Path, Predicate, Repeated, Sequence, Times
from lq_graph.checking.shacl.vocabulary import sh

_SECTION = "§2.3.1"
_SHORTEST_LIST = 2
_ALTERNATIVE = sh("alternativePath")
_INVERSE = sh("inversePath")
_TIMES: Mapping[NamedNode, Times] = MappingProxyType(
    {sh("zeroOrMorePath"): "*", sh("oneOrMorePath"): "+", sh("zeroOrOnePath"): "?"}
)


def parse_path(graph: ShapesGraph, node: Term, within: frozenset[Term] = frozenset()) -> Path:
    """The path that a node stands for; a node that is a list is a sequence, whatever else it has.

    Raises IllFormedShapes for what is no path, or for a path within itself. SHACL §2.3.1.
    """
    if isinstance(node, NamedNode):
        return Predicate(node)
    if not isinstance(node, BlankNode) or node in within:
        raise IllFormedShapes(node, "a path must be an IRI or a blank node, and not a part of itself", _SECTION)
    inner = within | {node}
    if graph.objects(node, FIRST):
        return Sequence(_members(graph, node, inner))
    return _special(graph, node, inner)


def _special(graph: ShapesGraph, node: Term, within: frozenset[Term]) -> Path:
    words = [word for word in (*_TIMES, _INVERSE, _ALTERNATIVE) if graph.objects(node, word)]
    if len(words) != 1 or len(graph.objects(node, words[0])) != 1:
        raise IllFormedShapes(node, "a path must be of exactly one kind and have exactly one value for it", _SECTION)
    value = graph.objects(node, words[0])[0]
    if words[0] == _ALTERNATIVE:
        return Alternative(_members(graph, value, within))
    inner = parse_path(graph, value, within)
    return Inverse(inner) if words[0] == _INVERSE else Repeated(inner, _TIMES[words[0]])


def _members(graph: ShapesGraph, head: Term, within: frozenset[Term]) -> tuple[Path, ...]:
    members = graph.items(head)
    if len(members) < _SHORTEST_LIST:
        raise IllFormedShapes(head, "a sequence or alternative path must have two members or more", _SECTION)
    return tuple(parse_path(graph, member, within) for member in members)
