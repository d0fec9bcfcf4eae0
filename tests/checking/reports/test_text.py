"""The text report, at a terminal and in a log."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings

from checking.reports.made import ANY_REPORT, FILE, FINDING, IN_A_CELL, IN_NO_FILE, report
from lq_graph.checking.reports.report import Report
from lq_graph.checking.reports.text import Style, text_report
from lq_graph.reading.position import Place
from lq_graph.text import Texts

EXPECTED = """\
utan fil  upplysning  lonely  Något är fel. Gör något.

bidrag.xlsx!Planer!C14  varning  cell-not-in-list  ”Trygga platsr” finns inte i listan. Välj ett i listan.

data/x/plans.ttl:3:18  fel  Plan-validFrom  ”Cykelplan” [id/plan/cykelplan]: ”förr” duger inte som ”gäller från”. \
Ange en dag som ÅÅÅÅ-MM-DD. Menade du ”2024-05-01”?
    3 |     lq:validFrom "förr" ;
      |                  ^^^^^^
"""
PAINT = re.compile(r"\x1b\[[\d;]*m")


def test_findings_stand_by_file_with_their_line_and_a_caret() -> None:
    assert "".join(text_report(report(FINDING, IN_A_CELL, IN_NO_FILE))) == EXPECTED


def test_english_has_its_own_words_and_quotes() -> None:
    text = "".join(text_report(report(FINDING, language="en")))
    assert text.startswith("data/x/plans.ttl:3:18  error  Plan-validFrom  “Cycling plan” [id/plan/cykelplan]: “förr”")


def test_a_terminal_wraps_words_and_keeps_the_line_of_the_file() -> None:
    lines = "".join(text_report(report(FINDING), Style(columns=60))).splitlines()
    assert max(map(len, lines)) <= 60
    assert lines[0].startswith("data/x/plans.ttl:3:18  fel  Plan-validFrom  ")
    assert lines[1].startswith("    ")
    assert lines[-1].strip(" |") == "^^^^^^"


def test_colour_adds_colour_and_nothing_else() -> None:
    plain, painted = ("".join(text_report(report(FINDING), Style(colour, 70))) for colour in (False, True))
    assert PAINT.sub("", painted) == plain
    assert painted.startswith("\x1b[1mdata/x/plans.ttl:3:18\x1b[0m  \x1b[1;31mfel\x1b[0m")
    assert "\x1b" not in plain


def test_a_file_without_a_known_line_is_named_alone() -> None:
    text = "".join(text_report(report(replace(FINDING, position=None))))
    assert text.startswith("data/x/plans.ttl  fel  Plan-validFrom")
    assert text.count("\n") == 1


def test_data_cannot_steer_the_terminal() -> None:
    nasty = Texts("\x1b]0;x\x07 \r\n::error::", "x")
    finding = replace(FINDING, fault=nasty, label=nasty, position=Place(FILE, 1, 1))
    text = "".join(text_report(report(finding, contents={FILE: b"\x1b[2J\x00"})))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
    assert "\n::error" not in text


@given(ANY_REPORT)
@settings(max_examples=50)
def test_any_finding_is_one_line_or_three(any_report: Report) -> None:
    for finding in any_report.findings:
        lines = "".join(text_report(replace(any_report, findings=(finding,)))).splitlines()
        assert len(lines) in (1, 3)
        assert finding.code in lines[0]
