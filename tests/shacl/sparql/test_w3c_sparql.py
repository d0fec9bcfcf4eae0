"""The W3C tests of SHACL-SPARQL, directly on the functions that evaluate queries."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from lq_graph.shacl.core.shapes_graph import PATH, IllFormedShapes, Node, ShapesGraph, Term, sh
from lq_graph.shacl.core.sparql_data import SparqlData
from lq_graph.shacl.sparql.constraints import components_of, constraints_of_components, sparql_constraints_of
from lq_graph.shacl.sparql.evaluation import SparqlResult
from lq_graph.triples.columns import columns_of

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
FAILURE = NamedNode("http://www.w3.org/ns/shacl-test#Failure")
SPARQL = sh("SPARQLConstraintComponent")
FOLDERS = {"component": 3, "node": 4, "property": 1, "pre-binding": 14}
Found = Counter[tuple[Term | None, ...]]


def graph_of(path: Path) -> ShapesGraph:
    base = "http://datashapes.org/test"
    quads = parse(path.read_bytes(), RdfFormat.TURTLE, base_iri=base)
    return ShapesGraph(quad.triple for quad in quads)


def files_in(folder: Path) -> list[Path]:
    manifest = folder / "manifest.ttl"
    base = f"file:///{folder.name}/"
    quads = parse(manifest.read_bytes(), RdfFormat.TURTLE, base_iri=base)
    included = [quad.object.value for quad in quads if quad.predicate.value == f"{MF}include"]
    return [folder / iri.removeprefix(base) for iri in included]


def label(term: Term | None) -> Term | None:
    return BlankNode("any") if isinstance(term, BlankNode) else term


def focus_of(graph: ShapesGraph, shape: Node) -> list[Term]:
    nodes = list(graph.objects(shape, sh("targetNode")))
    for class_ in graph.objects(shape, sh("targetClass")):
        nodes += graph.instances(class_)  # type: ignore[arg-type]
    return nodes


def shapes_of(graph: ShapesGraph) -> list[tuple[Node, list[Term]]]:
    """The shapes with a target, and their property shapes with the same focus nodes."""
    targeted = [shape for name in ("targetNode", "targetClass") for shape in graph.having(sh(name))]
    own = [(shape, focus_of(graph, shape)) for shape in dict.fromkeys(targeted)]
    inner = [(each, focus) for shape, focus in own for each in graph.objects(shape, sh("property"))]
    return own + [(each, focus) for each, focus in inner if not isinstance(each, Literal)]


def row(result: SparqlResult, path: Term | None, component: NamedNode, shape: Node) -> tuple[Term | None, ...]:
    return tuple(map(label, (result.focus, result.path or path, result.value, component, shape)))


def found_in(graph: ShapesGraph) -> Found:
    columns = columns_of(graph.triples)
    data = SparqlData(columns, graph.triples)
    found: Found = Counter()
    for shape, focus in shapes_of(graph):
        path = graph.object(shape, PATH)
        text = str(path) if path else None
        for constraint in sparql_constraints_of(graph, shape):
            results = constraint.results(data, shape, text, focus)
            found.update(row(each, path, SPARQL, shape) for each in results)
        for use in constraints_of_components(graph, shape, components_of(graph)):
            pairs = [(node, value) for node in focus for value in (graph.objects(node, path) if path else [node])]  # type: ignore[arg-type]
            results = use.results(data, shape, text, focus=focus, pairs=pairs)
            found.update(row(each, path, use.component, shape) for each in results)
    return found


def expected_in(graph: ShapesGraph, report: Term) -> Found:
    names = ("focusNode", "resultPath", "value", "sourceConstraintComponent", "sourceShape")
    results = graph.objects(report, sh("result"))
    return Counter(tuple(label(graph.object(result, sh(name))) for name in names) for result in results)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_suite_passes(shared: Path, folder: str) -> None:
    paths = files_in(shared / "suites" / "shacl" / "sparql" / folder)
    assert len(paths) == FOLDERS[folder]
    failed = [path.name for path in paths if not passes(graph_of(path))]
    assert failed == []


def test_the_one_that_no_manifest_lists_passes(shared: Path) -> None:
    assert passes(graph_of(shared / "suites" / "shacl" / "sparql" / "component" / "nodeValidator-001.ttl"))


def passes(graph: ShapesGraph) -> bool:
    (outcome,) = (triple.object for triple in graph.triples if triple.predicate.value == f"{MF}result")
    if outcome == FAILURE:
        with pytest.raises(IllFormedShapes):
            found_in(graph)
        return True
    assert isinstance(outcome, NamedNode | BlankNode)
    return found_in(graph) == expected_in(graph, outcome)


def test_a_message_of_the_suite_is_given(shared: Path) -> None:
    graph = graph_of(shared / "suites" / "shacl" / "sparql" / "pre-binding" / "shapesGraph-001.ttl")
    ((shape, focus),) = shapes_of(graph)
    (constraint,) = sparql_constraints_of(graph, shape)
    (result,) = constraint.results(SparqlData(columns_of([]), graph.triples), shape, None, focus)
    assert result.messages == (Literal("Test message"),)
