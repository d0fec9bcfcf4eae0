"""Blank nodes get the same names in two graphs if and only if the graphs are isomorphic."""

from __future__ import annotations

import time
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, NamedNode, Triple

from lq_graph.changes.compare import with_shared_blanks
from lq_graph.errors import EngineError
from lq_graph.triples.dataset import Triples

BLANKS = [BlankNode(f"n{number}") for number in range(5)]
IRIS = [NamedNode(f"https://example.org/{name}") for name in "ab"]
P = NamedNode("https://example.org/p")

nodes = st.sampled_from([*BLANKS, *IRIS])
triples = st.builds(Triple, nodes, st.sampled_from([P, IRIS[0]]), nodes)
graphs = st.frozensets(triples, max_size=7)


def relabelled(graph: Triples, labels: dict[BlankNode, BlankNode]) -> Triples:
    def term(node: object) -> object:
        return labels.get(node, node) if isinstance(node, BlankNode) else node

    return frozenset(Triple(term(each.subject), each.predicate, term(each.object)) for each in graph)  # type: ignore[arg-type]


def isomorphic(one: Triples, other: Triples) -> bool:
    """By trying every mapping: the definition itself. RDF 1.1 Concepts §3.6."""
    return any(relabelled(one, dict(zip(BLANKS, order, strict=True))) == other for order in permutations(BLANKS))


@given(graphs, st.permutations(BLANKS), st.none() | triples)
def test_names_are_shared_by_isomorphic_graphs_alone(
    graph: Triples, order: list[BlankNode], changed: Triple | None
) -> None:
    other = relabelled(graph, dict(zip(BLANKS, order, strict=True))).symmetric_difference([changed] if changed else [])
    assert (with_shared_blanks(graph) == with_shared_blanks(other)) == isomorphic(graph, other)


def linked(pairs: list[tuple[int, int]]) -> Triples:
    return frozenset(Triple(BlankNode(f"x{one}"), P, BlankNode(f"x{other}")) for one, other in pairs)


def test_one_ring_of_six_is_not_two_rings_of_three() -> None:
    six = linked([(number, (number + 1) % 6) for number in range(6)])
    threes = linked([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)])
    assert with_shared_blanks(six) != with_shared_blanks(threes)


@pytest.mark.parametrize(
    "pairs",
    [
        [(number, number + 1) for number in range(300)],
        [(number, (number + 1) % 80) for number in range(80)],
        [(0, number) for number in range(1, 300)],
        list(combinations(range(7), 2)),
    ],
    ids=["chain", "ring", "star", "everyone with everyone"],
)
def test_common_forms_take_no_time(pairs: list[tuple[int, int]]) -> None:
    start = time.process_time()
    assert len(with_shared_blanks(linked(pairs))) == len(pairs)
    assert time.process_time() - start < 2


def test_what_would_take_for_ever_is_refused() -> None:
    everyone = [(one, other) for one in range(12) for other in range(12) if one != other]
    with pytest.raises(EngineError, match="give the things addresses of their own"):
        with_shared_blanks(linked(everyone))
