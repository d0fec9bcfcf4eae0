"""`lq shacl`, `lq infer` and `lq explain` on any data, with the exit codes of all verbs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from conftest import ROOT

Write = Callable[[str, str], Path]
PREFIXES = """@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
SHAPES = """ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property ex:P .
ex:P sh:path [ sh:inversePath ex:of ] ; sh:minCount 1 ; sh:message "nothing is of it"@en .
"""
ONTOLOGY = "ex:D rdfs:subClassOf ex:C ; owl:disjointWith ex:E .\n"


def lq(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "lq_graph", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(name="shapes")
def _shapes(write: Write) -> Path:
    return write("shapes.ttl", PREFIXES + SHAPES)


@pytest.fixture(name="ontology")
def _ontology(write: Write) -> Path:
    return write("ontology.ttl", PREFIXES + ONTOLOGY)


def test_data_that_conform_exit_with_0(write: Write, shapes: Path) -> None:
    data = write("data.ttl", f"{PREFIXES} ex:a a ex:C . ex:b ex:of ex:a .")
    done = lq("shacl", data, "--shapes", shapes)
    assert done.returncode == 0
    assert "sh:conforms true" in done.stdout


def test_the_report_is_a_results_graph_with_its_whole_path(write: Write, shapes: Path) -> None:
    done = lq("shacl", write("data.ttl", f"{PREFIXES} ex:a a ex:C ."), "--shapes", shapes)
    assert done.returncode == 1
    graph = [quad.triple for quad in parse(done.stdout, format=RdfFormat.TURTLE)]
    (path,) = [triple.object for triple in graph if triple.predicate.value.endswith("#resultPath")]
    inverse = [triple.object for triple in graph if triple.subject == path]
    assert [str(term) for term in inverse] == ["<https://example.org/of>"]


@pytest.mark.parametrize("engine", ["auto", "columns", "pyshacl"])
def test_every_engine_finds_the_same(write: Write, shapes: Path, engine: str) -> None:
    data = write("data.ttl", f"{PREFIXES} ex:a a ex:C .")
    done = lq("shacl", data, "--shapes", shapes, "--format", "json", "--engine", engine)
    (result,) = json.loads(done.stdout)["results"]
    assert result["focusNode"] == "<https://example.org/a>"
    assert result["resultPath"] == "(^<https://example.org/of>)"


def test_what_follows_by_an_ontology_is_validated_too(write: Write, shapes: Path, ontology: Path) -> None:
    data = write("data.ttl", f"{PREFIXES} ex:a a ex:D .")
    assert lq("shacl", data, "--shapes", shapes, "--ontology", ontology, "--format", "text").returncode == 1


def test_several_files_are_one_graph(write: Write, shapes: Path) -> None:
    first, second = write("a.ttl", f"{PREFIXES} ex:a a ex:C ."), write("b.ttl", f"{PREFIXES} ex:b ex:of ex:a .")
    assert lq("shacl", first, second, "--shapes", shapes).returncode == 0


@pytest.mark.parametrize(
    ("data", "shapes", "code", "message"),
    [
        ("a:b .", SHAPES, 3, "data.ttl:5:"),
        ("", "ex:S a sh:NodeShape ; sh:property [ sh:path 3 ] .", 3, "ill-formed shape"),
        ("", "ex:S a sh:NodeShape ; sh:property ex:P . ex:P sh:path ex:p ; sh:minCount 1.5 .", 3, "ill-formed shape"),
    ],
)
def test_bad_input_exits_with_3(write: Write, data: str, shapes: str, code: int, message: str) -> None:
    done = lq("shacl", write("data.ttl", PREFIXES + data), "--shapes", write("shapes.ttl", PREFIXES + shapes))
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_infer_writes_what_follows(write: Write, ontology: Path, tmp_path: Path) -> None:
    data, out = write("data.ttl", f"{PREFIXES} ex:a a ex:D ."), tmp_path / "out.nt"
    done = lq("infer", data, "--ontology", ontology, "-o", out)
    assert done.returncode == 0
    expected = "<https://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/C> .\n"
    assert out.read_text(encoding="utf-8") == expected


def test_infer_names_a_contradiction(write: Write, ontology: Path) -> None:
    done = lq("infer", write("data.ttl", f"{PREFIXES} ex:a a ex:D, ex:E ."), "--ontology", ontology)
    assert done.returncode == 1
    assert "ex" in done.stderr
    assert "example.org/a" in done.stderr


def test_explain_gives_the_derivation_and_who_says_so() -> None:
    parts = ("id/programme/livskvalitetsprogrammet", "lq:isStatedToContributeTo", "id/goal-system/agenda-2030")
    done = lq("explain", *parts)
    assert done.returncode == 0
    assert "prp-spo2" in done.stdout
    assert "[graph:helsingborg-programme]" in done.stdout


def test_explain_says_when_there_is_nothing_to_explain() -> None:
    done = lq("explain", "id/priority/lika", "a", "lq:Goal")
    assert (done.returncode, done.stdout) == (1, "")
    assert "not in the graph" in done.stderr
