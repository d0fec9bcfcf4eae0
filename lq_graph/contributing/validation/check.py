"""Checks a contributed file or a proposal against a release, and returns the findings in the requested format."""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from math import ceil
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.changes.description import old_and_new
from lq_graph.checking.check import Checked, Contribution, check_contribution
from lq_graph.checking.finding import Finding, Severity, counts, has_violation
from lq_graph.checking.reports.formats import FORMATS
from lq_graph.checking.reports.report import Report, address, excerpt, meant, texts_of
from lq_graph.contributing.contribution import ReadContribution
from lq_graph.contributing.forms.rows import Row, RowValue, sheet_content
from lq_graph.contributing.marking.review import Review
from lq_graph.contributing.marking.workbook import marked_workbook
from lq_graph.contributing.outcome import KINDS, Outcome, outcome_of
from lq_graph.contributing.patch import with_changes
from lq_graph.contributing.proposal import Proposal, read_proposal
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.contributing.templates.template import write_sheet
from lq_graph.contributing.turtle import contributed_turtle
from lq_graph.contributing.validation.release_snapshot import ReleaseSnapshot
from lq_graph.contributing.validation.wire import Message, files_of
from lq_graph.reading.position import Cell, Place
from lq_graph.text import Language, visible
from lq_graph.triples.columns import Columns, columns_of
from lq_graph.triples.vocabulary import RDF_TYPE

_FOLDER = Path("/contribution")  # it does not exist: the name of a contributed file is shown, and never opened
_MAX_MARKED_BYTES = 3_000_000  # of the marked workbooks within a page
_MAX_THINGS = 30  # of a class, whose changes a page shows
_MAX_FINDINGS = 100  # of one severity within a page
_MAX_ADDRESS_CHARACTERS = 200

Members = Mapping[str, Any]


def check_file(snapshot: ReleaseSnapshot, task: Message) -> Message:
    """The findings on files in the requested format, the number of each severity, and the number of things by class.

    The files are read together. The marked workbook is that of a single file; a page has one for each file with
    findings. Raises SourceError if a file cannot be read.
    """
    wanted, language = task.members["wanted"], task.members["language"]
    files = {_FOLDER / name: content for name, content in files_of(task).items()}
    read = snapshot.reader.read([*files.items()], snapshot.forms.get(task.members.get("class", "")))
    findings = _check(snapshot, read.contribution).findings
    members = {"counts": _counts(findings), "things": _things(snapshot, read.contribution)}
    outcome = outcome_of(snapshot.project, read.edit, language)
    review = Review(language, next_step=_next_step(task, findings), day=date.today(), outcome=outcome)
    if wanted == "workbook":  # with the faulty cells marked and addresses filled in
        content = files[read.sheets[0].path]
        return Message(members, marked_workbook(read.sheets, content, findings, review))
    report = Report(findings, snapshot.names, _FOLDER, language, tuple(files), texts_of(read.sources))
    if wanted != "page":
        return Message(members, "".join(FORMATS[wanted](report)).encode("utf-8", "replace"))
    page_files = list(_page_files(read, files, report, review))
    page = {"files": page_files, "outcome": _outcome(outcome)}
    return Message(members, json.dumps(page, ensure_ascii=False).encode())


def _outcome(outcome: Outcome) -> Members:
    """What a contribution changes: how much in one line, and by class the things with their values old → new."""
    language = outcome.language
    return {
        "summary": outcome.summary,
        "groups": [
            {
                "name": visible(group.name),
                "left_out": max(0, len(group.entries) - _MAX_THINGS),
                "things": [
                    {
                        "name": visible(entry.name),
                        "change": KINDS[entry.change.kind].in_language(language),
                        "kind": entry.change.kind.value,
                        "lines": [
                            visible(f"{line.property}: {old_and_new(entry, line, language)}") for line in entry.lines
                        ],
                    }
                    for entry in group.entries[:_MAX_THINGS]
                ],
            }
            for group in outcome.described.groups
        ],
    }


def _next_step(task: Message, findings: Sequence[Finding]) -> str:
    """What to do with files, of the two sentences in a task: for those with violations, and for others."""
    with_violations, without = task.members.get("nextSteps", ("", ""))
    return str(with_violations if has_violation(findings) else without)


def _page_files(
    read: ReadContribution, files: Mapping[Path, bytes], report: Report, review: Review
) -> Iterator[Members]:
    """What a page shows of each file, and at last of what is elsewhere: findings, their number, a marked workbook.

    The page has about `_MAX_FINDINGS` of each severity, as many of each file, and workbooks of at most
    `_MAX_MARKED_BYTES` together.
    """
    most = ceil(_MAX_FINDINGS / len(files))
    bytes_left = _MAX_MARKED_BYTES
    for path in (*files, None):
        found = [each for each in report.findings if (each.file if each.file in files else None) == path]
        shown = []
        for severity in sorted(Severity, reverse=True):
            some = [each for each in found if each.severity is severity]
            shown += [_finding(report, each) for each in some[:most]]
        marked = b""
        sheets = [sheet for sheet in read.sheets if sheet.path == path]
        if path is not None and sheets and found:
            whole = marked_workbook(sheets, files[path], found, review)
            marked = whole if len(whole) <= bytes_left else b""
            bytes_left -= len(marked)
        if path is not None or found:
            yield {
                "name": "" if path is None else path.name,
                "counts": _counts(tuple(found)),
                "findings": shown,
                "marked": b64encode(marked).decode("ascii"),
            }


def check_proposal(snapshot: ReleaseSnapshot, task: Message) -> Message:
    """The proposal in a filled form as a page, as Turtle or as a workbook, and the number of findings of each severity.

    Raises Refusal if nothing in the form is filled.
    """
    form, language = snapshot.forms[task.members["form"]], task.members["language"]
    values = task.members["values"]
    proposal = read_proposal(snapshot.reader, form, values, snapshot.iri(values.get("id", "")), language)
    checked = _check(snapshot, proposal.read.contribution)
    body = _PROPOSAL_FORMATS[task.members["wanted"]](snapshot, proposal, checked, language)
    name = proposal.thing.value.rpartition("/")[2]
    return Message({"counts": _counts(checked.findings), "name": name}, body)


def _check(snapshot: ReleaseSnapshot, contribution: Contribution) -> Checked:
    return check_contribution(snapshot.project, contribution, snapshot.checks, today=date.today())


def _counts(findings: tuple[Finding, ...]) -> Mapping[str, int]:
    """The number of findings of each severity, by the plural of its name."""
    number = counts(findings)
    return {f"{each.name.lower()}s": number[each] for each in sorted(Severity, reverse=True)}


def _things(snapshot: ReleaseSnapshot, contribution: Contribution) -> Mapping[str, int]:
    """The number of things described of each class with a form, by its segment."""
    segments = {form.class_: form.segment for form in snapshot.forms.values()}
    typed = {
        (triple.subject, triple.object)
        for source in contribution.sources
        for triple in source.triples
        if triple.predicate == RDF_TYPE
    }
    return Counter(segments[each.value] for _, each in typed if isinstance(each, NamedNode) and each.value in segments)


def _finding(report: Report, finding: Finding) -> Members:
    """A finding as pages show it: in one language, with its position and the line that it is in."""
    language = report.language
    return {
        "severity": finding.severity.name.lower(),
        "code": finding.code,
        "address": visible(address(report, finding))[:_MAX_ADDRESS_CHARACTERS],
        "fault": visible(finding.fault.in_language(language)),
        "message": visible(finding.message.in_language(language)),
        "meant": meant(finding, language),
        "place": _position(finding),
        "excerpt": excerpt_members(report, finding),
    }


def excerpt_members(report: Report, finding: Finding) -> Members | None:
    """The line of a finding as pages show it, with the part at fault; None without a place or its line."""
    line = excerpt(report, finding)
    if line is None:
        return None
    return {"number": line.number, "before": line.before, "marked": line.marked, "after": line.after}


def _position(finding: Finding) -> Members | None:
    match finding.position:
        case Place(_, line, column):
            return {"line": line, "column": column}
        case Cell(_, sheet) as cell:
            return {"sheet": visible(sheet), "cell": cell.name}
        case _:
            return None


def _proposal_page(snapshot: ReleaseSnapshot, proposal: Proposal, checked: Checked, language: Language) -> bytes:
    """The findings by input, what changes in words and as Turtle, and the triples that the thing's page will show."""
    report = Report(checked.findings, snapshot.names, _FOLDER, language)
    data = snapshot.project.data
    described_in = [
        name
        for name in snapshot.project.dataset_names
        if any(triple.subject == proposal.thing for triple in data.graph(snapshot.names.graph(name)))
    ]
    page = {
        "iri": proposal.thing.value,
        "address": snapshot.names.short(proposal.thing.value),
        "isNew": not any(triple.subject == proposal.thing for triple in data.merged()),
        "datasets": described_in,
        "findings": [{**_finding(report, each), "key": proposal.key(each)} for each in checked.findings],
        "turtle": _proposal_turtle(snapshot, proposal, checked, language).decode(),
        "said": list(_changes(snapshot, proposal, language)),
        "outcome": outcome_of(snapshot.project, proposal.read.edit, language).summary,
        "near": [
            [graph, _plain(triple.subject), _plain(triple.predicate), _plain(triple.object)]
            for graph, triple in _neighbourhood(checked, proposal)
        ],
    }
    return json.dumps(page, ensure_ascii=False).encode()


def _proposal_turtle(snapshot: ReleaseSnapshot, proposal: Proposal, checked: Checked, language: Language) -> bytes:
    return with_changes(contributed_turtle(proposal.triples, snapshot.names), proposal.read.edit)


def _proposal_workbook(snapshot: ReleaseSnapshot, proposal: Proposal, checked: Checked, language: Language) -> bytes:
    stream = BytesIO()
    row = _row(snapshot, proposal, columns_of(proposal.read.sheets[0].triples), language)
    stated = [_row(snapshot, proposal, snapshot.stated, language)] if proposal.stated else []
    write_sheet(proposal.form, snapshot.reference, language, stream, sheet_content(proposal.form, [row], stated))
    return stream.getvalue()


ProposalFormat = Callable[[ReleaseSnapshot, Proposal, Checked, Language], bytes]
_PROPOSAL_FORMATS: Mapping[str, ProposalFormat] = MappingProxyType(
    {"page": _proposal_page, "turtle": _proposal_turtle, "workbook": _proposal_workbook}
)


def _changes(snapshot: ReleaseSnapshot, proposal: Proposal, language: Language) -> Iterator[Members]:
    """The proposed values of each field, which of them are new, and the values that are removed."""
    before = _row(snapshot, proposal, snapshot.stated, language)
    after = _row(snapshot, proposal, columns_of(proposal.read.sheets[0].triples), language)
    for field in proposal.form.own_fields:
        old, new = before.values.get(field.key, ()), after.values.get(field.key, ())
        if old or new:
            yield {
                "key": field.key,
                "name": field.name.in_language(language),
                "values": [{**_value(each), "isNew": each not in old} for each in new],
                "removed": [_value(each) for each in old if each not in new],
            }


def _value(value: RowValue) -> Members:
    return {"text": str(value.value), "beside": "" if value.beside is None else str(value.beside)}


def _row(snapshot: ReleaseSnapshot, proposal: Proposal, stated: Columns, language: Language) -> Row:
    """What is stated of the proposal's thing, as a row of its form."""
    rows = exported_rows(proposal.form, snapshot.reference, stated, language)
    return next((row for row in rows if row.iri == proposal.thing.value), Row(proposal.thing.value, {}))


def _neighbourhood(checked: Checked, proposal: Proposal) -> Iterator[tuple[str, Triple]]:
    """The triples with the proposal's thing, inferred ones included, and those that the proposal states of others.

    Each comes with the name of its graph, which is empty for what is proposed.
    """
    proposed = frozenset(proposal.read.sheets[0].triples)
    yield from (("", triple) for triple in proposed)
    for graph, triples in checked.closed.without((checked.project.shapes,)).graphs.items():
        for triple in triples:
            if proposal.thing in (triple.subject, triple.object) and triple not in proposed:
                yield graph, triple


def _plain(term: object) -> list[str | None]:
    match term:
        case Literal():
            return [term.value, None if term.language else term.datatype.value, term.language]
        case NamedNode() | BlankNode():
            return [term.value]
        case _:
            return [str(term)]
