"""The shapes find exactly the faults that the cases in tests/shapes/ list."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SH
from rdflib.term import Node

ROOT = Path(__file__).parent.parent
SHAPE_FILES = sorted((ROOT / "shapes").glob("*.ttl"))
CASES = sorted((ROOT / "tests" / "shapes").glob("*/*.ttl"))
SHAPES_NAMESPACE = "https://w3id.org/livskvalitet/shapes#"
FORBIDDEN = ("sh:", "http", "RDF", "IRI", "SHACL", "triple")
NO_CONSTRAINT = frozenset(
    [SH.message, SH.name, SH.order, SH.path, SH.property, SH.severity, SH.targetClass, SH.targetSubjectsOf]
)

Finding = tuple[str, ...]


@pytest.fixture(scope="module", autouse=True)
def _literals_as_written() -> Iterator[None]:
    """Literals compared as the file spells them, as in the rest of the project."""
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    yield
    rdflib.NORMALIZE_LITERALS = before


@pytest.fixture(scope="module")
def shapes(_literals_as_written: None) -> rdflib.Graph:
    """All shapes in one graph, since shapes refer to one another across files."""
    return graph_of(SHAPE_FILES)


@pytest.fixture(scope="module")
def thing_shapes(_literals_as_written: None) -> rdflib.Graph:
    """All shapes but those on terms, which would judge the same ontology anew in every case.

    The ontology has a test of its own, and the cases of the ontology shapes still see all shapes.
    """
    return graph_of([path for path in SHAPE_FILES if path.stem != "ontology"])


@pytest.fixture(scope="module")
def ontology(_literals_as_written: None) -> rdflib.Graph:
    """The ontology and its alignments, which tell the engine what is a kind of what."""
    return graph_of(sorted((ROOT / "ontology").glob("*.ttl")))


@pytest.fixture(scope="module")
def kinds(ontology: rdflib.Graph) -> rdflib.Graph:
    """What shapes on things read of the ontology: which class is below which, and what is of which class."""
    read = rdflib.Graph(bind_namespaces="none")
    for each in ontology.triples((None, None, None)):
        if each[1] in (RDF.type, RDFS.subClassOf):
            read.add(each)
    return read


def graph_of(paths: list[Path]) -> rdflib.Graph:
    """The statements of some files in one graph, which also knows the prefix of made-up things."""
    graph = rdflib.Graph(bind_namespaces="none")
    for path in paths:
        graph.parse(path)
    graph.bind("ex", "https://example.org/id/")
    return graph


def shapes_of(graph: rdflib.Graph, kind: Node) -> list[Node]:
    """The shapes of a kind, sorted by their address."""
    return sorted(graph.subjects(RDF.type, kind), key=str)


def languages_of(graph: rdflib.Graph, shape: Node, word: Node) -> list[str]:
    """The languages in which a shape has a message or a name, sorted."""
    texts = graph.objects(shape, word)
    return sorted(text.language or "" for text in texts if isinstance(text, rdflib.Literal))


def bears_constraint(shape: Node, shapes: rdflib.Graph) -> bool:
    """Whether a shape itself demands something, beside what its property shapes demand."""
    words = {word for word in shapes.predicates(shape) if str(word).startswith(str(SH))}
    return not words <= NO_CONSTRAINT


def local_name(node: Node | None) -> str:
    """The part of an address after its last # or /."""
    return str(node).replace("#", "/").rsplit("/", 1)[1]


def compact(node: Node | None, shapes: rdflib.Graph) -> str:
    """A node with the prefix that the shapes have for it, `_:` for any blank node, `-` for none."""
    if node is None:
        return "-"
    if isinstance(node, rdflib.BNode):
        return "_:"
    return node.n3(shapes.namespace_manager)


def finding(report: rdflib.Graph, result: Node, shapes: rdflib.Graph) -> Finding:
    """The five columns of one result that do not change with its wording."""
    focus, path = (compact(report.value(result, key), shapes) for key in (SH.focusNode, SH.resultPath))
    keys = (SH.sourceConstraintComponent, SH.sourceShape, SH.resultSeverity)
    component, shape, severity = (local_name(report.value(result, key)) for key in keys)
    return focus, path, component, shape, severity


def findings(data: rdflib.Graph, shapes: rdflib.Graph) -> list[Finding]:
    """Every result of the shapes on the data, sorted."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    results = report.subjects(RDF.type, SH.ValidationResult)
    return sorted(finding(report, result, shapes) for result in results)


def expected_findings(path: Path) -> list[Finding]:
    """The rows of the table beside an invalid case; a valid case expects none."""
    if path.name.startswith("valid."):
        return []
    rows = path.with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    return [tuple(row.split("\t")) for row in rows]


def case_id(path: Path) -> str:
    """The name of a case as it reads in the test report."""
    return f"{path.parent.name}/{path.stem}"


def test_there_are_shapes_and_cases() -> None:
    assert SHAPE_FILES
    assert CASES


@pytest.mark.parametrize("path", CASES, ids=case_id)
def test_case_gives_exactly_its_findings(
    path: Path, shapes: rdflib.Graph, thing_shapes: rdflib.Graph, ontology: rdflib.Graph, kinds: rdflib.Graph
) -> None:
    is_of_terms = path.parent.name == "ontology"
    read, used = (ontology, shapes) if is_of_terms else (kinds, thing_shapes)
    assert findings(read + rdflib.Graph(bind_namespaces="none").parse(path), used) == expected_findings(path)


def test_ontology_keeps_its_own_style(shapes: rdflib.Graph, ontology: rdflib.Graph) -> None:
    assert findings(ontology, shapes) == []


def test_every_case_is_named_and_marked() -> None:
    wrong = [
        case_id(path)
        for path in CASES
        if not re.fullmatch(r"(in)?valid\.[^.]+\.ttl", path.name)
        or not path.read_text(encoding="utf-8").startswith("# Made-up data.\n")
        or path.with_suffix(".tsv").exists() != path.name.startswith("invalid.")
    ]
    assert wrong == []


@pytest.mark.parametrize("path", SHAPE_FILES, ids=lambda path: path.stem)
def test_shape_file_has_valid_and_invalid_cases(path: Path) -> None:
    names = [case.name for case in CASES if case.parent.name == path.stem]
    assert any(name.startswith("valid.") for name in names)
    assert any(name.startswith("invalid.") for name in names)


@pytest.mark.parametrize("path", sorted({case.parent for case in CASES}), ids=lambda path: path.name)
def test_case_folder_belongs_to_a_shape_file(path: Path) -> None:
    assert (ROOT / "shapes" / f"{path.name}.ttl").exists()


@pytest.mark.parametrize("path", SHAPE_FILES, ids=lambda path: path.stem)
def test_shape_file_is_what_its_cases_find(path: Path) -> None:
    own = {local_name(shape) for shape in rdflib.Graph().parse(path).subjects(RDF.type, None)}
    rows = (row for case in CASES if case.parent.name == path.stem for row in expected_findings(case))
    assert own & {row[3] for row in rows}


def test_every_targeted_rule_is_broken_by_a_case(shapes: rdflib.Graph) -> None:
    targeted = set(shapes.subjects(SH.targetClass)) | set(shapes.subjects(SH.targetSubjectsOf))
    rules = {rule for shape in targeted for rule in shapes.objects(shape, SH.property)}
    rules |= {shape for shape in targeted if bears_constraint(shape, shapes)}
    found = {row[3] for case in CASES for row in expected_findings(case)}
    assert {local_name(rule) for rule in rules} - found == set()


def test_every_rule_says_what_to_do_in_both_languages(shapes: rdflib.Graph) -> None:
    for rule in shapes_of(shapes, SH.PropertyShape) + shapes_of(shapes, SH.NodeShape):
        speaks = languages_of(shapes, rule, SH.message) == ["en", "sv"]
        assert speaks or not bears_constraint(rule, shapes), rule


def test_every_message_is_one_plain_sentence(shapes: rdflib.Graph) -> None:
    messages = [str(message) for message in shapes.objects(None, SH.message)]
    assert [m for m in messages if not m.endswith(".") or ". " in m or not m[0].isupper()] == []
    assert [m for m in messages if any(word in m for word in FORBIDDEN)] == []


def test_every_property_shape_is_named_in_both_languages(shapes: rdflib.Graph) -> None:
    for shape in shapes_of(shapes, SH.PropertyShape):
        assert str(shape).startswith(SHAPES_NAMESPACE)
        assert "-" in local_name(shape)
        assert languages_of(shapes, shape, SH.name) == ["en", "sv"]


def test_every_property_shape_is_used(shapes: rdflib.Graph) -> None:
    listed = set(shapes.objects(None, SH.property)) | set(shapes.objects(None, RDF.first))
    assert set(shapes_of(shapes, SH.PropertyShape)) - listed == set()


def test_blank_nodes_are_lists_only(shapes: rdflib.Graph) -> None:
    blank = {node for node in shapes.subjects() if isinstance(node, rdflib.BNode)}
    assert blank - set(shapes.subjects(RDF.rest, None)) == set()


def test_shapes_ask_no_queries(shapes: rdflib.Graph) -> None:
    assert list(shapes.subjects(SH.sparql)) == []
