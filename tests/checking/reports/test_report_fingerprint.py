"""The fingerprint of a finding stays the same when other parts of its file change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from checking.reports.made import FILE, FINDING, IN_A_CELL, IN_NO_FILE, report
from lq_graph.checking.finding import Finding
from lq_graph.checking.reports.report import fingerprints
from lq_graph.reading.position import Cell, Place
from lq_graph.text import Texts

SAME = Texts("", "")


def of(finding: Finding) -> str:
    return fingerprints(report(finding))[0]


def test_a_fingerprint_is_the_same_in_every_version() -> None:
    assert of(FINDING) == "05235c42e778063a831db7d0e96aa623"


@given(st.integers(1, 9999), st.integers(1, 99))
def test_moved_lines_and_new_words_leave_it(line: int, column: int) -> None:
    moved = replace(FINDING, position=Place(FILE, line, column), message=SAME, fault=SAME, label=None, suggestion=None)
    assert of(moved) == of(FINDING)


@pytest.mark.parametrize(
    "other",
    [
        replace(FINDING, focus=NamedNode("https://example.org/id/plan/annan")),
        replace(FINDING, code="Other"),
        replace(FINDING, component="MinCount"),
        replace(FINDING, path=None),
        replace(FINDING, value=Literal("nyss")),
        replace(FINDING, value=Literal("förr", language="sv")),
    ],
    ids=["focus", "code", "component", "path", "value", "language"],
)
def test_another_finding_has_another(other: Finding) -> None:
    assert of(other) != of(FINDING)


def test_the_same_finding_twice_is_numbered() -> None:
    first, second, third = fingerprints(report(FINDING, FINDING, FINDING))
    assert (second, third) == (f"{first}:2", f"{first}:3")


def test_the_names_of_blank_nodes_do_not_count() -> None:
    assert of(replace(IN_NO_FILE, focus=BlankNode("b1"))) == of(replace(IN_NO_FILE, focus=BlankNode("b2")))


def test_without_a_focus_node_file_sheet_and_fault_count_and_the_row_does_not() -> None:
    cell = IN_A_CELL.position
    assert isinstance(cell, Cell)
    assert of(replace(IN_A_CELL, position=replace(cell, row=99))) == of(IN_A_CELL)
    assert of(replace(IN_A_CELL, position=replace(cell, sheet="Annat"))) != of(IN_A_CELL)
    assert of(replace(IN_A_CELL, fault=Texts("", "else"))) != of(IN_A_CELL)
