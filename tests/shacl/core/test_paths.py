"""Paths on columns have the pairs that SPARQL 1.1 §9.3 defines."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from lq_graph.shacl.core.paths import (
    Alternative,
    Inverse,
    Path,
    Predicate,
    Repeated,
    Sequence,
    Times,
    distinct_ids,
    parse_path,
    path_turtle,
    reversed_path,
    sparql_text,
    walk,
)
from lq_graph.shacl.core.shapes_graph import PATH, ShapesGraph
from lq_graph.triples.columns import Columns, Pairs, columns_of, first, inverse, second
from shacl.strategies import GRAPHS, PATHS, triples

TIMES: tuple[Times, ...] = ("?", "+", "*")
SHAPE = NamedNode("http://example.org/S")
P, Q = (Predicate(NamedNode(f"http://example.org/{name}")) for name in "pq")

Steps = set[tuple[int, int]]


def path_of(text: str) -> Path:
    graph = ShapesGraph(triples(f"ex:S sh:path {text} ."))
    return parse_path(graph, graph.objects(SHAPE, PATH)[0])


def joined(left: Steps, right: Steps) -> Steps:
    return {(a, d) for a, b in left for c, d in right if b == c}


def plain(columns: Columns, path: Path) -> Steps:
    """The pairs of a path, by its definition."""
    match path:
        case Predicate(iri):
            return steps(columns.relation(columns.terms.find(iri)))
        case Inverse(inner):
            return {(b, a) for a, b in plain(columns, inner)}
        case Alternative(paths):
            return set().union(*(plain(columns, each) for each in paths))
        case Sequence(paths):
            found = plain(columns, paths[0])
            for each in paths[1:]:
                found = joined(found, plain(columns, each))
            return found
        case Repeated(inner, times):
            return repeated(columns, plain(columns, inner), times)


def repeated(columns: Columns, once: Steps, times: str) -> Steps:
    found = once | ({(each, each) for each in range(len(columns.terms))} if times != "+" else set())
    while times != "?" and not joined(found, once) <= found:
        found |= joined(found, once)
    return found


def steps(relation: Pairs) -> Steps:
    return set(zip(first(relation).tolist(), second(relation).tolist(), strict=True))


@settings(deadline=None)
@given(GRAPHS, PATHS, st.sets(st.integers(0, 20)))
def test_a_path_has_the_pairs_of_its_definition(data: str, text: str, wanted: set[int]) -> None:
    columns, path = columns_of(triples(data)), path_of(text)
    focus = sorted(each for each in wanted if each < len(columns.terms))
    expected = {(a, b) for a, b in plain(columns, path) if a in focus}
    found = walk(columns, path, np.array(focus, np.int32))
    assert steps(found) == expected
    assert found.tolist() == sorted(set(found.tolist()))


@settings(deadline=None)
@given(GRAPHS, PATHS)
def test_a_reversed_path_is_the_inverse_relation(data: str, text: str) -> None:
    columns, path = columns_of(triples(data)), path_of(text)
    every = np.arange(len(columns.terms), dtype=np.int32)
    assert walk(columns, reversed_path(path), every).tolist() == inverse(walk(columns, path, every)).tolist()


@settings(deadline=None)
@given(PATHS)
def test_a_path_written_in_turtle_is_read_as_itself(text: str) -> None:
    path = path_of(text)
    assert path_of(path_turtle(path)) == path


def test_a_path_as_sparql() -> None:
    path = Sequence((Inverse(P), Alternative((Q, Repeated(P, "*")))))
    assert sparql_text(path) == "((^<http://example.org/p>)/(<http://example.org/q>|(<http://example.org/p>*)))"


def test_distinct_ids_are_sorted_whether_they_are_few_or_many() -> None:
    ids = np.array([5, 3, 5, 1], np.int32)
    assert distinct_ids(ids, 6).tolist() == distinct_ids(ids, 1000).tolist() == [1, 3, 5]


def test_a_node_reaches_itself_though_no_triple_has_it() -> None:
    columns = columns_of([])
    lone = columns.terms.ids([SHAPE])
    assert steps(walk(columns, Repeated(P, "*"), lone)) == {(0, 0)}
    assert steps(walk(columns, P, lone)) == set()


def test_a_repeated_path_goes_on_as_long_as_it_may() -> None:
    columns = columns_of(triples("ex:a ex:p ex:b . ex:b ex:p ex:c . ex:c ex:p ex:a, ex:d ."))
    start = columns.terms.ids([NamedNode("http://example.org/b")])
    reached = {times: second(walk(columns, Repeated(P, times), start)) for times in TIMES}
    names = {times: "".join(sorted(term.value[-1] for term in columns.terms.terms(reached[times]))) for times in TIMES}
    assert names == {"?": "bc", "+": "abcd", "*": "abcd"}
    end = columns.terms.ids([NamedNode("http://example.org/d")])
    assert [len(walk(columns, Repeated(P, times), end)) for times in TIMES] == [1, 0, 1]
