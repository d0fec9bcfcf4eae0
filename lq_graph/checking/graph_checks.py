"""Findings of `sparql/checks`, and of queries on file that do not parse."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, QuerySolutions, Store, Triple

from lq_graph.checking.finding import Finding, Severity, filled
from lq_graph.checking.subjects import Subjects
from lq_graph.checking.suggestions import Suggestions
from lq_graph.errors import SourceError
from lq_graph.names import LQ
from lq_graph.reading.query_file import QueryFile, parameters_of, query_fault, read_query_folder, refused
from lq_graph.reading.sparql_tokens import variables_of_select
from lq_graph.shacl.core.paths import Predicate
from lq_graph.text import Texts
from lq_graph.triples.terms import Term

# sparql/checks: what the whole graph must not contain.

_SEVERITIES: Mapping[str, Severity] = MappingProxyType({each.name.lower(): each for each in Severity})


def check_graph(
    store: Store,
    checks: Iterable[QueryFile],
    subjects: Subjects,
    suggestions: Suggestions,
    about: Container[object] | None = None,
) -> Iterator[Finding]:
    """The findings of every check: one for each row that its query finds, on some focus nodes alone if they are given.

    A row may bind ?other, what its sentences call {value} and by its address {address}, and ?path, the property to
    mend. Raises SourceError if a check cannot be parsed, has no row variable ?focus, or lacks a line in its header.
    """
    for check in checks:
        for row in _rows(store, check):
            focus = _focus(check, row)
            if about is None or focus in about:
                yield _finding(check, row, focus, subjects, suggestions)


def _rows(store: Store, check: QueryFile) -> QuerySolutions:
    try:
        rows = store.query(check.text)
    except SyntaxError as error:
        fault = query_fault(error)
        raise SourceError(check.path, fault.reason, fault.line, fault.column) from error
    if not isinstance(rows, QuerySolutions) or "focus" not in [variable.value for variable in rows.variables]:
        raise SourceError(check.path, "a check is a SELECT with the variable ?focus")
    return rows


def _focus(check: QueryFile, row: QuerySolution) -> Term:
    focus = _term(row, "focus")
    if focus is None:
        raise SourceError(check.path, "a check binds ?focus to a thing in every row")
    return focus


def _finding(
    check: QueryFile, row: QuerySolution, focus: Term, subjects: Subjects, suggestions: Suggestions
) -> Finding:
    other, path = _term(row, "other"), _term(row, "path")
    is_unknown = check.header.get("finds") == "unknown-address"
    return Finding(
        severity=_SEVERITIES.get(check.says("severity"), Severity.VIOLATION),
        code=check.name,
        message=Texts(sv=check.says("message-sv"), en=check.says("message-en")),
        fault=filled(Texts(sv=check.says("fault-sv"), en=check.says("fault-en")), **_parts(focus, other, subjects)),
        focus=focus,
        label=subjects.label(focus),
        files=subjects.files(focus),
        path=Predicate(path) if isinstance(path, NamedNode) else None,
        path_words=None if path is None else subjects.labels.words(path),
        value=other,
        value_label=None if other is None else subjects.label(other),
        suggestion=suggestions.address(other) if other is not None and is_unknown else None,
        origin="check",
        is_cause=is_unknown,
    )


def _parts(focus: Term, other: Term | None, subjects: Subjects) -> dict[str, Texts]:
    """What the sentences of a check may name: things by what people call them, and one by its address."""
    parts = {"focus": subjects.labels.words(focus)}
    if other is not None:
        parts["value"] = subjects.labels.words(other)
    if isinstance(other, NamedNode):
        short = subjects.labels.names.short(other.value)
        parts["address"] = Texts(short, short)
    return parts


def _term(row: QuerySolution, name: str) -> Term | None:
    try:
        term = row[name]
    except KeyError:
        return None
    return term if isinstance(term, NamedNode | BlankNode | Literal) else None


# Questions and views are read and parsed when the project is checked, not first when somebody asks them.

HEADERS = {
    "questions": ("summary", "question-sv", "question-en"),
    "views": ("summary", "parameter"),
    "checks": ("fault-sv", "fault-en", "message-sv", "message-en", "severity"),
}


def check_query_files(sparql: Path) -> None:
    """Returns if every query of a project is well described and can be parsed.

    Raises SourceError for the first that lacks a line in its header, that the engine cannot parse, or that declares a
    parameter of no type or of no variable.
    """
    nothing = Store()
    for name, keys in HEADERS.items():
        for query in read_query_folder(sparql / name):
            for key in keys:
                query.says(key)
            _parse(query, nothing)
            _check_variables(query)


def check_parameter_classes(sparql: Path, ontology: Iterable[Triple]) -> None:
    """Returns if the ontology defines each of its classes that types a parameter; raises SourceError if not."""
    defined = {triple.subject.value for triple in ontology if isinstance(triple.subject, NamedNode)}
    for query in read_query_folder(sparql / "questions"):
        for each in parameters_of(query):
            if each.type.startswith(LQ) and each.type not in defined:
                raise refused(query, each.name, f"the ontology has no class {each.type.replace(LQ, 'lq:')}")


def _check_variables(query: QueryFile) -> None:
    parameters = parameters_of(query)
    variables = variables_of_select(query.text) if parameters else frozenset()
    for each in parameters:
        if each.name not in variables:
            raise refused(query, each.name, f"the query has no variable ?{each.name} outside its subqueries")


def _parse(query: QueryFile, store: Store) -> None:
    try:
        store.query(query.text)
    except SyntaxError as error:
        fault = query_fault(error)
        raise SourceError(query.path, fault.reason, fault.line, fault.column) from error
