"""Checks one file or one proposal, and describes the findings for a page."""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.checking.check import Checked, Contribution, check
from lq_graph.checking.finding import Finding, Severity, counts
from lq_graph.checking.reports.formats import FORMATS
from lq_graph.checking.reports.report import Report, address, excerpt, meant
from lq_graph.contributing.contribution import ReadContribution
from lq_graph.contributing.forms.rows import Row, RowValue
from lq_graph.contributing.marking.workbook import marked_sheet
from lq_graph.contributing.proposal import Proposal, contributed_turtle, read_proposal
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.contributing.templates.template import write_template
from lq_graph.contributing.validation.release_snapshot import ReleaseSnapshot
from lq_graph.contributing.validation.wire import Message
from lq_graph.reading.position import Cell, Place
from lq_graph.text import Language, visible
from lq_graph.triples.columns import Columns, columns_of
from lq_graph.triples.dataset import Triples
from lq_graph.triples.vocabulary import RDF_TYPE

# Findings as the pages of the site tell them: in one language, with their place and the line that they stand in.

LONGEST_ADDRESS = 200
MOST_OF_A_KIND = 100  # of one severity; a page with more helps nobody


def told_findings(report: Report) -> list[Mapping[str, Any]]:
    """The findings, the gravest first, and of each severity as many as a page can show."""
    return [told for each in sorted(Severity, reverse=True) for told in islice(_told(report, each), MOST_OF_A_KIND)]


def told_finding(report: Report, finding: Finding) -> Mapping[str, Any]:
    """One finding."""
    language = report.language
    return {
        "severity": finding.severity.name.lower(),
        "code": finding.code,
        "address": visible(address(report, finding))[:LONGEST_ADDRESS],
        "fault": visible(finding.fault.in_language(language)),
        "message": visible(finding.message.in_language(language)),
        "meant": meant(finding, language),
        "place": _place(finding),
        "excerpt": _excerpt(report, finding),
    }


def _told(report: Report, severity: Severity) -> Iterator[Mapping[str, Any]]:
    return (told_finding(report, each) for each in report.findings if each.severity is severity)


def _place(finding: Finding) -> Mapping[str, Any] | None:
    match finding.position:
        case Place(_, line, column):
            return {"line": line, "column": column}
        case Cell(_, sheet) as cell:
            return {"sheet": visible(sheet), "cell": cell.name}
        case _:
            return None


def _excerpt(report: Report, finding: Finding) -> Mapping[str, Any] | None:
    found = excerpt(report, finding)
    if found is None:
        return None
    return {"number": found.number, "before": found.before, "marked": found.marked, "after": found.after}


# The check of one file that somebody sent: what it says is held against the snapshot, and what is wrong is told.

# Nothing stands there: the name of a contributed file is shown, and never opened.
NOWHERE = Path("/contribution")
PAGE, WORKBOOK, XLSX = "page", "workbook", ".xlsx"
MOST_SHOWN = 3_000_000  # bytes of a workbook that a page carries


def check_file(snapshot: ReleaseSnapshot, asked: Message) -> Message:
    """The findings on a file, in the format that is wanted, and how many there are of each severity.

    Raises SourceError for a file that cannot be read.
    """
    path, wanted = NOWHERE / asked.said["name"], asked.said["wanted"]
    read = snapshot.reader.read([(path, asked.body)], snapshot.forms.get(asked.said.get("class", "")))
    findings = checked_findings(snapshot, read.contribution)
    said = {"counts": counted(findings), "things": _things(snapshot, read.contribution)}
    if wanted == WORKBOOK:
        return Message(said, _marked(read, asked, findings))
    report = Report(findings, snapshot.names, NOWHERE, asked.said["language"], (path,), _lines(path, asked.body))
    if wanted == PAGE:
        return Message(said, _page(report, _marked(read, asked, findings)))
    return Message(said, "".join(FORMATS[wanted](report)).encode("utf-8", "replace"))


def checked_findings(snapshot: ReleaseSnapshot, contribution: Contribution) -> tuple[Finding, ...]:
    """What is wrong with a contribution, which describes its things anew."""
    project = snapshot.project.with_contribution(contribution.sources, contribution.replaces)
    concerned = [source.path for source in contribution.sources]
    return check(project, snapshot.checks, concerned, read=contribution.findings).findings


def counted(findings: tuple[Finding, ...]) -> Mapping[str, int]:
    """How many findings there are of each severity, by the plural of its name."""
    number = counts(findings)
    return {f"{each.name.lower()}s": number[each] for each in sorted(Severity, reverse=True)}


def _things(snapshot: ReleaseSnapshot, contribution: Contribution) -> Mapping[str, int]:
    """How many things of each class with a form are described, by its segment."""
    segments = {form.class_: form.segment for form in snapshot.forms.values()}
    typed = {
        (triple.subject, triple.object)
        for source in contribution.sources
        for triple in source.triples
        if triple.predicate == RDF_TYPE
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


# A proposal checked and told: what is wrong in which input, what it says in words, and how its page will look.

Members = Mapping[str, Any]


def propose(snapshot: ReleaseSnapshot, asked: Message) -> Message:
    """The proposal of a filled form as a page, as Turtle or as a workbook, and how many findings there are.

    Raises Refusal for a form in which nothing is filled.
    """
    said = asked.said
    form, language = snapshot.forms[said["form"]], said["language"]
    stated = _stated(snapshot, said["values"].get("id", ""))
    proposal = read_proposal(snapshot.reader, form, said["values"], stated, language)
    project = snapshot.project.with_contribution(proposal.contribution.sources, replaces=True)
    concerned = [source.path for source in proposal.contribution.sources]
    checked = check(project, snapshot.checks, concerned, read=proposal.contribution.findings)
    body = _WRITERS[said["wanted"]](snapshot, proposal, checked, language)
    name = proposal.thing.value.rpartition("/")[2]
    return Message({"counts": counted(checked.findings), "name": name}, body)


def _page_proposal(snapshot: ReleaseSnapshot, proposal: Proposal, checked: Checked, language: Language) -> bytes:
    report = Report(checked.findings, snapshot.names, NOWHERE, language)
    findings = [{**told_finding(report, each), "key": proposal.key(each)} for each in checked.findings]
    stated = snapshot.project.data.merged()
    told = {
        "iri": proposal.thing.value,
        "address": snapshot.short(proposal.thing.value),
        "isNew": not any(triple.subject == proposal.thing for triple in stated),
        "datasets": _datasets(snapshot, proposal.thing),
        "findings": findings,
        "turtle": _turtle(snapshot, proposal, checked, language).decode(),
        "said": list(_said(snapshot, proposal, language)),
        "near": [_plain(each) for each in _near(checked, proposal)],
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _turtle(snapshot: ReleaseSnapshot, proposal: Proposal, checked: Checked, language: Language) -> bytes:
    return contributed_turtle(proposal.triples(snapshot.project.data.merged()), snapshot.names)


def _workbook(snapshot: ReleaseSnapshot, proposal: Proposal, checked: Checked, language: Language) -> bytes:
    stream = BytesIO()
    row = _row(snapshot, proposal, columns_of(proposal.read.sheets[0].triples), language)
    write_template(proposal.form, snapshot.reference, language, stream, [row])
    return stream.getvalue()


Writer = Callable[[ReleaseSnapshot, Proposal, Checked, Language], bytes]
_WRITERS: Mapping[str, Writer] = MappingProxyType({"page": _page_proposal, "turtle": _turtle, "workbook": _workbook})


def _stated(snapshot: ReleaseSnapshot, address: str) -> Triples:
    """What datasets say of the thing with an address, whole or in short."""
    iri = f"{snapshot.names.base}{address}" if address.startswith("id/") else address
    return frozenset(triple for triple in snapshot.project.data.merged() if str(triple.subject) == f"<{iri}>")


def _datasets(snapshot: ReleaseSnapshot, thing: NamedNode) -> list[str]:
    """The names of the datasets that describe a thing."""
    data = snapshot.project.data
    return [
        name
        for name in snapshot.project.dataset_names
        if any(triple.subject == thing for triple in data.graph(snapshot.names.graph(name)))
    ]


def _said(snapshot: ReleaseSnapshot, proposal: Proposal, language: Language) -> Iterator[Members]:
    """What is said by each field, and what is no longer said."""
    before = _row(snapshot, proposal, snapshot.stated, language)
    now = _row(snapshot, proposal, columns_of(proposal.read.sheets[0].triples), language)
    for field in proposal.form.own_fields:
        said, was = now.values.get(field.key, ()), before.values.get(field.key, ())
        if said or was:
            yield {
                "key": field.key,
                "name": field.name.in_language(language),
                "values": [{**_value(each), "isNew": each not in was} for each in said],
                "removed": [_value(each) for each in was if each not in said],
            }


def _value(said: RowValue) -> Members:
    return {"text": str(said.value), "beside": "" if said.beside is None else str(said.beside)}


def _row(snapshot: ReleaseSnapshot, proposal: Proposal, stated: Columns, language: Language) -> Row:
    """What is stated of the thing, as people write it."""
    rows = exported_rows(proposal.form, snapshot.reference, stated, language)
    return next((row for row in rows if row.iri == proposal.thing.value), Row(proposal.thing.value, {}))


def _near(checked: Checked, proposal: Proposal) -> Iterator[Triple]:
    """What the closed graph says around the thing, and what the proposal says of others."""
    graph = checked.closed.without((checked.project.shapes,)).merged()
    said = frozenset(proposal.read.sheets[0].triples)
    for triple in graph:
        if proposal.thing in (triple.subject, triple.object) or triple in said:
            yield triple


def _plain(triple: Triple) -> list[list[str | None]]:
    return [_term(triple.subject), _term(triple.predicate), _term(triple.object)]


def _term(term: object) -> list[str | None]:
    match term:
        case Literal():
            return [term.value, None if term.language else term.datatype.value, term.language]
        case NamedNode() | BlankNode():
            return [term.value]
        case _:
            return [str(term)]
