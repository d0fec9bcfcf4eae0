"""What the rules of a project find in its graph, without places; and what of that is new since another state of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Thread

from pyoxigraph import NamedNode, Store, Triple

from lq_graph.checking.code_rules import CODE_RULES, code_findings
from lq_graph.checking.finding import CONTRADICTION, Finding
from lq_graph.checking.results import (
    CheckAnswer,
    Subjects,
    answers_of_checks,
    check_findings,
    contradiction_findings,
    shape_findings,
    subjects_of,
)
from lq_graph.checking.suggestions import Suggestions
from lq_graph.labels import Labels
from lq_graph.names import DCAT, LQ, RDFS
from lq_graph.reading.project import Project
from lq_graph.reading.query_file import QueryFile
from lq_graph.reasoning.closure import Closure, close
from lq_graph.shacl.validate import Engine
from lq_graph.triples.columns import Columns, columns_of
from lq_graph.triples.dataset import Dataset, fill_store
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDF_TYPE

Step = Callable[[str], None]
_DOMAIN_AND_RANGE = frozenset((NamedNode(f"{RDFS}domain"), NamedNode(f"{RDFS}range")))


def evaluated(project: Project) -> Evaluation:
    """A project with what follows from it, to be evaluated by rules."""
    stated = columns_of(project.data.merged())
    return Evaluation(project, stated, close(stated, columns_of(project.dataset.graph(project.ontology), stated.terms)))


@dataclass(frozen=True)
class Evaluation:
    """A project with its closure; `stated` is what its datasets state. What rules read is made once asked for."""

    project: Project
    stated: Columns
    closure: Closure

    @cached_property
    def closed(self) -> Dataset:
        """The graphs of the project, and that of what follows from them."""
        name = self.project.inferred
        return self.project.dataset.with_graph(name, _graph_of_inferred(name, self.closure.inferred))

    @cached_property
    def _judged(self) -> Columns:
        return _judged(self.closure.asserted)

    @cached_property
    def _store(self) -> Store:
        """The dataset with each named graph stated to be a dataset: a contribution has no record of its own yet."""
        closed = self.closed
        for name in self.project.data.graphs:
            closed = closed.with_graph(name, [Triple(NamedNode(name), RDF_TYPE, NamedNode(f"{DCAT}Dataset"))])
        return fill_store(closed.without((self.project.shapes,)))

    def findings(
        self,
        checks: Iterable[QueryFile],
        about: frozenset[object] | None = None,
        *,
        today: date,
        step: Step = lambda _: None,
        engine: Engine = "auto",
    ) -> list[Finding]:
        """The findings of all rules, on some focus nodes or on all."""
        step("checking shapes")
        answers = _Answers(self._store, checks, today)
        answers.start()
        subjects = subjects_of(self.project)
        suggestions = Suggestions(self._judged, subjects.labels)
        shapes = self.project.dataset.graph(self.project.shapes)
        found = [*contradiction_findings(self.closure.contradictions, self.project.data.merged(), subjects)]
        found += shape_findings(self._judged, shapes, subjects, suggestions, engine=engine, about=about)
        step("checking the whole graph")
        found += code_findings(self.stated, subjects, about)
        found += check_findings(answers.result(), subjects, suggestions, about)
        return found

    def findings_like(
        self, others: Sequence[Finding], checks: Iterable[QueryFile], *, today: date, engine: Engine = "auto"
    ) -> list[Finding]:
        """The findings with the code and the focus node of one of some others, and more; without labels and files.

        No rule is evaluated that cannot have found one of them. One that is no shape is evaluated on all focus nodes,
        since what it finds on one thing can depend on how many there are.
        """
        of_shapes = frozenset(each.focus for each in others if each.origin == "shape")
        codes = {each.code for each in others if each.origin != "shape" and self._has(each.focus)}
        asked = [check for check in checks if check.name in codes]
        if not of_shapes and not codes:
            return []
        subjects = Subjects(Labels(self.project.names), lambda _: ())
        suggestions = Suggestions(self._judged, subjects.labels)
        found: list[Finding] = []
        if CONTRADICTION in codes:
            found += contradiction_findings(self.closure.contradictions, self.project.data.merged(), subjects)
        if of_shapes:
            shapes = self.project.dataset.graph(self.project.shapes)
            found += shape_findings(self._judged, shapes, subjects, suggestions, engine=engine, about=of_shapes)
        if not codes.isdisjoint(CODE_RULES):
            found += code_findings(self.stated, subjects)
        if asked:
            found += check_findings(answers_of_checks(self._store, asked, today), subjects, suggestions)
        return found

    def _has(self, term: Term | None) -> bool:
        return term is not None and (self.closure.asserted.terms.find(term) >= 0 or term in self._graphs)

    @cached_property
    def _graphs(self) -> frozenset[Term]:
        return frozenset(map(NamedNode, self.project.dataset.graphs))


class _Answers(Thread):
    """The answers of checks, found while shapes are evaluated: the engine queries without the interpreter's lock."""

    def __init__(self, store: Store, checks: Iterable[QueryFile], today: date) -> None:
        super().__init__(name="lq-checks")
        self._store, self._checks, self._today = store, checks, today
        self._answers: Sequence[CheckAnswer] | Exception = ()

    def run(self) -> None:
        try:
            self._answers = answers_of_checks(self._store, self._checks, self._today)
        except Exception as error:  # raised where the answers are awaited
            self._answers = error

    def result(self) -> Sequence[CheckAnswer]:
        """The answers, once they are there; raises as `answers_of_checks`."""
        self.join()
        if isinstance(self._answers, Exception):
            raise self._answers
        return self._answers


def new_findings(
    found: Sequence[Finding],
    before: Project,
    checks: Iterable[QueryFile],
    *,
    today: date,
    engine: Engine = "auto",
) -> list[Finding]:
    """The findings of some that a state of the project before does not have."""
    if not found:
        return []
    known = frozenset(map(_key, evaluated(before).findings_like(found, checks, today=today, engine=engine)))
    return [each for each in found if _key(each) not in known]


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


def _judged(asserted: Columns) -> Columns:
    """What shapes judge: the closure of what is asserted, without what domains and ranges entail.

    By a range, whatever is chosen is of the right class; then no wrong choice could be found. docs/decisions/0006.
    """
    terms = asserted.terms
    relations = {key: pairs for key, pairs in asserted.relations.items() if terms[key] not in _DOMAIN_AND_RANGE}
    closed = close(Columns(terms, relations), Columns(terms, {}))
    return asserted | closed.inferred
