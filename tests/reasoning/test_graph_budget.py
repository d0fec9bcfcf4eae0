"""A closure that grows without bound is stopped, with the name of its rule."""

from __future__ import annotations

import pytest

from lq_graph.reasoning.closure import close
from lq_graph.reasoning.graph import TooManyTriples
from lq_graph.triples.columns import Columns, columns_of
from reasoning.ontologies import turtle

PATH = " ".join(f":n{number} :p :n{number + 1} ." for number in range(60))


@pytest.mark.parametrize(
    "axiom",
    [
        ":p a owl:TransitiveProperty .",
        ":p owl:propertyChainAxiom ( :p :p ) .",
        ":p a owl:TransitiveProperty, owl:SymmetricProperty .",
    ],
)
def test_the_error_names_the_property_that_grew(axiom: str) -> None:
    data = columns_of(turtle(axiom + PATH))
    with pytest.raises(TooManyTriples, match=r"/p> alone came to") as stopped:
        close(data, Columns(data.terms, {}), limit=500)
    assert stopped.value.triples > 500


def test_within_the_budget_nothing_is_raised() -> None:
    data = columns_of(turtle(f":p a owl:TransitiveProperty . {PATH}"))
    assert len(close(data, Columns(data.terms, {}), limit=5000).inferred) == 61 * 60 // 2 - 60


def test_things_that_are_all_the_same_are_stopped() -> None:
    same = " ".join(f":n{number} owl:sameAs :n{number + 1} ." for number in range(60))
    data = columns_of(turtle(same))
    with pytest.raises(TooManyTriples, match=r"owl#sameAs> alone"):
        close(data, Columns(data.terms, {}), limit=500)
