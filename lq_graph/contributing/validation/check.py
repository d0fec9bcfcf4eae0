"""The check of one file that somebody sent: what it says is held against the ground, and what is wrong is told."""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from pyoxigraph import NamedNode

from lq_graph.checking.check import Contribution, check
from lq_graph.checking.finding import Finding, Severity, counts
from lq_graph.checking.reports.formats import FORMATS
from lq_graph.checking.reports.report import Report
from lq_graph.contributing.contribution import ReadContribution
from lq_graph.contributing.marking.marked_sheet import marked_sheet
from lq_graph.contributing.validation.ground import Ground
from lq_graph.contributing.validation.told import told_findings
from lq_graph.contributing.validation.wire import Message
from lq_graph.shacl.core.shapes_graph import TYPE

# Nothing stands there: the name of a contributed file is shown, and never opened.
NOWHERE = Path("/contribution")
PAGE, WORKBOOK, XLSX = "page", "workbook", ".xlsx"
MOST_SHOWN = 3_000_000  # bytes of a workbook that a page carries


def check_file(ground: Ground, asked: Message) -> Message:
    """The findings on a file, in the format that is wanted, and how many there are of each severity.

    Raises SourceError for a file that cannot be read.
    """
    path, wanted = NOWHERE / asked.said["name"], asked.said["wanted"]
    read = ground.reader.read([(path, asked.body)], ground.forms.get(asked.said.get("class", "")))
    findings = checked_findings(ground, read.contribution)
    said = {"counts": counted(findings), "things": _things(ground, read.contribution)}
    if wanted == WORKBOOK:
        return Message(said, _marked(read, asked, findings))
    report = Report(findings, ground.names, NOWHERE, asked.said["language"], (path,), _lines(path, asked.body))
    if wanted == PAGE:
        return Message(said, _page(report, _marked(read, asked, findings)))
    return Message(said, "".join(FORMATS[wanted](report)).encode("utf-8", "replace"))


def checked_findings(ground: Ground, contribution: Contribution) -> tuple[Finding, ...]:
    """What is wrong with a contribution, which describes its things anew."""
    project = ground.project.with_contribution(contribution.sources, contribution.replaces)
    concerned = [source.path for source in contribution.sources]
    return check(project, ground.checks, concerned, read=contribution.findings).findings


def counted(findings: tuple[Finding, ...]) -> Mapping[str, int]:
    """How many findings there are of each severity, by the plural of its name."""
    number = counts(findings)
    return {f"{each.name.lower()}s": number[each] for each in sorted(Severity, reverse=True)}


def _things(ground: Ground, contribution: Contribution) -> Mapping[str, int]:
    """How many things of each class with a form are described, by its segment."""
    segments = {form.class_: form.segment for form in ground.forms.values()}
    typed = {
        (triple.subject, triple.object)
        for source in contribution.sources
        for triple in source.triples
        if triple.predicate == TYPE
    }
    return Counter(segments[each.value] for _, each in typed if isinstance(each, NamedNode) and each.value in segments)


def _lines(path: Path, content: bytes) -> Mapping[Path, bytes]:
    """The content of a file whose lines may be shown."""
    return {} if path.suffix == XLSX else {path: content}


def _marked(read: ReadContribution, asked: Message, findings: Sequence[Finding]) -> bytes:
    """A workbook with the faulty cells marked and addresses written in; nothing if the file has no cells."""
    if not read.sheets:
        return b""
    return marked_sheet(read.sheets[0], asked.body, findings, asked.said["language"])


def _page(report: Report, marked: bytes) -> bytes:
    """What a page tells; with the marked workbook, unless it would make the page too large."""
    shown = b64encode(marked).decode("ascii") if len(marked) <= MOST_SHOWN else ""
    return json.dumps({"findings": told_findings(report), "marked": shown}, ensure_ascii=False).encode()
