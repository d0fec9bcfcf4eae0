"""The parts common to all formats: findings by file, names of files, lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from checking.reports.made import FILE, FINDING, IN_A_CELL, IN_NO_FILE, ROOT, report
from lq_graph.checking.finding import Severity


def test_findings_stand_by_their_file_and_keep_their_order_there() -> None:
    later = replace(FINDING, code="Plan-later")
    groups = report(FINDING, IN_A_CELL, later, IN_NO_FILE).by_file()
    assert groups == [("", [IN_NO_FILE]), ("bidrag.xlsx", [IN_A_CELL]), ("data/x/plans.ttl", [FINDING, later])]


def test_a_file_elsewhere_is_named_whole() -> None:
    assert report().display_path(ROOT / "data" / "a.ttl") == "data/a.ttl"
    assert report().display_path(Path("/elsewhere/a.ttl")) == "/elsewhere/a.ttl"


def test_lines_end_as_the_parser_counts_them() -> None:
    given = report(contents={FILE: "a\rb\r\nc\u2028d\n\xff".encode("latin-1", "replace")})
    assert [given.line(FILE, number) for number in range(6)] == [None, "a", "b", "c?d", "\ufffd", None]


def test_no_file_is_opened_for_a_report(tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("secret", encoding="utf-8")
    assert report().line(secret, 1) is None


def test_the_threshold_says_what_fails() -> None:
    assert report().fails(FINDING)
    assert not report().fails(IN_A_CELL)
    assert report(threshold=Severity.INFO).fails(IN_NO_FILE)
    assert not report(threshold=None).fails(FINDING)
