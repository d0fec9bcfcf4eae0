"""Questions and views are read and parsed when the project is checked, not first when somebody asks them."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Store

from lq_graph.errors import SourceError
from lq_graph.reading.query_fault import query_fault
from lq_graph.reading.query_file import QueryFile, read_query_folder

HEADERS = {
    "questions": ("summary", "question-sv", "question-en"),
    "views": ("summary", "parameter"),
    "checks": ("fault-sv", "fault-en", "message-sv", "message-en", "severity"),
}


def check_query_files(sparql: Path) -> None:
    """Returns if every query of a project is well described and can be parsed.

    Raises SourceError for the first that lacks a line in its header, or that the engine cannot parse.
    """
    nothing = Store()
    for name, keys in HEADERS.items():
        for query in read_query_folder(sparql / name):
            for key in keys:
                query.says(key)
            _parse(query, nothing)


def _parse(query: QueryFile, store: Store) -> None:
    try:
        store.query(query.text)
    except SyntaxError as error:
        fault = query_fault(error)
        raise SourceError(query.path, fault.reason, fault.line, fault.column) from error
