"""A validation report, and its RDF."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.errors import EngineError
from lq_graph.shacl.core.paths import Inverse, Predicate, parse_path, sparql_text
from lq_graph.shacl.core.report import Report, Result
from lq_graph.shacl.core.shapes_graph import TRUE, ShapesGraph, component, sh
from lq_graph.shacl.validate import validate
from lq_graph.triples.columns import columns_of
from lq_graph.triples.vocabulary import RDF_TYPE
from shacl.strategies import triples

A, B, S = (NamedNode(f"http://example.org/{name}") for name in "abS")
P = Predicate(NamedNode("http://example.org/p"))
DATA = "ex:a ex:p ex:b . ex:c ex:p ex:b ."
INVERSE = "ex:S sh:targetNode ex:b ; sh:path [ sh:inversePath ex:p ] ; sh:maxCount 1 ; "


def report_of(data: str, shapes: str) -> Report:
    return validate(columns_of(triples(data)), triples(shapes), "columns")


def test_a_result_has_all_that_shacl_asks_for() -> None:
    shape = "ex:S sh:targetNode ex:a ; sh:path ex:p ; sh:class ex:C ; sh:severity sh:Warning ; "
    (result,) = report_of(DATA, shape + 'sh:message "Nej."@sv, "No."@en .').results()
    said = (Literal("No.", language="en"), Literal("Nej.", language="sv"))
    assert set(result.messages) == set(said)
    assert result == Result(A, P, B, component("Class"), S, sh("Warning"), result.messages)


def test_a_shape_without_a_message_has_words_in_both_languages() -> None:
    (result,) = report_of(DATA, INVERSE + "sh:deactivated false .").results()
    assert {message.language for message in result.messages} == {"sv", "en"}


def test_the_report_as_rdf_has_complete_paths_on_blank_nodes_of_their_own() -> None:
    shapes = triples(INVERSE + "sh:class ex:C .")
    graph = ShapesGraph(validate(columns_of(triples(DATA)), shapes).graph())
    results = graph.subjects(RDF_TYPE, sh("ValidationResult"))
    paths = [path for result in results for path in graph.objects(result, sh("resultPath"))]
    assert [parse_path(graph, path) for path in paths] == [Inverse(P)] * 3
    known = {str(triple.subject) for triple in shapes}
    assert len(set(paths)) == 3
    assert all(isinstance(path, BlankNode) and str(path) not in known for path in paths)


def test_a_report_without_results_conforms() -> None:
    report = report_of(DATA, "ex:S sh:targetNode ex:a ; sh:nodeKind sh:IRI .")
    assert report.conforms
    assert len(report) == 0
    assert [triple.object for triple in report.graph()] == [sh("ValidationReport"), TRUE]


def test_a_report_keeps_blank_nodes_of_the_data_and_odd_texts() -> None:
    odd = Literal('a\n"b"\\\t\u2028', language="en")
    columns = columns_of([Triple(BlankNode("odd"), P.iri, odd)])
    report = validate(
        columns, triples("ex:S sh:targetSubjectsOf ex:p ; sh:path ex:p ; sh:maxCount 0 ; sh:class ex:C .")
    )
    graph = ShapesGraph(report.graph())
    assert {graph.object(result, sh("focusNode")) for result in graph.having(sh("focusNode"))} == {BlankNode("odd")}
    assert [graph.object(result, sh("value")) for result in graph.having(sh("value"))] == [odd]


def test_a_result_of_any_severity_keeps_a_report_from_conforming() -> None:
    assert not report_of(DATA, INVERSE + "sh:severity sh:Info .").conforms


def test_a_shared_value_has_its_results_once_for_each_focus_node() -> None:
    shapes = (
        "ex:S sh:targetNode ex:a, ex:c ; sh:property [ sh:path ex:p ; sh:property [ sh:path ex:q ; sh:minCount 1 ] ] ."
    )
    report = report_of(DATA, shapes)
    assert [result.focus for result in report.results()] == [B, B]
    assert len(report) == 2


def test_focus_nodes_of_several_targets_are_checked_once() -> None:
    shapes = "ex:S sh:targetNode ex:a ; sh:targetSubjectsOf ex:p ; sh:class ex:C ."
    assert len(report_of(DATA, shapes)) == 2


def test_auto_gives_all_shapes_to_pyshacl_if_one_is_beyond_the_columns() -> None:
    rule = (
        "ex:R sh:targetNode ex:a ; sh:rule [ a sh:TripleRule ; sh:subject sh:this ; sh:predicate ex:q ; sh:object 1 ] ."
    )
    shapes = rule + "ex:S sh:targetNode ex:a ; sh:path ex:q ; sh:maxCount 0 ."
    (result,) = validate(columns_of(triples(DATA)), triples(shapes)).results()
    assert (result.focus, sparql_text(result.path or P)) == (A, "<http://example.org/q>")
    assert result.component == component("MaxCount")


def test_javascript_is_refused_since_no_engine_runs_it() -> None:
    with pytest.raises(EngineError, match="JavaScript"):
        validate(columns_of([]), triples('ex:S sh:targetNode ex:a ; sh:js [ sh:jsFunctionName "f" ] .'))
