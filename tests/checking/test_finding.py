"""Findings: their order and their severity together."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode

from lq_graph.checking.finding import Finding, Severity, counts, has_violation, in_order
from lq_graph.text import Texts


def finding(code: str, severity: Severity = Severity.WARNING, file: str = "a.ttl") -> Finding:
    said = Texts("sv", "en")
    return Finding(severity, code, said, said, NamedNode("https://example.org/x"), None, (Path(file),))


def test_the_same_finding_is_given_once_and_files_come_in_order() -> None:
    given = [finding("b", file="b.ttl"), finding("a"), finding("a")]
    assert [(each.files[0].name, each.code) for each in in_order(given)] == [("a.ttl", "a"), ("b.ttl", "b")]


def test_only_a_violation_stops_a_release() -> None:
    assert not has_violation([finding("a"), finding("b", Severity.INFO)])
    assert has_violation([finding("a"), finding("b", Severity.VIOLATION)])


def test_findings_are_counted_by_severity() -> None:
    number = counts([finding("a"), finding("b"), finding("c", Severity.VIOLATION)])
    assert (number[Severity.VIOLATION], number[Severity.WARNING], number[Severity.INFO]) == (1, 2, 0)
