"""The faulty line is shown with its fault, however long it is."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from checking.reports.made import BOOK, FILE, FINDING, IN_A_CELL, report
from lq_graph.checking.reports.report import Excerpt, excerpt
from lq_graph.reading.position import Place
from lq_graph.text import visible, width


def shown(line: str, column: int, length: int, widest: int = 100) -> Excerpt:
    finding = replace(FINDING, position=Place(FILE, 1, column, length))
    found = excerpt(report(finding, contents={FILE: line.encode()}), finding, widest)
    assert found is not None
    return found


def test_the_caret_stands_under_the_fault() -> None:
    found = shown('lq:validFrom "förr" ;', 14, 6)
    assert (found.text, found.caret) == ('lq:validFrom "förr" ;', "             ^^^^^^")


def test_tabs_become_spaces_and_wide_characters_take_two_carets() -> None:
    found = shown("\t日本 x", 2, 2)
    assert (found.text, found.caret) == ("    日本 x", "    ^^^^")


def test_a_long_line_is_cut_around_the_fault() -> None:
    found = shown("a" * 5000 + "FAULT" + "b" * 5000, 5001, 5, widest=25)
    assert found.text == "…aaaaaaaaaFAULTbbbbbbbbb…"
    assert found.caret == " " * 10 + "^^^^^"


def test_a_fault_wider_than_the_room_is_cut_itself() -> None:
    assert shown("x" * 90, 1, 90, widest=10).text == "xxxxxxxxx…"


def test_a_place_behind_the_end_of_its_line_is_pointed_at() -> None:
    assert shown("ab", 9, 3).caret == "  ^"


def test_there_is_no_excerpt_of_a_cell_or_of_a_file_that_is_not_at_hand() -> None:
    assert excerpt(report(IN_A_CELL, contents={BOOK: b"x"}), IN_A_CELL) is None
    assert excerpt(report(FINDING, contents={}), FINDING) is None
    beyond = replace(FINDING, position=Place(FILE, 99, 1))
    assert excerpt(report(beyond), beyond) is None


@given(
    st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=300),
    st.integers(1, 320),
    st.integers(0, 60),
    st.integers(12, 120),
)
def test_an_excerpt_fits_and_holds_the_beginning_of_the_fault(line: str, column: int, length: int, widest: int) -> None:
    found = shown(line, column, length, widest)
    assert width(found.text) <= widest
    fault = visible(line[column - 1 : column - 1 + length].replace("\t", "    "))
    assert fault.startswith(found.marked.removesuffix("…")) or found.marked == fault
    assert found.caret.startswith(" " * width(found.before) + "^")
    if width(visible(line.replace("\t", "    "))) <= widest:
        assert found.text == visible(line.replace("\t", "    "))
