"""One check of a whole project: read, closed, then held against its shapes and its checks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from lq_graph.checking.contradictions import contradiction_findings
from lq_graph.checking.contribution import NOTHING, Contribution
from lq_graph.checking.finding import Finding, in_order
from lq_graph.checking.folding import fold
from lq_graph.checking.graph_checks import check_graph
from lq_graph.checking.mentions import Mentions
from lq_graph.checking.query_files import check_query_files
from lq_graph.checking.shacl.validate import Engine
from lq_graph.checking.shapes import check_shapes
from lq_graph.checking.subjects import subjects_of
from lq_graph.checking.suggestions import Suggestions
from lq_graph.names import DCAT, RDF
from lq_graph.reading.project import Project, read_project
from lq_graph.reading.query_file import QueryFile, read_query_folder
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
    settings: Settings,
    paths: Sequence[Path] = (),
    step: Step = lambda _: None,
    engine: Engine = "auto",
    contribution: Contribution = NOTHING,
) -> Checked:
    """The project of the settings, checked, with extra paths and a contribution in it.

    With either, only findings on things that they describe are kept. `step` is told, in words, what comes next. Raises
    SourceError for a file that cannot be read, ShapesError for shapes that SHACL does not allow.
    """
    step("reading")
    check_query_files(settings.sparql)
    project = read_project(settings, paths).with_contribution(contribution.sources, contribution.replaces)
    concerned = [*_files(project, paths), *(source.path for source in contribution.sources)]
    checks = read_query_folder(settings.sparql / "checks")
    whole = not paths and contribution is NOTHING
    about = None if whole else concerned
    return check(project, checks, about, step=step, engine=engine, read=contribution.findings)


def check(
    project: Project,
    checks: Iterable[QueryFile],
    concerned: Collection[Path] | None = None,
    *,
    step: Step = lambda _: None,
    engine: Engine = "auto",
    read: Iterable[Finding] = (),
) -> Checked:
    """A project that was read, checked; of its findings those on things in the concerned files, None for all.

    `read` are the findings of those who read the files. One cause gives one finding, at its place.
    """
    step("reasoning")
    closure = _closure(project)
    closed = project.dataset.with_graph(project.inferred, closure.inferred.triples())
    step("checking shapes")
    subjects = subjects_of(project)
    facts = closure.asserted | closure.inferred
    found = [*contradiction_findings(closure.contradictions, project.data.merged(), subjects)]
    found += check_shapes(facts, project.dataset.graph(project.shapes), subjects, engine)
    step("checking the whole graph")
    store = fill_store(_with_records(closed, project), unmerged=(project.shapes,))
    found += check_graph(store, checks, subjects, Suggestions(facts, subjects.labels))
    return Checked(project, closed, _told(project, found, concerned, read))


def _told(
    project: Project, found: Iterable[Finding], concerned: Collection[Path] | None, read: Iterable[Finding]
) -> tuple[Finding, ...]:
    """The findings that concern somebody, each at its place, less those that follow from others."""
    mentions = Mentions(project.sources)
    chosen = (each for each in found if concerned is None or any(file in concerned for file in each.files))
    placed = [mentions.placed(each, _files_to_mend(each, concerned)) for each in chosen]
    return in_order(fold([*read, *placed]))


def _closure(project: Project) -> Closure:
    data = columns_of(project.data.merged())
    return close(data, columns_of(project.dataset.graph(project.ontology), data.terms))


def _with_records(closed: Dataset, project: Project) -> Dataset:
    """The dataset with every dataset said to be one, as a contribution is before it has a record of its own."""
    for name in project.data.graphs:
        record = Triple(NamedNode(name), NamedNode(f"{RDF}type"), NamedNode(f"{DCAT}Dataset"))
        closed = closed.with_graph(name, [record])
    return closed


def _files(project: Project, paths: Iterable[Path]) -> list[Path]:
    """The files of a project that are one of some paths, or below one."""
    given = [path.resolve() for path in paths]
    return [file for file in project.sources if any(file.resolve().is_relative_to(path) for path in given)]


def _files_to_mend(finding: Finding, concerned: Collection[Path] | None) -> list[Path]:
    return [file for file in finding.files if concerned is None or file in concerned]
