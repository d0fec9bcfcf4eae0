"""Whole-graph checks: each row is a finding, and a check that is none is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from lq_graph.checking.finding import Severity
from lq_graph.checking.graph_checks import check_graph
from lq_graph.checking.subjects import Subjects
from lq_graph.errors import SourceError
from lq_graph.reading.query_file import read_query_file

Write = Callable[[str, str], Path]
HEADER = "#+ message-sv: Ändra.\n#+ message-en: Change it.\n#+ severity: warning\n"
NOBODY = Subjects({}, {})


@pytest.fixture(name="store")
def _store() -> Store:
    store = Store()
    store.update("INSERT DATA { <https://example.org/a> <https://example.org/p> <https://example.org/b> }")
    return store


def test_each_row_is_a_finding(store: Store, write: Write) -> None:
    check = read_query_file(write("links.rq", f"{HEADER}SELECT ?focus ?other WHERE {{ ?focus ?p ?other }}"))
    (finding,) = check_graph(store, [check], NOBODY)
    assert (finding.code, finding.severity) == ("links", Severity.WARNING)
    assert (finding.focus, finding.value) == ("https://example.org/a", "https://example.org/b")
    assert finding.message.sv == "Ändra."


@pytest.mark.parametrize("query", ["ASK {}", "SELECT ?other WHERE { ?s ?p ?other }"])
def test_a_check_without_focus_is_refused(store: Store, write: Write, query: str) -> None:
    check = read_query_file(write("bad.rq", HEADER + query))
    with pytest.raises(SourceError, match=r"bad\.rq: a check is a SELECT with the variable \?focus"):
        list(check_graph(store, [check], NOBODY))


def test_a_check_that_cannot_be_parsed_says_where(store: Store, write: Write) -> None:
    check = read_query_file(write("bad.rq", f"{HEADER}SELECT ?focus WHERE ?focus ?p ?o }}"))
    with pytest.raises(SourceError, match=r"bad\.rq:4:\d+: "):
        list(check_graph(store, [check], NOBODY))
