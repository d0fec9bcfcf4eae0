"""Checks a project: reads it, reasons, validates it against its shapes and runs its whole-graph checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Store, Triple

from lq_graph.checking.causes import Causes
from lq_graph.checking.code_rules import code_findings
from lq_graph.checking.finding import Finding, in_order
from lq_graph.checking.folding import fold
from lq_graph.checking.results import check_findings, contradiction_findings, shape_findings, subjects_of
from lq_graph.checking.suggestions import Suggestions
from lq_graph.errors import SourceError
from lq_graph.names import DCAT, LQ, RDFS
from lq_graph.reading.file_kind import is_sheet_file
from lq_graph.reading.position import Position, Positions
from lq_graph.reading.project import NOT_REPLACED, Project, Replaced, is_below, read_documents, read_project, real_paths
from lq_graph.reading.query_file import QueryFile, parameter_error, parameters_of, query_fault, read_query_folder
from lq_graph.reading.rdf_file import Source
from lq_graph.reading.sparql_tokens import variables_of_select
from lq_graph.reasoning.closure import close
from lq_graph.settings import Settings
from lq_graph.shacl.core.paths import Inverse, Predicate, first_predicate
from lq_graph.shacl.validate import Engine
from lq_graph.text import Texts
from lq_graph.triples.columns import Columns, columns_of
from lq_graph.triples.dataset import Dataset, fill_store
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_TYPE

Step = Callable[[str], None]
_DECIMAL = re.compile(r"[+-]?[0-9]+\.[0-9]+")
_DOMAIN_AND_RANGE = frozenset((NamedNode(f"{RDFS}domain"), NamedNode(f"{RDFS}range")))


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
    keys: Callable[[], Collection[Hashable]] | None = None,
) -> Checked:
    """A project with a contribution, checked; its findings are those that the project does not have without it.

    With them come those on things in files `inside` the project. `keys` are those of the findings of the project, if
    they are known already. Raises as `check_project`.
    """
    proposed = project.with_contribution(contribution.sources, contribution.replaced)
    known = Known(project, keys or (lambda: finding_keys(project, checks, today=today, engine=engine)))
    paths = [*inside, *(source.path for source in contribution.sources)]
    read = contribution.findings
    return check(proposed, checks, paths, today=today, step=step, engine=engine, read=read, known=known)


@dataclass(frozen=True)
class Known:
    """A project before a contribution, and a function to the keys of the findings that it has without it."""

    project: Project
    keys: Callable[[], Collection[Hashable]]


def finding_keys(
    project: Project, checks: Iterable[QueryFile], *, today: date, engine: Engine = "auto"
) -> frozenset[Hashable]:
    """The keys of all findings of a project, by which those that a contribution adds are known."""
    _, found = _found(project, checks, None, today=today, step=lambda _: None, engine=engine)
    return frozenset(map(_key, found))


def check(
    project: Project,
    checks: Iterable[QueryFile],
    concerned: Collection[Path] | None = None,
    *,
    today: date,
    step: Step = lambda _: None,
    engine: Engine = "auto",
    read: Iterable[Finding] = (),
    known: Known | None = None,
) -> Checked:
    """A project that was read, checked; its findings are those on things in the concerned files, None for all files.

    Of a project with a contribution, `known` is the project without it: its findings are those that are new, also on
    things elsewhere, which then have the place in the contribution that they follow from. Dates after `today` are in
    the future. `read` are the findings of the readers of the files. One cause gives one finding, with its place.
    """
    about = None if known is not None else _described(project, concerned)
    closed, found = _found(project, checks, about, today=today, step=step, engine=engine)
    if known is not None:
        own = _described(project, [path for path in concerned or () if path in known.project.sources]) or frozenset()
        found = [each for each in _new(found, known) if each.focus not in own] + [e for e in found if e.focus in own]
    places = Places(project.sources)
    findings, elsewhere = list(read), []
    for finding in found:
        files = _files_to_mend(finding, places, concerned)
        if files or concerned is None:
            findings.append(_as_typed(places.located(finding, files)))
        else:
            elsewhere.append(finding)
    if known is not None and elsewhere:
        causes = Causes(known.project, project, concerned or (), checks)
        findings += filter(None, [causes.located(each, findings) for each in elsewhere])
    return Checked(project, closed, in_order(fold(findings)))


def _found(
    project: Project,
    checks: Iterable[QueryFile],
    about: frozenset[object] | None,
    *,
    today: date,
    step: Step,
    engine: Engine,
) -> tuple[Dataset, list[Finding]]:
    """The closure of a project, and its findings without their places, on some focus nodes or on all."""
    step("reasoning")
    stated = columns_of(project.data.merged())
    closure = close(stated, columns_of(project.dataset.graph(project.ontology), stated.terms))
    closed = project.dataset.with_graph(project.inferred, _graph_of_inferred(project.inferred, closure.inferred))

    step("checking shapes")
    subjects, judged = subjects_of(project), _judged(closure.asserted)
    suggestions = Suggestions(judged, subjects.labels)
    found = [*contradiction_findings(closure.contradictions, project.data.merged(), subjects)]
    shapes = project.dataset.graph(project.shapes)
    found += shape_findings(judged, shapes, subjects, suggestions, engine=engine, about=about)

    step("checking the whole graph")
    found += code_findings(stated, subjects, about)
    store = fill_store(_with_records(closed, project).without((project.shapes,)))
    found += check_findings(store, checks, subjects, suggestions, about, today=today)
    return closed, found


def _new(found: list[Finding], known: Known) -> list[Finding]:
    """The findings that a project does not have without a contribution; it is checked only if it can have one."""
    if not any(finding.focus in known.project.files for finding in found):
        return found
    keys = known.keys()
    return [finding for finding in found if _key(finding) not in keys]


def _key(finding: Finding) -> Hashable:
    return (
        finding.code,
        finding.component,
        finding.focus,
        finding.path,
        finding.language,
        finding.value,
        finding.beside,
    )


def _graph_of_inferred(name: str, inferred: Columns) -> Iterator[Triple]:
    """The inferred triples, and that their graph holds derived statements: a graph describes itself, as datasets do."""
    yield Triple(NamedNode(name), NamedNode(f"{LQ}holdsStatements"), NamedNode(f"{LQ}Derived"))
    yield from inferred.triples()


def _described(project: Project, files: Collection[Path] | None) -> frozenset[object] | None:
    """The subjects in some files, None for all."""
    if files is None:
        return None
    return frozenset(triple.subject for file in files for triple in project.sources[file].triples)


def _judged(asserted: Columns) -> Columns:
    """What shapes judge: the closure of what is asserted, without what domains and ranges entail.

    By a range, whatever is chosen is of the right class; then no wrong choice could be found. docs/decisions/0006.
    """
    terms = asserted.terms
    relations = {key: pairs for key, pairs in asserted.relations.items() if terms[key] not in _DOMAIN_AND_RANGE}
    closed = close(Columns(terms, relations), Columns(terms, {}))
    return asserted | closed.inferred


def _with_records(closed: Dataset, project: Project) -> Dataset:
    """The dataset with each named graph stated to be a dataset: a contribution has no record of its own yet."""
    for name in project.data.graphs:
        record = Triple(NamedNode(name), RDF_TYPE, NamedNode(f"{DCAT}Dataset"))
        closed = closed.with_graph(name, [record])
    return closed


def _files_below(project: Project, paths: Iterable[Path]) -> list[Path]:
    """The files of a project that are one of some paths, or below one."""
    given, files = real_paths(paths), list(project.sources)
    really = zip(files, real_paths(files), strict=True) if given else ()
    return [file for file, real in really if any(is_below(real, path) for path in given)]


def _as_typed(finding: Finding) -> Finding:
    """The finding, with a suggested number in the decimal mark that the reader types; in Turtle it is a point."""
    is_in_sheet = finding.position is not None and is_sheet_file(finding.position.file)
    suggestion = finding.suggestion
    if not is_in_sheet or suggestion is None or not _DECIMAL.fullmatch(suggestion.sv):
        return finding
    return replace(finding, suggestion=Texts(suggestion.sv.replace(".", ","), suggestion.en))


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

    def _described(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        """Where the focus node begins, in a file that states its class."""
        is_typed = any(triple.predicate == RDF_TYPE for triple in self._about(source, focus))
        return self._mentioned(source, finding, focus) if is_typed else None

    def _mentioned(self, source: Source, finding: Finding, focus: Term) -> Position | None:
        """Where the focus node begins, or else where another thing has it as a value."""
        positions = self._of(source)
        by = next((each for each in source.triples if each.object == focus), None)
        elsewhere = positions.value(by.subject, by.predicate, focus) if by else None  # type: ignore[arg-type]
        return positions.subject(focus) or elsewhere

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
