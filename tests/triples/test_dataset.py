"""Named graphs of exact triples."""

from __future__ import annotations

from hypothesis import given
from pyoxigraph import Triple

from lq_graph.triples.dataset import Dataset
from triples.strategies import graphs


@given(graphs, graphs)
def test_merging_is_the_union_of_sets(first: frozenset[Triple], second: frozenset[Triple]) -> None:
    assert Dataset({"https://example.org/1": first, "https://example.org/2": second}).merged() == first | second


@given(graphs, graphs)
def test_adding_to_a_graph_leaves_the_old_dataset_alone(first: frozenset[Triple], more: frozenset[Triple]) -> None:
    old = Dataset({"https://example.org/1": first})
    new = old.with_graph("https://example.org/1", more)
    assert old.graph("https://example.org/1") == first
    assert new.graph("https://example.org/1") == first | more


def test_a_graph_that_is_not_there_is_empty() -> None:
    assert Dataset().graph("https://example.org/none") == frozenset()
    assert Dataset().merged() == frozenset()


@given(graphs, graphs)
def test_a_dataset_without_a_graph_has_the_others(first: frozenset[Triple], second: frozenset[Triple]) -> None:
    both = Dataset({"https://example.org/1": first, "https://example.org/2": second})
    assert both.without(("https://example.org/2",)).graphs == {"https://example.org/1": first}
