"""One check of a whole project: read, closed, then held against its shapes and its checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from lq_graph.checking.contradictions import contradiction_findings
from lq_graph.checking.finding import Finding, in_order
from lq_graph.checking.graph_checks import check_graph
from lq_graph.checking.query_files import check_query_files
from lq_graph.checking.shacl.validate import Engine
from lq_graph.checking.shapes import check_shapes
from lq_graph.checking.subjects import subjects_of
from lq_graph.names import DCAT, RDF
from lq_graph.reading.project import Project, read_project
from lq_graph.reading.query_file import read_query_folder
from lq_graph.reasoning.closure import Closure, close
from lq_graph.settings import Settings
from lq_graph.triples.columns import columns_of
from lq_graph.triples.dataset import Dataset
from lq_graph.triples.store import fill_store

Step = Callable[[str], None]


@dataclass(frozen=True)
class Checked:
    """A project with its closure and all that is wrong with it."""

    project: Project
    closed: Dataset
    findings: tuple[Finding, ...]


def check_project(
    settings: Settings, paths: Sequence[Path] = (), step: Step = lambda _: None, engine: Engine = "auto"
) -> Checked:
    """The project of the settings, checked, with extra paths as a contribution to it.

    With paths, only findings on things that they describe are kept. `step` is told, in words, what comes next. Raises
    SourceError for a file that cannot be read, ShapesError for shapes that SHACL does not allow.
    """
    step("reading")
    check_query_files(settings.sparql)
    project = read_project(settings, paths)
    step("reasoning")
    closure = _closure(project)
    closed = project.dataset.with_graph(project.inferred, closure.inferred.triples())
    step("checking shapes")
    subjects = subjects_of(project)
    findings = list(contradiction_findings(closure.contradictions, project.data.merged(), subjects))
    facts, shapes = closure.asserted | closure.inferred, project.dataset.graph(project.shapes)
    findings.extend(check_shapes(facts, shapes, subjects, engine))
    step("checking the whole graph")
    store = fill_store(_with_records(closed, project), unmerged=(project.shapes,))
    findings.extend(check_graph(store, read_query_folder(settings.sparql / "checks"), subjects))
    return Checked(project, closed, in_order(each for each in findings if _concerns(each, paths)))


def _closure(project: Project) -> Closure:
    data = columns_of(project.data.merged())
    return close(data, columns_of(project.dataset.graph(project.ontology), data.terms))


def _with_records(closed: Dataset, project: Project) -> Dataset:
    """The dataset with every dataset said to be one, as a contribution is before it has a record of its own."""
    for name in project.data.graphs:
        record = Triple(NamedNode(name), NamedNode(f"{RDF}type"), NamedNode(f"{DCAT}Dataset"))
        closed = closed.with_graph(name, [record])
    return closed


def _concerns(finding: Finding, paths: Sequence[Path]) -> bool:
    if not paths:
        return True
    return any(file.resolve().is_relative_to(path.resolve()) for file in finding.files for path in paths)
