"""Columns contain exactly the triples that they are made of."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.triples.columns import columns_of, mask
from lq_graph.triples.terms import BLANK, IRI, LITERAL, Terms
from triples.strategies import graphs

Graph = frozenset[Triple]
XSD_INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")


@given(graphs)
def test_columns_give_back_the_graph(graph: Graph) -> None:
    columns = columns_of(graph)
    assert set(columns.triples()) == graph
    assert len(columns) == len(graph)


@given(graphs, graphs)
def test_set_operations_are_those_of_sets(left: Graph, right: Graph) -> None:
    terms = Terms()
    a, b = columns_of(left, terms), columns_of(right, terms)
    assert set((a | b).triples()) == left | right
    assert set((a - b).triples()) == left - right


@given(graphs)
def test_nodes_are_the_subjects_and_objects(graph: Graph) -> None:
    columns = columns_of(graph)
    assert set(columns.terms.terms(columns.nodes)) == {t.subject for t in graph} | {t.object for t in graph}
    assert set(columns.terms.terms(columns.subjects)) == {t.subject for t in graph}


@given(graphs, graphs)
def test_single_triples_are_found(graph: Graph, other: Graph) -> None:
    columns = columns_of(graph)
    find, terms = columns.terms.find, columns.terms
    for each in graph | other:
        ids = find(each.subject), find(each.predicate), find(each.object)  # type: ignore[arg-type]
        assert columns.has(*ids) == (each in graph)
        objects = {t.object for t in graph if (t.subject, t.predicate) == (each.subject, each.predicate)}
        subjects = {t.subject for t in graph if (t.predicate, t.object) == (each.predicate, each.object)}
        assert {terms[found] for found in columns.objects_of(ids[0], ids[1])} == objects
        assert {terms[found] for found in columns.subjects_of(ids[1], ids[2])} == subjects


def test_terms_are_exact() -> None:
    terms = Terms()
    forms = [
        Literal("1", datatype=XSD_INTEGER),
        Literal("01", datatype=XSD_INTEGER),
        Literal("1"),
        Literal("1", language="sv"),
    ]
    assert len({terms.id(form) for form in forms}) == len(forms)
    assert [terms[terms.id(form)] for form in forms] == forms


def test_an_unknown_term_has_no_id_until_it_is_given_one() -> None:
    terms = Terms()
    assert terms.find(XSD_INTEGER) == -1
    assert terms.find(XSD_INTEGER) == -1
    assert terms.id(XSD_INTEGER) == terms.find(XSD_INTEGER) == 0


def test_kinds_follow_the_terms_as_they_come() -> None:
    (triple,) = [Triple(NamedNode("https://example.org/s"), XSD_INTEGER, Literal("x"))]
    terms = columns_of([triple]).terms
    assert terms.kinds().tolist() == [IRI, IRI, LITERAL]
    terms.id(NamedNode("https://example.org/late"))
    assert terms.kinds().tolist() == [IRI, IRI, LITERAL, IRI]
    assert BLANK not in terms.kinds()


def test_a_mask_marks_ids() -> None:
    assert mask(np.array([0, 2], np.int32), 4).tolist() == [True, False, True, False]
