"""Sentences and numbers in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checking.reports.made import FINDING, IN_A_CELL, IN_NO_FILE, report
from lq_graph.checking.finding import Finding
from lq_graph.checking.reports.report import hint, sentence, totals
from lq_graph.text import Language, Texts


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "sv",
            "”Cykelplan” [id/plan/cykelplan]: ”förr” duger inte som ”gäller från”. Ange en dag som ÅÅÅÅ-MM-DD. "
            "Menade du ”2024-05-01”?",
        ),
        (
            "en",
            "“Cycling plan” [id/plan/cykelplan]: “förr” will not do as “valid from”. Give a day as YYYY-MM-DD. "
            "Did you mean “2024-05-01”?",
        ),
    ],
)
def test_a_sentence_says_what_is_wrong_with_what_and_what_to_do(language: Language, expected: str) -> None:
    assert sentence(FINDING, language, "id/plan/cykelplan") == expected


def test_a_thing_that_the_fault_names_is_not_named_twice() -> None:
    finding = replace(FINDING, fault=Texts("”Cykelplan” saknar namn.", "…"), suggestion=None, message=Texts("", ""))
    assert sentence(finding, "sv", "id/plan/x") == "”Cykelplan” [id/plan/x] saknar namn."
    nameless = replace(finding, label=None, fault=Texts("”id/plan/x” saknar namn.", "…"))
    assert sentence(nameless, "sv", "id/plan/x") == "”id/plan/x” saknar namn."
    assert sentence(replace(nameless, fault=Texts("Fel.", "")), "sv", "id/plan/x") == "id/plan/x: Fel."
    assert sentence(replace(nameless, fault=Texts("Fel.", "")), "sv") == "Fel."


@pytest.mark.parametrize(
    ("findings", "language", "expected"),
    [
        ((), "sv", "0 fel, 0 varningar i 2 filer (0,4 s)"),
        ((FINDING,), "sv", "1 fel, 0 varningar i 1 av 2 filer (0,4 s)"),
        ((FINDING, FINDING, IN_A_CELL, IN_NO_FILE), "sv", "2 fel, 1 varning, 1 upplysning i 2 av 2 filer (0,4 s)"),
        ((FINDING, IN_A_CELL, IN_A_CELL), "en", "1 error, 2 warnings in 2 of 2 files (0.4 s)"),
        ((IN_NO_FILE, IN_NO_FILE), "en", "0 errors, 0 warnings, 2 notes in 2 files (0.4 s)"),
    ],
)
def test_the_totals_count_in_the_right_number(findings: tuple[Finding, ...], language: Language, expected: str) -> None:
    assert totals(report(*findings, language=language, seconds=0.42)) == expected


def test_one_file_is_a_file_and_an_unknown_time_is_left_out() -> None:
    assert totals(report(language="en", files=(FINDING.files[0],))) == "0 errors, 0 warnings in 1 file"
    assert totals(report(files=())) == "0 fel, 0 varningar i 0 filer"


def test_the_hint_names_the_most_frequent_of_the_gravest() -> None:
    other = replace(FINDING, code="Other")
    assert hint(report(IN_NO_FILE, IN_NO_FILE, FINDING, other, other)).endswith(": lq explain-finding Other")
    assert hint(report()) == ""
