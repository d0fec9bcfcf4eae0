"""The formats of reports, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from lq_graph.checking.reports.github import github_report
from lq_graph.checking.reports.html import html_report
from lq_graph.checking.reports.json import json_report
from lq_graph.checking.reports.junit import junit_report
from lq_graph.checking.reports.report import Report
from lq_graph.checking.reports.sarif import sarif_report
from lq_graph.checking.reports.text import text_report
from lq_graph.checking.reports.turtle import turtle_report

Writer = Callable[[Report], Iterator[str]]

FORMATS: Mapping[str, Writer] = MappingProxyType(
    {
        "text": text_report,
        "json": json_report,
        "junit": junit_report,
        "sarif": sarif_report,
        "github": github_report,
        "turtle": turtle_report,
        "html": html_report,
    }
)
