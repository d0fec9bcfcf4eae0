"""Findings from results: contradictions of reasoning, results of shapes, and rows of whole-graph checks."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path as FilePath
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, QuerySolutions, Store, Triple

from lq_graph.checking.finding import CONTRADICTION, Finding, Severity, code_of, filled
from lq_graph.checking.shape_words import ShapeWords
from lq_graph.checking.suggestions import Suggestions
from lq_graph.errors import SourceError
from lq_graph.labels import Labels
from lq_graph.reading.project import Project
from lq_graph.reading.query_file import QueryFile, query_fault, text_on
from lq_graph.reasoning.axioms import Statement
from lq_graph.reasoning.contradictions import Contradiction
from lq_graph.shacl.core.paths import Predicate
from lq_graph.shacl.core.shapes_graph import VIOLATION, sh
from lq_graph.shacl.validate import Engine, validate
from lq_graph.text import Texts
from lq_graph.triples.columns import Columns
from lq_graph.triples.dataset import Triples
from lq_graph.triples.terms import Term


@dataclass(frozen=True)
class Subjects:
    """The things that findings are about: their labels, and a function to the files that describe a thing."""

    labels: Labels
    files: Callable[[Term], tuple[FilePath, ...]]


def subjects_of(project: Project) -> Subjects:
    """The things in a project's graphs; labels and files are read when a finding first asks for one."""
    triples = (triple for graph in project.dataset.graphs.values() for triple in graph)

    def files(term: Term) -> tuple[FilePath, ...]:
        return project.files.get(term, ()) if isinstance(term, NamedNode | BlankNode) else ()

    return Subjects(Labels(project.names, triples), files)


# Contradictions: two statements that cannot both hold.

_CONTRADICTION = Texts(
    sv="{focus} har två uppgifter som utesluter varandra: {statements}.",
    en="{focus} has two statements that exclude each other: {statements}.",
)
_CHOOSE = Texts(
    sv="Välj en av de två uppgifterna, eller rätta det som en av dem följer av.",
    en="Choose one of the two statements, or correct what one of them follows from.",
)


def contradiction_findings(
    contradictions: Iterable[Contradiction], asserted: Triples, subjects: Subjects
) -> Iterator[Finding]:
    """One finding for each subject that contradicts itself: of its contradictions, the one that is most asserted."""
    chosen: dict[Term, tuple[int, Contradiction]] = {}
    for each in contradictions:
        weight = sum(_is_asserted(statement, asserted) for statement in each.statements)
        if each.subject not in chosen or weight > chosen[each.subject][0]:
            chosen[each.subject] = (weight, each)
    for focus, (_, contradiction) in chosen.items():
        yield Finding(
            severity=Severity.VIOLATION,
            code=CONTRADICTION,
            message=_CHOOSE,
            fault=filled(
                _CONTRADICTION,
                focus=subjects.labels.words(focus),
                statements=_statements(contradiction, subjects.labels),
            ),
            focus=focus,
            label=subjects.labels.label(focus),
            files=subjects.files(focus),
            value=next((each.object for each in contradiction.statements if _is_asserted(each, asserted)), None),
            origin="reasoning",
        )


def _is_asserted(statement: Statement, asserted: Triples) -> bool:
    try:
        return Triple(*statement) in asserted  # type: ignore[arg-type]
    except TypeError:
        return False


def _statements(contradiction: Contradiction, labels: Labels) -> Texts:
    """The statements that exclude each other; the contradiction as reasoning has it if it has none."""
    words = [(labels.words(each.predicate), labels.words(each.object)) for each in contradiction.statements]
    return Texts(
        sv=" · ".join(f"{predicate.sv} {value.sv}" for predicate, value in words) or str(contradiction),
        en=" · ".join(f"{predicate.en} {value.en}" for predicate, value in words) or str(contradiction),
    )


# Results of shapes. SHACL §3.

_SHACL_SEVERITIES: Mapping[NamedNode, Severity] = MappingProxyType(
    {sh("Info"): Severity.INFO, sh("Warning"): Severity.WARNING, VIOLATION: Severity.VIOLATION}
)
_CHOSEN = frozenset({"Class", "In", "Datatype", "NodeKind", "Or", "Xone", "MinInclusive", "MaxInclusive"})


def shape_findings(
    data: Columns,
    shapes: Triples,
    subjects: Subjects,
    suggestions: Suggestions,
    *,
    engine: Engine = "auto",
    about: Container[object] | None = None,
) -> Iterator[Finding]:
    """The findings of all shapes on a closed graph, on some focus nodes alone if they are given.

    Raises ShapesError if the shapes are not well-formed, and EngineError if they cannot be evaluated.
    """
    found = validate(data, shapes, engine).results()
    results = [each for each in found if about is None or each.focus in about]
    if not results:
        return
    labels = subjects.labels
    words = ShapeWords(shapes, data, labels)
    for result in results:
        component = code_of(result.component).removesuffix("ConstraintComponent")
        path, value = words.path_words(result.shape, result.path), result.value
        suggestion: Texts | None = None
        if value is not None and result.path is not None and component in _CHOSEN:
            suggestion = suggestions.value(value, words.allowed(result.shape))
        yield Finding(
            severity=_SHACL_SEVERITIES.get(result.severity, Severity.VIOLATION),
            code=code_of(result.shape),
            message=words.message(result),
            fault=words.fault(result),
            focus=result.focus,
            label=labels.label(result.focus),
            files=subjects.files(result.focus),
            shape=result.shape.value if isinstance(result.shape, NamedNode) else None,
            component=component,
            path=result.path,
            path_words=path,
            language=words.language(result.shape),
            value=value,
            value_label=None if value is None else labels.label(value),
            suggestion=suggestion,
            depth=words.depth(result.shape),
            instead=words.instead(result) if path is None else (),
            is_undecided=component == "Xone" and words.has_several(result),
        )


# Rows of whole-graph checks, the queries in sparql/checks.

_UNKNOWN = "unknown-address"
_VARIABLES = ("focus", "other", "path", "beside", "right")
_SEVERITIES: Mapping[str, Severity] = MappingProxyType({each.name.lower(): each for each in Severity})


def check_findings(
    answers: Iterable[CheckAnswer], subjects: Subjects, suggestions: Suggestions, about: Container[object] | None = None
) -> Iterator[Finding]:
    """The findings of every check: one for each row of its query, on some focus nodes alone if they are given.

    A row may bind ?other, which the sentences of the check name as {value} and by its address as {address}; ?beside,
    one more thing or value, which they name as {beside}; ?path, the property to correct; and ?right, the value that is
    right instead. Where a check has a sentence for it, several rows with the same thing beside are one finding, on that
    thing. Raises SourceError for a check whose header lacks a line.
    """
    for check, every_row in answers:
        rows = [each for each in every_row if about is None or each.focus in about]
        many = _many(rows, about) if "many-sv" in check.header else {}
        for row in rows:
            if row.beside not in many:
                yield _check_finding(check, row, subjects, suggestions)
        for beside, of_it in many.items():
            yield _many_finding(check, beside, of_it, subjects)


_ENOUGH = 4


@dataclass(frozen=True)
class CheckRow:
    """What one row of a check binds."""

    focus: Term
    other: Term | None
    path: Term | None
    beside: Term | None
    right: Term | None


CheckAnswer = tuple[QueryFile, Sequence[CheckRow]]


def _many(rows: Iterable[CheckRow], about: Container[object] | None) -> Mapping[Term, list[CheckRow]]:
    """The rows by the thing beside, where so many things do not fit that one that the fault is more likely its own."""
    by_beside: dict[Term, list[CheckRow]] = {}
    for row in rows:
        if isinstance(row.beside, NamedNode) and (about is None or row.beside in about):
            by_beside.setdefault(row.beside, []).append(row)
    return {beside: some for beside, some in by_beside.items() if len({each.focus for each in some}) >= _ENOUGH}


def _many_finding(check: QueryFile, beside: Term, rows: Sequence[CheckRow], subjects: Subjects) -> Finding:
    labels, number = subjects.labels, str(len({each.focus for each in rows}))
    sentence = Texts(sv=check.required("many-sv"), en=check.required("many-en"))
    parts = {"beside": labels.words(beside), "focus": labels.words(rows[0].focus)}
    return Finding(
        severity=_SEVERITIES.get(check.required("severity"), Severity.VIOLATION),
        code=check.name,
        message=Texts(sv=check.required("message-sv"), en=check.required("message-en")),
        fault=filled(Texts(sentence.sv.replace("{number}", number), sentence.en.replace("{number}", number)), **parts),
        focus=beside,
        label=labels.label(beside),
        files=subjects.files(beside),
        origin="check",
        is_misdated=True,
    )


def _check_finding(check: QueryFile, row: CheckRow, subjects: Subjects, suggestions: Suggestions) -> Finding:
    labels, other = subjects.labels, row.other
    parts = {"focus": labels.words(row.focus)}
    if other is not None:
        parts["value"] = labels.words(other)
    if isinstance(other, NamedNode):
        parts["address"] = Texts(*[labels.names.short(other.value)] * 2)
    if row.beside is not None:
        parts["beside"] = labels.words(row.beside)
    finds = check.header.get("finds")
    right = suggestions.address(other) if row.right is None and other is not None and finds == _UNKNOWN else row.right
    return Finding(
        severity=_SEVERITIES.get(check.required("severity"), Severity.VIOLATION),
        code=check.name,
        message=Texts(sv=check.required("message-sv"), en=check.required("message-en")),
        fault=filled(Texts(sv=check.required("fault-sv"), en=check.required("fault-en")), **parts),
        focus=row.focus,
        label=labels.label(row.focus),
        files=subjects.files(row.focus),
        path=Predicate(row.path) if isinstance(row.path, NamedNode) else None,
        path_words=None if row.path is None else labels.words(row.path),
        value=other,
        value_label=None if other is None else labels.label(other),
        suggestion=None if right is None else suggestions.written(right),
        origin="check",
        is_cause=finds in (_UNKNOWN, "wrong-value"),
        beside=row.beside,
        is_misdated=finds == "wrong-date",
        meant=right if finds == _UNKNOWN and row.path is None else None,
    )


def answers_of_checks(store: Store, checks: Iterable[QueryFile], today: date) -> Sequence[CheckAnswer]:
    """The rows of the query of every check; ?today is `today` in checks that declare it.

    Raises SourceError for a check that cannot be parsed or does not bind ?focus.
    """
    return [(check, list(_check_rows(store, check, today))) for check in checks]


def _check_rows(store: Store, check: QueryFile, today: date) -> Iterator[CheckRow]:
    for row in _rows(store, check, today):
        focus, *others = (_term(row, name) for name in _VARIABLES)
        if focus is None:
            raise SourceError(check.path, "a check binds ?focus to a thing in every row")
        yield CheckRow(focus, *others)


def _rows(store: Store, check: QueryFile, today: date) -> QuerySolutions:
    try:
        rows = store.query(text_on(check, today))
    except SyntaxError as error:
        fault = query_fault(error)
        raise SourceError(check.path, fault.reason, fault.line, fault.column) from error
    if not isinstance(rows, QuerySolutions) or "focus" not in [variable.value for variable in rows.variables]:
        raise SourceError(check.path, "a check is a SELECT with the variable ?focus")
    return rows


def _term(row: QuerySolution, name: str) -> Term | None:
    try:
        term = row[name]
    except KeyError:
        return None
    return term if isinstance(term, NamedNode | BlankNode | Literal) else None
