"""The W3C test suite: each expected report is compared with ours, result by result."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from conftest import SHARED
from lq_graph.errors import LqError
from lq_graph.shacl.core.paths import parse_path, sparql_text
from lq_graph.shacl.core.shapes_graph import FALSE, TRUE, ShapesGraph, Term, sh
from lq_graph.shacl.validate import Engine, validate
from lq_graph.triples.columns import columns_of

SUITE = SHARED / "suites" / "shacl"
MF, SHT = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#", "http://www.w3.org/ns/shacl-test#"
BASE = "http://suite.test/"
FILES = sorted(path for path in SUITE.rglob("*.ttl") if "mf:entries" in path.read_text(encoding="utf-8"))

Row = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One test of the suite; no expected rows if shapes are to be refused."""

    data: frozenset[Triple]
    shapes: frozenset[Triple]
    expected: Counter[Row] | None
    messages: Counter[str]


def triples(path: Path) -> frozenset[Triple]:
    """The triples of a file under an address of the suite."""
    base = BASE + str(path.relative_to(SUITE))
    return frozenset(quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE, base_iri=base))


def graph_of(term: Term | None) -> frozenset[Triple]:
    """The triples of the file that an address of the suite stands for."""
    assert isinstance(term, NamedNode)
    return triples(SUITE / term.value.removeprefix(BASE))


def case_of(path: Path) -> Case:
    """The one test of a manifest."""
    graph = ShapesGraph(triples(path))
    (manifest,) = graph.having(NamedNode(f"{MF}entries"))
    (entry,) = graph.items(graph.objects(manifest, NamedNode(f"{MF}entries"))[0])
    (action,) = graph.objects(entry, NamedNode(f"{MF}action"))
    (report,) = graph.objects(entry, NamedNode(f"{MF}result"))
    data, shapes = (graph_of(graph.object(action, NamedNode(SHT + name))) for name in ("dataGraph", "shapesGraph"))
    if report == NamedNode(f"{SHT}Failure"):
        return Case(data, shapes, None, Counter())
    results = graph.objects(report, sh("result"))
    said = Counter(text(message) for each in results for message in graph.objects(each, sh("resultMessage")))
    assert graph.objects(report, sh("conforms")) in ([FALSE if results else TRUE], [])
    return Case(data, shapes, Counter(row(graph, each) for each in results), said)


def row(graph: ShapesGraph, result: Term) -> Row:
    """What is compared of one result: a blank node as `_:`, a path by its structure."""
    words = ("focusNode", "value", "sourceConstraintComponent", "resultSeverity", "sourceShape")
    path = graph.object(result, sh("resultPath"))
    written = "" if path is None else sparql_text(parse_path(graph, path))
    return (*(text(graph.object(result, sh(word))) for word in words), written)


def text(term: Term | None) -> str:
    """A term as text, whatever the label of a blank node."""
    return "_:" if isinstance(term, BlankNode) else str(term)


def results_of(case: Case, engine: Engine) -> tuple[Counter[Row], Counter[str], bool]:
    """Our results and their messages, read back from the report as RDF."""
    report = validate(columns_of(case.data), case.shapes, engine)
    graph = ShapesGraph(report.graph())
    (node,) = graph.having(sh("conforms"))
    results = graph.objects(node, sh("result"))
    said = Counter(text(message) for each in results for message in graph.objects(each, sh("resultMessage")))
    return Counter(row(graph, each) for each in results), said, graph.objects(node, sh("conforms")) == [TRUE]


def check(path: Path, engine: Engine) -> None:
    """Nothing, if our report is the one that the suite expects, with all messages that it expects."""
    case = case_of(path)
    if case.expected is None:
        with pytest.raises(LqError):
            validate(columns_of(case.data), case.shapes, engine)
        return
    rows, said, conforms = results_of(case, engine)
    assert rows == case.expected
    assert conforms == (not rows)
    assert case.messages <= said


def paths(folder: str) -> list[Path]:
    return [path for path in FILES if path.relative_to(SUITE).parts[0] == folder]


def name(path: Path) -> str:
    return str(path.relative_to(SUITE).with_suffix(""))


@pytest.mark.parametrize("path", paths("core"), ids=name)
def test_core_on_columns(path: Path) -> None:
    check(path, "columns")


@pytest.mark.parametrize("path", paths("sparql"), ids=name)
def test_sparql_on_columns(path: Path) -> None:
    check(path, "columns")


def test_all_of_the_suite_is_there(shared: Path) -> None:
    assert shared == SHARED
    assert (len(paths("core")), len(paths("sparql"))) == (98, 23)  # one of the latter stands in no manifest
