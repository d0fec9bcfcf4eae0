"""Workflow commands of GitHub Actions, parsed as its runner parses them."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings

from checking.reports.made import ANY_REPORT, FINDING, IN_A_CELL, ROOT, report
from lq_graph.checking.reports.github import github_report
from lq_graph.checking.reports.report import Report
from lq_graph.text import Texts

COMMAND = re.compile(r"::(?P<level>error|warning|notice) (?P<properties>.*?)::(?P<message>.*)")
ESCAPES = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))


def unescaped(text: str) -> str:
    for escape, character in ESCAPES:
        text = text.replace(escape, character)
    return text


def commands(given_report: Report) -> list[tuple[str, dict[str, str], str]]:
    """What the runner makes of the lines: level, properties and message of each."""
    found = [COMMAND.fullmatch(line) for line in "".join(github_report(given_report)).splitlines()]
    return [
        (
            each["level"],
            {
                name: unescaped(value)
                for name, _, value in (one.partition("=") for one in each["properties"].split(","))
            },
            unescaped(each["message"]),
        )
        for each in found
        if each
    ]


def test_a_finding_stands_on_its_line_of_the_change() -> None:
    ((level, properties, message),) = commands(report(FINDING))
    expected = {"file": "data/x/plans.ttl", "line": "3", "col": "18", "endColumn": "24", "title": "Plan-validFrom"}
    assert (level, properties) == ("error", expected)
    assert message.startswith("”Cykelplan” [id/plan/cykelplan]: ”förr”")


def test_a_cell_is_named_in_the_message() -> None:
    ((level, properties, message),) = commands(report(IN_A_CELL))
    assert (level, properties) == ("warning", {"file": "bidrag.xlsx", "title": "cell-not-in-list"})
    assert message.startswith("Cell Planer!C14: ”Trygga platsr”")


def test_names_of_files_are_escaped() -> None:
    odd = replace(FINDING, position=None, files=(ROOT / "a,b:c%0A=.ttl",))
    assert "file=a%2Cb%3Ac%250A=.ttl," in "".join(github_report(report(odd)))


def test_the_gravest_come_first_and_what_is_not_shown_is_said() -> None:
    lines = "".join(github_report(report(IN_A_CELL, *[FINDING] * 14))).splitlines()
    assert [line.split()[0] for line in lines[:15]] == ["::error"] * 14 + ["::warning"]
    assert lines[15:] == ["GitHub visar högst 10 av varje slag vid ändringen; här i loggen finns 4 fel till."]


def test_no_data_can_give_a_command_of_its_own() -> None:
    nasty = Texts("a\n::set-output name=x::y\r\n::stop-commands::z", "")
    lines = "".join(github_report(report(replace(FINDING, fault=nasty, label=nasty, suggestion=nasty)))).splitlines()
    assert len(lines) == 1


@given(ANY_REPORT)
@settings(max_examples=50)
def test_any_finding_is_one_command(any_report: Report) -> None:
    found = commands(any_report)
    assert len(found) == len(any_report.findings)
    files = {any_report.file_name(each) for each in any_report.findings} - {""}
    assert {properties["file"] for _, properties, _ in found if "file" in properties} == files
