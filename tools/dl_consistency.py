"""Says whether the ontology and the data are consistent by OWL 2 DL, and which classes can have no instance.

    python tools/dl_consistency.py [--project FOLDER] [--reasoner COMMAND]

`lq check` reasons by OWL 2 RL, which overlooks what a complete reasoner sees. This hands everything that the project
states to HermiT, which needs Java. First it plants two contradictions, between classes that the ontology states to be
disjoint: a reasoner that overlooks them would find nothing else either.

The graph is not OWL 2 DL. Dates such as those of xsd:date, xsd:gYear, xsd:gYearMonth and xsd:duration are outside the
datatype map (OWL 2 Structural Specification, section 4), so literals and ranges of such types become strings; chains
that end in a data property (section 11.2 allows object properties alone) are left out. Properties that the ontology
does not declare, such as those of Dublin Core, count as annotations.

Exit code 0: consistent, and every class can have instances; 1: not so; 2: there is no verdict.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from lq_graph.errors import LqError
from lq_graph.names import OWL, RDF, XSD
from lq_graph.reading.project import read_project
from lq_graph.settings import read_settings
from lq_graph.triples.vocabulary import RDF_FIRST, RDF_REST, RDF_TYPE, RDFS_SUB_CLASS_OF, XSD_STRING

ROOT = Path(__file__).resolve().parent.parent
OWL_CLASS, OWL_NOTHING = NamedNode(f"{OWL}Class"), NamedNode(f"{OWL}Nothing")
DISJOINT = NamedNode(f"{OWL}disjointWith")
DATA_PROPERTY = NamedNode(f"{OWL}DatatypeProperty")
CHAIN = NamedNode(f"{OWL}propertyChainAxiom")
PLANTED = NamedNode("urn:planted")
DATATYPE_MAP = {
    f"{XSD}{name}"
    for name in (
        *("decimal", "integer", "long", "int", "short", "byte", "double", "float", "boolean"),
        *("nonNegativeInteger", "nonPositiveInteger", "positiveInteger", "negativeInteger"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
        *("string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN"),
        *("hexBinary", "base64Binary", "anyURI", "dateTime", "dateTimeStamp"),
    )
} | {f"{RDF}langString", f"{RDF}PlainLiteral", f"{RDF}XMLLiteral", f"{OWL}rational", f"{OWL}real"}
INCONSISTENT = "InconsistentOntologyException"
UNSATISFIABLE_HEAD = "Classes equivalent to 'owl:Nothing':"
SECONDS = 600
Graph = frozenset[Triple]
Term = NamedNode | BlankNode | Literal | Triple


class NoVerdictError(Exception):
    """The reasoner is missing, or says nothing; the text states what to do."""


def for_reasoner(graph: Graph) -> Graph:
    """The graph with strings for the datatypes that OWL 2 lacks, and without chains that end in a data property."""
    data_properties = {each.subject for each in graph if each.predicate == RDF_TYPE and each.object == DATA_PROPERTY}
    left_out: set[Triple] = set()
    for axiom in graph:
        if axiom.predicate == CHAIN:
            cells = list(cells_of(axiom.object, graph))
            if any(cell.predicate == RDF_FIRST and cell.object in data_properties for cell in cells):
                left_out.update(cells, [axiom])
    return frozenset(Triple(each.subject, each.predicate, in_map(each.object)) for each in graph - left_out)


def cells_of(head: object, graph: Graph) -> Iterator[Triple]:
    """The triples of a list."""
    cells = [each for each in graph if each.subject == head and each.predicate in {RDF_FIRST, RDF_REST}]
    yield from cells
    for cell in cells:
        if cell.predicate == RDF_REST and isinstance(cell.object, BlankNode):
            yield from cells_of(cell.object, graph)


def in_map(term: Term) -> Term:
    """A literal as it is or as a string, and so the name of a datatype."""
    if isinstance(term, Literal) and term.datatype.value not in DATATYPE_MAP:
        return Literal(term.value)
    if isinstance(term, NamedNode) and term.value.startswith(XSD) and term.value not in DATATYPE_MAP:
        return XSD_STRING
    return term


def verdict(graph: Collection[Triple], reasoner: list[str]) -> tuple[bool, list[str]]:
    """Whether the graph is consistent, and the classes that can have no instance; raises NoVerdictError if unknown."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graph.nt"
        file.write_bytes(serialize(graph, format=RdfFormat.N_TRIPLES) or b"")
        command = [*reasoner, "--consistency", "--unsatisfiable", file.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoVerdictError(f"the reasoner gave no verdict: {error}") from error
    if INCONSISTENT in done.stderr:
        return False, []
    if done.returncode or UNSATISFIABLE_HEAD not in done.stdout:
        lines = (done.stderr or done.stdout or "it printed nothing").strip().splitlines()
        raise NoVerdictError("the reasoner gave no verdict:\n  " + "\n  ".join(lines[:8]))
    named = set(re.findall(r"<([^>]*)>", done.stdout.partition(UNSATISFIABLE_HEAD)[2]))
    return True, sorted(named - {OWL_NOTHING.value})


def refuse_blind(graph: Graph, reasoner: list[str]) -> None:
    """Plants an instance, and then a class below two disjoint classes; raises NoVerdictError if one is overlooked."""
    pairs = [(each.subject, each.object) for each in graph if each.predicate == DISJOINT]
    named = sorted((pair for pair in pairs if all(isinstance(each, NamedNode) for each in pair)), key=str)
    if not named:
        raise NoVerdictError("the ontology states no two classes to be disjoint, so no contradiction can be planted")
    instance = {Triple(PLANTED, RDF_TYPE, each) for each in named[0]}
    if verdict(graph | instance, reasoner)[0]:
        raise NoVerdictError("the reasoner overlooks a planted instance of two disjoint classes")
    below = {Triple(PLANTED, RDFS_SUB_CLASS_OF, each) for each in named[0]} | {Triple(PLANTED, RDF_TYPE, OWL_CLASS)}
    if PLANTED.value not in verdict(graph | below, reasoner)[1]:
        raise NoVerdictError("the reasoner overlooks a planted class below two disjoint classes")


def hermit() -> list[str]:
    """The command of HermiT, in the Python package owlready2; raises NoVerdictError if it or Java is missing."""
    java = shutil.which("java")
    if java is None:
        raise NoVerdictError("Java is missing, which HermiT needs; on Debian: apt install default-jre-headless")
    package = importlib.util.find_spec("owlready2")
    if package is None or package.origin is None:
        raise NoVerdictError(
            "HermiT is missing; the Python package owlready2 contains it. Install that in a folder of its own, and name"
            " it: pip install --no-deps --target ../owlready2 owlready2; make dl PYTHONPATH=../owlready2"
        )
    folder = Path(package.origin).parent / "hermit"
    classes = os.pathsep.join([str(folder), str(folder / "HermiT.jar")])
    return [java, "-cp", classes, "org.semanticweb.HermiT.cli.CommandLine"]


def main() -> int:
    """Reads the command line, and prints the verdict."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project", type=Path, default=ROOT, help="the folder of the project (default: this one)")
    parser.add_argument("--reasoner", help="a command that takes HermiT's options and prints what HermiT prints")
    given = parser.parse_args()
    try:
        reasoner = shlex.split(given.reasoner) if given.reasoner else hermit()
        project = read_project(read_settings({}, given.project.resolve()))
        graph = for_reasoner(project.data.merged() | project.dataset.graph(project.ontology))
        is_consistent, unsatisfiable = verdict(graph, reasoner)
        if is_consistent:
            refuse_blind(graph, reasoner)
    except (LqError, NoVerdictError) as error:
        print(f"lq: {error}", file=sys.stderr)
        return 2
    finding = "consistent" if is_consistent else "inconsistent"
    print(f"ontology and data, {len(graph)} statements, are {finding} by OWL 2 DL")
    if is_consistent:
        print("classes that can have no instance:", *(f"\n  {each}" for each in unsatisfiable or ["none"]), sep="")
    return 0 if is_consistent and not unsatisfiable else 1


if __name__ == "__main__":
    sys.exit(main())
