"""The HTML report needs no other resource and is accessible."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from pyoxigraph import NamedNode

from checking.reports.made import ANY_REPORT, FILE, FINDING, IN_A_CELL, IN_NO_FILE, report
from lq_graph.checking.reports.html import STYLE, html_report
from lq_graph.checking.reports.report import Report
from lq_graph.text import Texts

VOID = {"meta"}


class Page(HTMLParser):
    """The elements of a page; reading it fails if they are not closed in their order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append((self.open[-1], data))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(given_report: Report) -> Page:
    return Page("".join(html_report(given_report)))


def test_findings_stand_under_their_file_with_line_and_fault() -> None:
    texts = page(report(FINDING, IN_A_CELL)).texts
    assert ("h1", "Granskning") in texts
    assert [text for tag, text in texts if tag == "h2"] == ["bidrag.xlsx", "data/x/plans.ttl"]
    assert [text for tag, text in texts if tag == "mark"] == ['"förr"']
    assert ("p", "”förr” duger inte som ”gäller från”.") in texts
    assert ("p", "Menade du ”2024-05-01”?") in texts
    assert ("p", "Blad Planer, cell C14 · Regel ") in texts
    assert ("bdi", "Cykelplan") in texts


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing() -> None:
    read = page(report(FINDING))
    assert {tag for tag, _ in read.elements} & {"script", "link", "img", "iframe", "object", "form"} == set()
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    (policy,) = (each["content"] for each in read.named("meta") if "http-equiv" in each)
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'", policy or "")


def test_english_has_its_own_words() -> None:
    read = page(report(IN_NO_FILE, language="en"))
    assert read.named("html") == [{"lang": "en"}]
    assert ("h2", "in no file") in read.texts
    assert ("span", "Note") in read.texts


def test_every_section_is_named_by_its_heading_and_linked_from_the_contents() -> None:
    read = page(report(FINDING, IN_A_CELL, IN_NO_FILE))
    ids = [each["id"] for each in read.named("h2")]
    assert ids == [each["aria-labelledby"] for each in read.named("section")]
    assert [f"#{each}" for each in ids] == [
        each["href"] for each in read.named("a") if (each["href"] or "").startswith("#")
    ]


def test_headings_go_down_one_step_at_a_time() -> None:
    levels = [int(tag[1]) for tag, _ in page(report(FINDING, IN_A_CELL)).elements if re.fullmatch(r"h\d", tag)]
    assert levels == [1, 2, 3, 2, 3]


def test_nothing_found_is_said() -> None:
    assert ("p", "Allt stämmer.") in page(report()).texts


def test_only_web_addresses_are_linked() -> None:
    nasty = replace(FINDING, focus=NamedNode("javascript:alert(1)"))
    assert page(report(nasty)).named("a")[1:] == []


def test_data_is_text_and_never_markup() -> None:
    nasty = Texts("<script>alert(1)</script>&amp;\"'", "x")
    finding = replace(FINDING, fault=nasty, message=nasty, label=nasty, suggestion=nasty)
    read = page(report(finding, contents={FILE: b'\n\n<script>alert(1)</script> "f"'}))
    assert read.named("script") == []
    assert ("p", "<script>alert(1)</script>&amp;\"'") in read.texts


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_colour_of_text_can_be_told_from_its_ground(scheme: int) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", STYLE.split(":root {")[scheme + 1]))
    for name in ("ink", "faint", "link", "violation", "warning", "info"):
        assert contrast(colours[name], colours["paper"]) >= 4.5, name
    assert min(contrast(colours["ink"], colours["code"]), contrast(colours["faint"], colours["code"])) >= 4.5
    assert contrast(colours["on-mark"], colours["mark"]) >= 4.5


@given(ANY_REPORT)
@settings(max_examples=50)
def test_any_report_is_a_page(any_report: Report) -> None:
    read = page(any_report)
    assert len(read.named("h3")) == len(any_report.findings)
    assert read.named("script") == []
