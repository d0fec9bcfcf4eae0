"""Property paths: read, followed on columns, and written in Turtle. SHACL §2.3.1, SPARQL 1.1 §9.3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from pyoxigraph import BlankNode, NamedNode

from lq_graph.shacl.core.shapes_graph import IllFormedShapes, ShapesGraph, Term, sh
from lq_graph.triples.columns import Columns, Pairs, compose, first, mask, minus, restrict, second, union, unique_ids
from lq_graph.triples.terms import Ids
from lq_graph.triples.vocabulary import RDF_FIRST

Times = Literal["*", "+", "?"]

_SECTION = "§2.3.1"
_SHORTEST_LIST = 2
_ALTERNATIVE = sh("alternativePath")
_INVERSE = sh("inversePath")
_TIMES: Mapping[NamedNode, Times] = MappingProxyType(
    {sh("zeroOrMorePath"): "*", sh("oneOrMorePath"): "+", sh("zeroOrOnePath"): "?"}
)
_PREDICATES: Mapping[str, str] = MappingProxyType(
    {times: predicate.value.rpartition("#")[2] for predicate, times in _TIMES.items()}
)
_FEW = 8  # times fewer ids than candidates: by then a search takes less time than a scan


@dataclass(frozen=True)
class Predicate:
    """One predicate, followed from subject to object."""

    iri: NamedNode


@dataclass(frozen=True)
class Inverse:
    """A path followed backwards."""

    path: Path


@dataclass(frozen=True)
class Sequence:
    """Paths one after another; two or more."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Alternative:
    """Any of some paths; two or more."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Repeated:
    """A path any number of times (`*`), at least once (`+`), or at most once (`?`)."""

    path: Path
    times: Times


Path = Predicate | Inverse | Sequence | Alternative | Repeated


def first_predicate(path: Path) -> NamedNode:
    """The predicate with which a path begins."""
    match path:
        case Predicate(iri):
            return iri
        case Sequence(paths) | Alternative(paths):
            return first_predicate(paths[0])
        case Inverse(inner) | Repeated(inner, _):
            return first_predicate(inner)


def parse_path(graph: ShapesGraph, node: Term, within: frozenset[Term] = frozenset()) -> Path:
    """The path that a node stands for; a node that is a list is a sequence, whatever else it has.

    Raises IllFormedShapes for what is no path, or for a path within itself. SHACL §2.3.1.
    """
    if isinstance(node, NamedNode):
        return Predicate(node)
    if not isinstance(node, BlankNode) or node in within:
        raise IllFormedShapes(node, "a path must be an IRI or a blank node, and not a part of itself", _SECTION)
    inner = within | {node}
    if graph.objects(node, RDF_FIRST):
        return Sequence(_members(graph, node, inner))
    kinds = [kind for kind in (*_TIMES, _INVERSE, _ALTERNATIVE) if graph.objects(node, kind)]
    if len(kinds) != 1 or len(graph.objects(node, kinds[0])) != 1:
        raise IllFormedShapes(node, "a path must be of exactly one kind and have exactly one value for it", _SECTION)
    value = graph.objects(node, kinds[0])[0]
    if kinds[0] == _ALTERNATIVE:
        return Alternative(_members(graph, value, inner))
    path = parse_path(graph, value, inner)
    return Inverse(path) if kinds[0] == _INVERSE else Repeated(path, _TIMES[kinds[0]])


def _members(graph: ShapesGraph, head: Term, within: frozenset[Term]) -> tuple[Path, ...]:
    members = graph.items(head)
    if len(members) < _SHORTEST_LIST:
        raise IllFormedShapes(head, "a sequence or alternative path must have two members or more", _SECTION)
    return tuple(parse_path(graph, member, within) for member in members)


def walk(columns: Columns, path: Path, focus: Ids) -> Pairs:
    """The pairs (focus node, value node) of a path from some distinct, sorted focus nodes.

    Time and memory go with the pairs of the path's predicates and with the result, not with the graph.
    """
    match path:
        case Predicate(iri):
            return starting(columns.relation(columns.terms.find(iri)), focus, len(columns.terms))
        case Inverse(Predicate(iri)):
            return starting(columns.inverse(columns.terms.find(iri)), focus, len(columns.terms))
        case Inverse(inner):
            return walk(columns, reversed_path(inner), focus)
        case Sequence(paths):
            reached = walk(columns, paths[0], focus)
            for each in paths[1:]:
                reached = _step(columns, each, reached)
            return reached
        case Alternative(paths):
            return union(*(walk(columns, each, focus) for each in paths))
        case Repeated(inner, times):
            once = walk(columns, inner, focus)
            reached = once if times == "+" else union(identity(focus), once)
            return reached if times == "?" else _closed(columns, inner, reached, once)


def _closed(columns: Columns, path: Path, reached: Pairs, new: Pairs) -> Pairs:
    """The pairs of any number of further steps, semi-naive: each round follows only what was new in the last."""
    while len(new):
        new = minus(_step(columns, path, new), reached)
        reached = union(reached, new)
    return reached


def _step(columns: Columns, path: Path, reached: Pairs) -> Pairs:
    ends = distinct_ids(second(reached), len(columns.terms))
    return compose(reached, walk(columns, path, ends))


def reversed_path(path: Path) -> Path:
    """A path that relates (b, a) where the given one relates (a, b), with inverses on predicates alone."""
    match path:
        case Predicate():
            return Inverse(path)
        case Inverse(inner):
            return inner
        case Sequence(paths):
            return Sequence(tuple(map(reversed_path, reversed(paths))))
        case Alternative(paths):
            return Alternative(tuple(map(reversed_path, paths)))
        case Repeated(inner, times):
            return Repeated(reversed_path(inner), times)


def identity(ids: Ids) -> Pairs:
    """Each id paired with itself."""
    wide = ids.astype(np.int64)
    return wide << 32 | wide


def distinct_ids(ids: Ids, size: int) -> Ids:
    """The ids sorted, each once; `size` is that of their dictionary."""
    if len(ids) * _FEW < size:
        return unique_ids(ids)
    return np.flatnonzero(mask(ids, size)).astype(np.int32)


def starting(relation: Pairs, focus: Ids, size: int) -> Pairs:
    """The pairs whose first id is one of some distinct, sorted ids; by search if these are few, else by scanning."""
    if len(focus) * _FEW < len(relation):
        return restrict(relation, focus)
    starts = mask(focus, size)[first(relation)]
    return relation if starts.all() else relation[starts]


def sparql_text(path: Path) -> str:
    """The path in SPARQL's syntax, with parentheses around every compound part. SPARQL 1.1 §9.1."""
    match path:
        case Predicate(iri):
            return str(iri)
        case Inverse(inner):
            return f"(^{sparql_text(inner)})"
        case Sequence(paths):
            return f"({'/'.join(map(sparql_text, paths))})"
        case Alternative(paths):
            return f"({'|'.join(map(sparql_text, paths))})"
        case Repeated(inner, times):
            return f"({sparql_text(inner)}{times})"


def path_turtle(path: Path) -> str:
    """The path as the object of a triple, with blank nodes of its own; `sh:` is a prefix."""
    match path:
        case Predicate(iri):
            return str(iri)
        case Sequence(paths):
            return _list(paths)
        case Alternative(paths):
            return f"[ sh:alternativePath {_list(paths)} ]"
        case Inverse(inner):
            return f"[ sh:inversePath {path_turtle(inner)} ]"
        case Repeated(inner, times):
            return f"[ sh:{_PREDICATES[times]} {path_turtle(inner)} ]"


def _list(paths: Iterable[Path]) -> str:
    return f"( {' '.join(map(path_turtle, paths))} )"
