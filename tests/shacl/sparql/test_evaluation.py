"""Queries of shapes on data: rows, messages, literals with their lexical forms, components."""

from __future__ import annotations

from collections import Counter

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from lq_graph.errors import EngineError
from lq_graph.names import XSD
from lq_graph.shacl.core.shapes_graph import IllFormedShapes, ShapesGraph, Term
from lq_graph.shacl.core.sparql_data import SHAPES_GRAPH, SparqlData
from lq_graph.shacl.sparql.constraints import QueryText, SparqlConstraint, components_of, constraints_of_components
from lq_graph.shacl.sparql.evaluation import SparqlResult
from lq_graph.triples.columns import columns_of

EX = "https://example.org/"
HEAD = f"@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <{XSD}> . @prefix : <{EX}> . "
A, B, SHAPE = NamedNode(f"{EX}a"), NamedNode(f"{EX}b"), NamedNode(f"{EX}s")


def data_of(turtle: str, shapes: str = "") -> SparqlData:
    columns = columns_of(quad.triple for quad in parse(HEAD + turtle, RdfFormat.TURTLE))
    return SparqlData(columns, [quad.triple for quad in parse(HEAD + shapes, RdfFormat.TURTLE)])


def run(
    select: str, data: SparqlData, focus: list[Term], *messages: Literal, path: str | None = None
) -> list[SparqlResult]:
    constraint = SparqlConstraint(SHAPE, QueryText(SHAPE, select, {"": EX}, "§5.2.1"), messages, False)
    return constraint.results(data, SHAPE, path, focus)


def integer(text: str) -> Literal:
    return Literal(text, datatype=NamedNode(f"{XSD}integer"))


def test_values_come_back_as_written() -> None:
    data = data_of(":a :p 007 . :b :p 7 . :a :q '07'^^xsd:int .")
    select = "SELECT $this ?value { $this :p ?value }"
    assert [each.value for each in run(select, data, [B])] == [integer("7")]
    values = {each.value for each in run(select, data, [A])}
    assert values == {integer("007"), Literal("07", datatype=NamedNode(f"{XSD}int"))}


def test_a_computed_value_stays() -> None:
    assert [each.value for each in run("SELECT $this (1+1 AS ?value) { }", data_of(""), [A])] == [integer("2")]


def test_literals_and_blank_nodes_can_be_focus_nodes() -> None:
    focus: list[Term] = [integer("01"), integer("1"), BlankNode("x"), Literal("a")]
    results = run("SELECT $this { FILTER(!isIRI($this)) }", data_of(""), focus)
    assert Counter((each.focus, each.value) for each in results) == Counter((each, each) for each in focus)


def test_a_blank_node_of_the_data_is_a_focus_node() -> None:
    data = data_of("[] :p 1 . [] :p 2 .")
    focus = [term for term in data.columns.terms.terms(data.columns.subjects) if isinstance(term, BlankNode)]
    assert len(run("SELECT $this { $this :p 2 }", data, list(focus))) == 1


def test_a_limit_counts_for_each_focus_node() -> None:
    data = data_of(":a :p 1, 2 . :b :p 1, 2 .")
    results = run("SELECT $this ?value { $this :p ?value } ORDER BY DESC(?value) LIMIT 1", data, [A, B])
    assert [(each.focus, each.value) for each in results] == [(A, integer("2")), (B, integer("2"))]


def test_messages_are_filled_from_the_row() -> None:
    data = data_of(":a :p 'x'@en .")
    select = "SELECT $this ?value ?b { $this :p ?value BIND(STR(?value) AS ?b) }"
    (result,) = run(select, data, [A], Literal("{?value} of {$this}, {?b}, {?no}", language="sv"))
    assert result.messages == (Literal("x of https://example.org/a, x, {?no}", language="sv"),)


def test_the_message_of_a_row_stands_where_the_constraint_has_none() -> None:
    select = "SELECT $this ('why' AS ?message) { }"
    assert [each.messages for each in run(select, data_of(""), [A])] == [(Literal("why"),)]
    assert [each.messages for each in run(select, data_of(""), [A], Literal("m"))] == [(Literal("m"),)]


def test_a_path_of_a_row_is_taken_if_it_is_an_iri() -> None:
    rows = run("SELECT $this ?path ?value { $this ?path ?value }", data_of(":a :p 1 ."), [A])
    assert [each.path for each in rows] == [NamedNode(f"{EX}p")]
    assert [each.path for each in run("SELECT $this ('p' AS ?path) { }", data_of(""), [A])] == [None]


def test_a_property_shape_has_no_value_without_one_and_its_path_in_the_query() -> None:
    data = data_of(":a :p [ :q 1 ] . :b :p [ :q 2 ] .")
    results = run(
        "SELECT $this { $this $PATH 2 }", data, [A, B], path="(<https://example.org/p>/<https://example.org/q>)"
    )
    assert [(each.focus, each.value) for each in results] == [(B, None)]


def test_a_failure_stops_the_check() -> None:
    with pytest.raises(EngineError, match="failure"):
        run("SELECT $this (true AS ?failure) { }", data_of(""), [A])


def test_the_tables_cannot_be_seen() -> None:
    data = data_of(":a :p 1 .", ":s :note 1 .")
    assert len(run("SELECT $this ?s ?p ?o { ?s ?p ?o }", data, [A])) == 1
    results = run("SELECT $this (?g AS ?value) { GRAPH ?g { ?s ?p ?o } }", data, [A])
    assert [each.value for each in results] == [SHAPES_GRAPH]
    assert list(data.store.named_graphs()) == [SHAPES_GRAPH]


COMPONENT = """:C a sh:ConstraintComponent ; sh:parameter [ sh:path :least ], [ sh:path :most ; sh:optional true ] ;
  sh:validator [ sh:ask "ASK { FILTER($value >= $least && (!BOUND(?most) || $value <= ?most)) }" ;
    sh:message "{$least}?" ] ;
  sh:propertyValidator [ sh:select "SELECT $this ?value { $this $PATH ?value FILTER(?value < $least) }" ] . """


def found(shapes: str, path: str | None, pairs: list[tuple[Term, Term]], focus: list[Term]) -> list[SparqlResult]:
    graph = ShapesGraph(quad.triple for quad in parse(HEAD + shapes, RdfFormat.TURTLE))
    (component,) = components_of(graph)
    validator = component.validator(path)
    assert validator is not None
    assert validator.ask == (path is None)
    data = data_of(":a :p 1, 2, 3 . :b :p 1 .")
    return [
        result
        for constraint in constraints_of_components(graph, SHAPE, [component])
        for result in constraint.results(data, SHAPE, path, focus=focus, pairs=pairs)
    ]


def test_an_ask_is_evaluated_for_all_pairs() -> None:
    pairs: list[tuple[Term, Term]] = [(A, integer("1")), (A, integer("2")), (B, integer("03")), (B, integer("3"))]
    results = found(COMPONENT + ":s :least 2 ; :most 2 .", None, pairs, [A, B])
    assert [(each.focus, each.value) for each in results] == [pairs[0], pairs[2], pairs[3]]
    assert results[0].messages == (Literal("2?"),)


def test_a_select_validates_properties() -> None:
    results = found(COMPONENT + ":s :least 2 .", f"<{EX}p>", [], [A, B])
    assert {(each.focus, each.value) for each in results} == {(A, integer("1")), (B, integer("1"))}


def test_a_component_applies_where_its_mandatory_parameters_are() -> None:
    assert found(COMPONENT + ":s :most 2 .", None, [(A, integer("9"))], [A]) == []


@pytest.mark.parametrize(
    "shapes",
    [
        COMPONENT + ":s :least 2, 3 .",
        COMPONENT.replace(":most", ":value"),
        COMPONENT.replace("sh:path :least", "sh:path [ ]"),
        ":C a sh:ConstraintComponent ; sh:parameter [ sh:path :p ; sh:optional true ] .",
        COMPONENT.replace("sh:propertyValidator", "sh:validator"),
        COMPONENT.replace("ASK {", "ASK { BIND(1 AS ?value)"),
        COMPONENT.replace("ASK {", "ASK { BIND(1 AS ?least)"),
    ],
)
def test_an_ill_formed_component_is_refused(shapes: str) -> None:
    with pytest.raises(IllFormedShapes):
        found(shapes, None, [], [A])
