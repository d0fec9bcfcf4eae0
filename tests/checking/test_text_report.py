"""Findings read as a person reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.text_report import finding_line, totals_line
from lq_graph.names import Names
from lq_graph.settings import Texts

NAMES = Names("https://example.org/")
ROOT = Path("/project")
FINDING = Finding(
    Severity.VIOLATION,
    "Plan-year",
    Texts("Ange ett år.", "Give a year."),
    Texts("Fel.", "Wrong."),
    NamedNode("https://example.org/id/plan/a"),
    Texts("Planen", "The plan"),
    (ROOT / "data" / "x" / "a.ttl",),
    value=Literal("förr"),
)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("sv", "data/x/a.ttl: fel: Planen <id/plan/a>: Ange ett år. (förr) [Plan-year]"),
        ("en", "data/x/a.ttl: error: Planen <id/plan/a>: Give a year. (förr) [Plan-year]"),
    ],
)
def test_a_line_says_where_what_and_what_to_do(language: str, line: str) -> None:
    assert finding_line(FINDING, language, NAMES, ROOT) == line


def test_the_last_line_counts() -> None:
    assert totals_line([FINDING], "sv") == "1 fel, 0 varningar, 0 upplysningar"
    assert totals_line([], "en") == "0 errors, 0 warnings, 0 infos"
