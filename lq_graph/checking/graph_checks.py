"""sparql/checks: what the whole graph must not contain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from pyoxigraph import NamedNode, QuerySolution, QuerySolutions, Store

from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.subjects import Subjects
from lq_graph.errors import SourceError
from lq_graph.reading.query_fault import query_fault
from lq_graph.reading.query_file import QueryFile
from lq_graph.settings import Texts

_SEVERITIES: Mapping[str, Severity] = MappingProxyType({each.name.lower(): each for each in Severity})


def check_graph(store: Store, checks: Iterable[QueryFile], subjects: Subjects) -> Iterator[Finding]:
    """The findings of every check: one for each row that its query finds.

    Raises SourceError if a check cannot be parsed, has no row variable ?focus, or lacks a line in its header.
    """
    for check in checks:
        for row in _rows(store, check):
            yield _finding(check, row, subjects)


def _rows(store: Store, check: QueryFile) -> QuerySolutions:
    try:
        rows = store.query(check.text)
    except SyntaxError as error:
        fault = query_fault(error)
        raise SourceError(check.path, fault.reason, fault.line, fault.column) from error
    if not isinstance(rows, QuerySolutions) or "focus" not in [variable.value for variable in rows.variables]:
        raise SourceError(check.path, "a check is a SELECT with the variable ?focus")
    return rows


def _finding(check: QueryFile, row: QuerySolution, subjects: Subjects) -> Finding:
    focus = _text(row["focus"])
    other = _text(row["other"]) if _has_other(row) else None
    return Finding(
        severity=_SEVERITIES.get(check.says("severity"), Severity.VIOLATION),
        code=check.name,
        focus=focus,
        label=subjects.label(focus),
        value=other,
        message=Texts(sv=check.says("message-sv"), en=check.says("message-en")),
        files=subjects.files(focus),
    )


def _has_other(row: QuerySolution) -> bool:
    try:
        return row["other"] is not None
    except KeyError:
        return False


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)
