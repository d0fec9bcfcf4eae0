"""The verdict of a complete reasoner is passed on, and believed only if planted contradictions are found.

The reasoner is a script that sees instances of, and classes below, two disjoint classes, and nothing else.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT

Write = Callable[[str, str], Path]
TOML = """base = "https://example.org/"
publisher = "https://example.org/id/body/us"
licence = "https://example.org/licence"
title = { sv = "x", en = "x" }
about = { sv = "x", en = "x" }
"""
HEAD = """# Made-up data.
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
ONTOLOGY = f"""{HEAD}
:Plan a owl:Class ; owl:disjointWith :Body .
:Body a owl:Class .
:on a owl:DatatypeProperty ; rdfs:range xsd:date .
:adoptedOn a owl:DatatypeProperty ; owl:propertyChainAxiom ( :isAdoptedBy :on ) .
:hasPart a owl:ObjectProperty ; owl:propertyChainAxiom ( :hasPart :hasPart ) .
"""
DATA = f"""{HEAD}
:one a :Plan ; :on "2026-01-02"^^xsd:date ; :size 7 .
"""
REASONER = '''
import shutil, sys
from urllib.parse import urlparse
from pyoxigraph import NamedNode, RdfFormat, Store
file = urlparse(sys.argv[-1]).path
shutil.copy(file, "{seen}")
store = Store()
store.load(path=file, format=RdfFormat.N_TRIPLES)
found = """SELECT DISTINCT ?it {{
    ?a <http://www.w3.org/2002/07/owl#disjointWith> ?b . ?it <%s> ?a, ?b }}"""
rdf, rdfs = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://www.w3.org/2000/01/rdf-schema#subClassOf"
if list(store.query(found % rdf)):
    sys.exit("Exception: InconsistentOntologyException: Inconsistent ontology")
print("Classes equivalent to 'owl:Nothing':\\n\\towl:Nothing")
for row in store.query(found % rdfs):
    print(f"\\t{{row[0]}}")
'''
BLIND = """print("Classes equivalent to 'owl:Nothing':\\n\\towl:Nothing")"""
FAILING = 'import sys; sys.exit("UnsupportedDatatypeException: a reason")'


@pytest.fixture(name="project")
def _project(write: Write, tmp_path: Path) -> Path:
    write("lq.toml", TOML)
    write("ontology/o.ttl", ONTOLOGY)
    write("shapes/s.ttl", HEAD)
    write("data/a/dataset.ttl", DATA)
    write("reasoner.py", REASONER.format(seen=tmp_path / "seen.nt"))
    return tmp_path


def asked(project: Path, reasoner: str = "", path: str = "") -> subprocess.CompletedProcess[str]:
    """What the script says of a project, by the project's reasoner or another script."""
    script = project / "reasoner.py"
    if reasoner:
        script.write_text(reasoner, encoding="utf-8")
    command = [sys.executable, str(ROOT / "tools" / "dl_consistency.py"), "--project", str(project)]
    if not path:
        command += ["--reasoner", shlex.join([sys.executable, str(script)])]
    environment = {"PATH": path or "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_consistent_graph_of_satisfiable_classes_is_called_so(project: Path) -> None:
    done = asked(project)
    assert (done.returncode, done.stderr) == (0, "")
    assert "are consistent by OWL 2 DL\nclasses that can have no instance:\n  none\n" in done.stdout


def test_a_contradiction_in_the_data_fails(project: Path, write: Write) -> None:
    write("data/a/more.ttl", f"{HEAD}:one a :Body .\n")
    done = asked(project)
    assert (done.returncode, done.stderr) == (1, "")
    assert "are inconsistent by OWL 2 DL" in done.stdout


def test_a_class_that_can_have_no_instance_is_named(project: Path, write: Write) -> None:
    write("ontology/more.ttl", f"{HEAD}:PlanBody a owl:Class ; rdfs:subClassOf :Plan, :Body .\n")
    done = asked(project)
    assert done.returncode == 1
    assert done.stdout.endswith("classes that can have no instance:\n  https://example.org/PlanBody\n")


def test_a_reasoner_that_overlooks_a_planted_contradiction_is_not_believed(project: Path) -> None:
    done = asked(project, BLIND)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "lq: the reasoner overlooks a planted instance of two disjoint classes\n"


def test_a_reasoner_that_fails_is_quoted(project: Path) -> None:
    done = asked(project, FAILING)
    assert (done.returncode, done.stdout) == (2, "")
    assert "UnsupportedDatatypeException: a reason" in done.stderr


def test_dates_are_strings_for_the_reasoner_and_chains_to_a_data_property_are_left_out(project: Path) -> None:
    assert asked(project).returncode == 0
    seen = (project / "seen.nt").read_text(encoding="utf-8")
    assert '<https://example.org/on> "2026-01-02" .' in seen
    assert "XMLSchema#date" not in seen
    assert '"7"^^<http://www.w3.org/2001/XMLSchema#integer>' in seen
    assert seen.count("propertyChainAxiom") == 1
    assert seen.count("22-rdf-syntax-ns#rest") == 2


def test_without_java_the_script_says_how_to_get_it(project: Path, tmp_path: Path) -> None:
    done = asked(project, path=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "lq: Java is missing, which HermiT needs; on Debian: apt install default-jre-headless\n"
