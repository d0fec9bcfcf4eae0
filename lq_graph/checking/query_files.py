"""Questions and views are read and parsed when the project is checked, not first when somebody asks them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import NamedNode, Store, Triple

from lq_graph.errors import SourceError
from lq_graph.names import LQ
from lq_graph.reading.query_file import QueryFile, parameters_of, query_fault, read_query_folder, refused
from lq_graph.reading.sparql_tokens import variables_of_select

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
