"""What SHACL forbids in queries is refused, with the rule; what it allows is read."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from lq_graph.names import RDF, RDFS
from lq_graph.shacl.core.shapes_graph import IllFormedShapes, ShapesGraph, Unsupported
from lq_graph.shacl.sparql.constraints import SparqlConstraint, footprint, prefixes_of, sparql_constraints_of
from lq_graph.shacl.sparql.query import projected

EX = "https://example.org/"
HEAD = f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix : <{EX}> .
:onto sh:declare [ sh:prefix "ex" ; sh:namespace "{EX}" ] . :top owl:imports :onto . """


def graph_of(turtle: str) -> ShapesGraph:
    return ShapesGraph(quad.triple for quad in parse(HEAD + turtle, RdfFormat.TURTLE))


def constraint(select: str, more: str = "") -> SparqlConstraint:
    graph = graph_of(f":s {more} sh:sparql [ sh:prefixes :top ; sh:select '''{select}''' ] .")
    (found,) = sparql_constraints_of(graph, NamedNode(f"{EX}s"))
    return found


@pytest.mark.parametrize(
    ("select", "reason", "section"),
    [
        ("SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }", "line 1, column 28: MINUS", "§A"),
        ("SELECT $this {\n $this ?p ?o\n minus { ?o ?p 1 } }", "line 3, column 2: MINUS", "§A"),
        ("SELECT $this { VALUES ?any { true } }", "VALUES", "§A"),
        ("SELECT $this { $this ?p ?o } VALUES ?o { 1 }", "VALUES", "§A"),
        ("SELECT $this { FILTER EXISTS { VALUES ?any { true } } }", "VALUES", "§A"),
        ("SELECT $this { SERVICE <http://a.example/> { $this ?p ?o } }", "SERVICE", "§A"),
        ("SELECT $this FROM <http://a.example/> { $this ?p ?o }", "FROM", "§A"),
        ("SELECT (1 AS ?this) { }", "AS [?]this", "§A"),
        ("SELECT $this { BIND(1 AS $this) }", "AS [?]this", "§A"),
        ("SELECT $this { OPTIONAL { BIND(1 AS ?currentShape) } }", "AS [?]currentShape", "§A"),
        ("SELECT $this { $this ?p ?o { SELECT ?o { ?o ?p 1 } } }", "does not give [?]this", "§A"),
        ("SELECT $this { { SELECT * { FILTER($this = ex:a) } } }", "does not give [?]this", "§A"),
        ("SELECT ?o { $this ?p ?o }", "does not give [?]this", "§5.2.1"),
        ("ASK { $this ?p ?o }", "SELECT expected", "§5.2.1"),
        ("SELECT $this { $this no:p ?o }", "line 1, column 2.: .*Prefix not found", "§5.2.1"),
        ("SELECT $this {\n $this ex:p }", "line 2, column 13", "§5.2.1"),
        ("SELECT $this { $this $PATH ?o }", "PATH in a node shape", "§5.3.1"),
        ("SELECT $this { $this ex:p $PATH }", "not a SPARQL query", "§5.2.1"),
        ("SELECT $this { $this ex:p ?o FILTER(?o = $PATH) }", "not a SPARQL query", "§5.2.1"),
    ],
)
def test_what_is_forbidden_is_refused(select: str, reason: str, section: str) -> None:
    with pytest.raises(IllFormedShapes, match=reason) as caught:
        constraint(select)
    assert caught.value.section == section


@pytest.mark.parametrize(
    "select",
    [
        "SELECT $this { ?minus ex:minus 'MINUS { VALUES' } # SERVICE <x> {",
        "SELECT $this { { SELECT * { $this ex:p ?o } } }",
        "SELECT $this (ex:p AS ?path) (?o AS ?value) { $this ex:p ?o }",
        "SELECT $this { $this ex:p ?o FILTER(?o<5&&?o>1) }",
        "PREFIX no: <http://a.example/> SELECT $this { $this no:p ?o }",
        "SELECT * { $this ex:p [ ex:q ( 1 -2 'x'@en \"y\"^^ex:d ) ; ex:r ?o ], true ; ^ex:p|!(ex:q|^ex:r) ?z . }",
        "SELECT $this (COUNT(DISTINCT *) AS ?n) { $this ex:p ?o } GROUP BY $this HAVING(?n > 2) ORDER BY ?n",
    ],
)
def test_what_is_allowed_is_read(select: str) -> None:
    assert "this" in projected(constraint(select).select.query("<https://example.org/p>").select)


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("$this ex:p/^ex:q ?o", frozenset({f"{EX}p", f"{EX}q"})),
        ("$this a ex:C", frozenset({f"{RDF}type"})),
        (
            "$this a/<http://www.w3.org/2000/01/rdf-schema#subClassOf>* ?c",
            frozenset({f"{RDF}type", f"{RDFS}subClassOf"}),
        ),
        ("$this ex:p ?c . ?c ex:q* ?d", frozenset({f"{EX}p", f"{EX}q"})),
        ("FILTER NOT EXISTS { $this ex:p [ ex:q 1 ] }", frozenset({f"{EX}p", f"{EX}q"})),
        ("$this ex:p (1)", frozenset({f"{EX}p", f"{RDF}first", f"{RDF}rest"})),
        ("$this <https://example.org/p> 'ex:q' # ex:r", frozenset({f"{EX}p"})),
        ("$this ?p ?o", None),
        ("$this ex:q* ?d", None),
        ("$this !ex:q ?d", None),
        ("{ $this ex:p ?c } OPTIONAL { ?c ex:q? ?d }", None),
    ],
)
def test_the_footprint_is_what_the_patterns_can_touch(pattern: str, names: frozenset[str] | None) -> None:
    assert constraint(f"SELECT $this {{ {pattern}\n }}").predicates(None) == names


def test_footprints_add_up() -> None:
    assert footprint([frozenset({"a"}), frozenset({"b"})]) == frozenset({"a", "b"})
    assert footprint([frozenset({"a"}), None]) is None


def test_two_namespaces_of_one_prefix_are_refused() -> None:
    graph = graph_of(
        ':more sh:declare [ sh:prefix "ex" ; sh:namespace "http://a.example/" ] . :q sh:prefixes :top, :more .'
    )
    with pytest.raises(IllFormedShapes, match="two namespaces"):
        prefixes_of(graph, NamedNode(f"{EX}q"))


def test_a_declaration_without_namespace_is_refused() -> None:
    graph = graph_of(':q sh:prefixes :more . :more sh:declare [ sh:prefix "ex" ] .')
    with pytest.raises(IllFormedShapes, match="exactly one literal"):
        prefixes_of(graph, NamedNode(f"{EX}q"))


def test_unknown_functions_are_left_to_another_engine() -> None:
    with pytest.raises(Unsupported, match="function"):
        constraint("SELECT $this { $this ex:p ?o FILTER(ex:f(?o)) }")


def test_triple_terms_are_left_to_another_engine() -> None:
    with pytest.raises(Unsupported):
        constraint("SELECT $this { << $this ex:p ?o >> ex:q ?z }")


@pytest.mark.parametrize("more", ["sh:select 'SELECT * { $this ?p ?o }' ;", "sh:message :iri ;"])
def test_a_constraint_has_one_query_and_messages_of_text(more: str) -> None:
    graph = graph_of(f":s sh:sparql [ {more} sh:select 'SELECT $this {{ }}' ] .")
    with pytest.raises(IllFormedShapes):
        sparql_constraints_of(graph, NamedNode(f"{EX}s"))
