"""Checks a project: reads it, reasons, validates it against its shapes and runs its whole-graph checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store, Triple

from lq_graph.checking.causes import Causes, gravest_of_each_place
from lq_graph.checking.evaluation import Step, evaluated, new_findings
from lq_graph.checking.finding import Finding, in_order
from lq_graph.checking.folding import fold
from lq_graph.errors import SourceError
from lq_graph.names import LQ
from lq_graph.reading.file_kind import is_sheet_file
from lq_graph.reading.position import Position, Positions
from lq_graph.reading.project import NOT_REPLACED, Project, Replaced, is_below, read_documents, read_project, real_paths
from lq_graph.reading.query_file import QueryFile, parameter_error, parameters_of, query_fault, read_query_folder
from lq_graph.reading.rdf_file import Source
from lq_graph.reading.sparql_tokens import variables_of_select
from lq_graph.settings import Settings
from lq_graph.shacl.core.paths import Inverse, Predicate, first_predicate
from lq_graph.shacl.validate import Engine
from lq_graph.text import Texts
from lq_graph.triples.dataset import Dataset
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_TYPE

_DECIMAL = re.compile(r"[+-]?[0-9]+\.[0-9]+")
_ADDRESS = re.compile(r"(?<=\S) \(id/[^()\s]+\)\Z")  # behind the name of a thing


@dataclass(frozen=True)
class Contribution:
    """Sources with the findings of their readers, and what of datasets they replace."""

    sources: tuple[Source, ...] = ()
    findings: tuple[Finding, ...] = ()
    replaced: Replaced = NOT_REPLACED


NOTHING = Contribution()


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
    *,
    today: date,
) -> Checked:
    """The project of the settings, checked, with extra paths and a contribution in it; `today` is the day of the check.

    Of files that are contributed, the findings are those that the project does not have without them; of files of the
    project, those on things that they describe. With either, questions and views, which they cannot break, are not
    read. `step` is called with a description of what comes next. Raises SourceError for a file that cannot be read,
    ShapesError for shapes that SHACL does not allow.
    """
    step("reading")
    is_complete = not paths and contribution is NOTHING
    if is_complete:
        check_query_files(settings.sparql)
    before = read_project(settings)
    if is_complete:
        check_parameter_classes(settings.sparql, before.dataset.graph(before.ontology))
    checks = read_query_folder(settings.sparql / "checks")
    documents = read_documents(before, paths)
    inside = _files_below(before, paths)
    if not documents and contribution is NOTHING:
        return check(before, checks, None if is_complete else inside, today=today, step=step, engine=engine)
    if documents:
        more = before.replaced_by(documents)
        replaced = Replaced(
            more.statements | contribution.replaced.statements, more.things | contribution.replaced.things
        )
        contribution = Contribution((*documents, *contribution.sources), contribution.findings, replaced)
    return check_contribution(before, contribution, checks, inside, today=today, step=step, engine=engine)


def check_contribution(
    project: Project,
    contribution: Contribution,
    checks: Sequence[QueryFile],
    inside: Sequence[Path] = (),
    *,
    today: date,
    step: Step = lambda _: None,
    engine: Engine = "auto",
) -> Checked:
    """A project with a contribution, checked; its findings are those that the project does not have without it.

    With them come those on things in files `inside` the project. Raises as `check_project`.
    """
    proposed = project.with_contribution(contribution.sources, contribution.replaced)
    paths = [*inside, *(source.path for source in contribution.sources)]
    read = contribution.findings
    return check(proposed, checks, paths, today=today, step=step, engine=engine, read=read, before=project)


def check(
    project: Project,
    checks: Iterable[QueryFile],
    concerned: Collection[Path] | None = None,
    *,
    today: date,
    step: Step = lambda _: None,
    engine: Engine = "auto",
    read: Iterable[Finding] = (),
    before: Project | None = None,
) -> Checked:
    """A project that was read, checked; its findings are those on things in the concerned files, None for all files.

    Of a project with a contribution, `before` is the project without it: its findings are those that are new, also on
    things elsewhere, which then have the place in the contribution that they follow from. Dates after `today` are in
    the future. `read` are the findings of the readers of the files. One cause gives one finding, with its place.
    """
    step("reasoning")
    about = None if before is not None else _described(project, concerned)
    evaluation = evaluated(project)
    found = evaluation.findings(checks, about, today=today, step=step, engine=engine)
    if before is not None:
        own = _described(project, [path for path in concerned or () if path in before.sources]) or frozenset()
        others = [each for each in found if each.focus not in own]
        new = new_findings(others, before, checks, today=today, engine=engine)
        found = [*new, *(each for each in found if each.focus in own)]
    places = Places(project.sources)
    causes = None if before is None else Causes(before, project, concerned or (), checks)
    findings, elsewhere = list(read), []
    for finding in found:
        files = _files_to_mend(finding, places, concerned)
        if causes is not None and not causes.is_described(finding, files):
            elsewhere.append((finding, files))
            continue
        located = places.located(finding, files)
        findings.append(_as_typed(located if causes is None else causes.at_change(located)))
    if causes is not None:
        caused = [(causes.located(each, findings), files) for each, files in elsewhere]
        findings += gravest_of_each_place(places.located(each, files) for each, files in caused if each is not None)
    return Checked(project, evaluation.closed, in_order(fold(findings)))


def _described(project: Project, files: Collection[Path] | None) -> frozenset[object] | None:
    """The subjects in some files, None for all."""
    if files is None:
        return None
    return frozenset(triple.subject for file in files for triple in project.sources[file].triples)


def _files_below(project: Project, paths: Iterable[Path]) -> list[Path]:
    """The files of a project that are one of some paths, or below one."""
    given, files = real_paths(paths), list(project.sources)
    really = zip(files, real_paths(files), strict=True) if given else ()
    return [file for file, real in really if any(is_below(real, path) for path in given)]


def _as_typed(finding: Finding) -> Finding:
    """The finding, with a suggestion as the cell of a sheet takes it.

    A number has the decimal mark that the reader types, which is a point in Turtle; a thing is its name alone.
    """
    is_in_sheet = finding.position is not None and is_sheet_file(finding.position.file)
    suggestion = finding.suggestion
    if not is_in_sheet or suggestion is None:
        return finding
    if _DECIMAL.fullmatch(suggestion.sv):
        suggestion = Texts(suggestion.sv.replace(".", ","), suggestion.en)
    return replace(finding, suggestion=Texts(_ADDRESS.sub("", suggestion.sv), _ADDRESS.sub("", suggestion.en)))


def _files_to_mend(finding: Finding, places: Places, concerned: Collection[Path] | None) -> list[Path]:
    """The concerned files that describe the focus node, or that make it contradict itself by a statement on it."""
    files = [file for file in finding.files if concerned is None or file in concerned]
    if files or finding.origin != "reasoning" or finding.focus is None:
        return files
    return places.files_with(finding.focus, concerned or ())


# Where to correct what a finding is about: the value, else the property, else the thing, in its files.

_SURPLUS = frozenset({"MaxCount", "QualifiedMaxCount", "UniqueLang"})


class Places:
    """The places of findings in sources; a source's positions are read when the first finding is looked up in it."""

    def __init__(self, sources: Mapping[Path, Source]) -> None:
        self._sources = sources
        self._positions: dict[Path, Positions] = {}
        self._statements: dict[Path, dict[Term, list[Triple]]] = {}

    def located(self, finding: Finding, among: Sequence[Path]) -> Finding:
        """The finding with its place in one of some files; unchanged if it has one, or if none states its focus node.

        The searches go from the most exact to the least, each through all files before the next begins.
        """
        focus = finding.focus
        if finding.position is not None or focus is None:
            return finding
        searches: tuple[tuple[bool, Callable[[Source, Finding, Term], Position | None]], ...] = (
            (True, self._value),
            (True, self._surplus),
            (finding.value is None, self._property),
            (finding.value is None, self._alternative),
            (False, self._described),
            (False, self._mentioned),
        )
        sources = [self._sources[path] for path in among if path in self._sources]
        for is_exact, search in searches:
            for source in sources:
                position = search(source, finding, focus)
                if position is not None:
                    return replace(finding, position=position, is_exact=is_exact)
        return finding

    def files_with(self, value: Term, among: Iterable[Path]) -> list[Path]:
        """The files, of some, in which a term is a value."""
        return [path for path in among if any(each.object == value for each in self._sources[path].triples)]

    def _value(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        """Where the offending value stands; without a path, with whatever predicate it does."""
        value, positions = finding.value, self._of(source)
        if value is None:
            return None
        if isinstance(finding.path, Inverse) and isinstance(finding.path.path, Predicate):
            return positions.value(value, finding.path.path.iri, focus)
        if isinstance(finding.path, Predicate):
            return positions.value(focus, finding.path.iri, value)
        for triple in self._about(source, focus):
            if triple.object == value:
                return positions.value(focus, triple.predicate, value)
            if triple.predicate == value:
                return positions.property(focus, triple.predicate)
        return None

    def _surplus(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        """Where the second value of a property stands, if there are too many."""
        if finding.component not in _SURPLUS or not isinstance(finding.path, Predicate):
            return None
        values = dict.fromkeys(
            each.object
            for each in self._about(source, focus)
            if each.predicate == finding.path.iri and _is_in_language(each.object, finding.language)
        )
        second = next(iter([*values][1:]), None)
        return None if second is None else self._of(source).value(focus, finding.path.iri, second)  # type: ignore[arg-type]

    def _property(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        if finding.path is None:
            return None
        return self._of(source).property(focus, first_predicate(finding.path), finding.language)

    def _alternative(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        """Where one of the properties stands of which one would do: the last that is there, else the first."""
        positions, there = self._of(source), {triple.predicate for triple in self._about(source, focus)}
        given = [each for each in finding.instead if each in there]
        places = (positions.property(focus, each) for each in (*reversed(given), *finding.instead))
        return next((place for place in places if place is not None), None)

    def _described(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        """Where the focus node begins, in a file that states its class."""
        is_typed = any(triple.predicate == RDF_TYPE for triple in self._about(source, focus))
        return self._mentioned(source, finding, focus) if is_typed else None

    def _mentioned(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        """Where the focus node begins, or else where another thing has it as a value."""
        positions = self._of(source)
        place = positions.subject(focus)
        by = None if place else next((each for each in source.triples if each.object == focus), None)
        return positions.value(by.subject, by.predicate, focus) if by else place  # type: ignore[arg-type]

    def _about(self, source: Source, focus: Term) -> list[Triple]:
        if source.path not in self._statements:
            by_subject: dict[Term, list[Triple]] = {}
            for triple in source.triples:
                by_subject.setdefault(triple.subject, []).append(triple)  # type: ignore[arg-type]
            self._statements[source.path] = by_subject
        return self._statements[source.path].get(focus, [])

    def _of(self, source: Source) -> Positions:
        if source.path not in self._positions:
            self._positions[source.path] = source.positions()
        return self._positions[source.path]


def _is_in_language(value: object, language: str | None) -> bool:
    return language is None or (isinstance(value, Literal) and value.language == language)


# Questions, views and checks are parsed when the project is checked, not first when a client sends them.

_HEADERS = {
    "questions": ("summary", "question-sv", "question-en"),
    "views": ("summary", "parameter"),
    "checks": ("fault-sv", "fault-en", "message-sv", "message-en", "severity"),
}


def check_query_files(sparql: Path) -> None:
    """Raises SourceError for the first query of a project that cannot be used.

    That is one that lacks a line in its header, that the engine cannot parse, or with a parameter that has no type or
    is no variable of the query.
    """
    nothing = Store()
    for name, keys in _HEADERS.items():
        for query in read_query_folder(sparql / name):
            for key in keys:
                query.required(key)
            try:
                nothing.query(query.text)
            except SyntaxError as error:
                fault = query_fault(error)
                raise SourceError(query.path, fault.reason, fault.line, fault.column) from error
            parameters = parameters_of(query)
            variables = variables_of_select(query.text) if parameters else frozenset()
            for each in parameters:
                if each.name not in variables:
                    raise parameter_error(
                        query, each.name, f"the query has no variable ?{each.name} outside its subqueries"
                    )


def check_parameter_classes(sparql: Path, ontology: Iterable[Triple]) -> None:
    """Raises SourceError if a parameter of a question is typed by a class of lq that the ontology does not define."""
    defined = {triple.subject.value for triple in ontology if isinstance(triple.subject, NamedNode)}
    for query in read_query_folder(sparql / "questions"):
        for each in parameters_of(query):
            if each.type.startswith(LQ) and each.type not in defined:
                raise parameter_error(query, each.name, f"the ontology has no class {each.type.replace(LQ, 'lq:')}")
