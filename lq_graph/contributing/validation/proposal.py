"""A proposal checked and told: what is wrong in which input, what it says in words, and how its page will look."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.checking.check import Checked, check
from lq_graph.checking.reports.report import Report
from lq_graph.contributing.contributed_turtle import contributed_turtle
from lq_graph.contributing.proposal import Proposal, read_proposal
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.contributing.templates.sheet_row import Row, Said
from lq_graph.contributing.templates.template import write_template
from lq_graph.contributing.validation.check import NOWHERE, counted
from lq_graph.contributing.validation.ground import Ground
from lq_graph.contributing.validation.told import told_finding
from lq_graph.contributing.validation.wire import Message
from lq_graph.settings import Language
from lq_graph.triples.columns import Columns, columns_of
from lq_graph.triples.dataset import Triples

Members = Mapping[str, Any]


def propose(ground: Ground, asked: Message) -> Message:
    """The proposal of a filled form as a page, as Turtle or as a workbook, and how many findings there are.

    Raises Refusal for a form in which nothing is filled.
    """
    said = asked.said
    form, language = ground.forms[said["form"]], said["language"]
    stated = _stated(ground, said["values"].get("id", ""))
    proposal = read_proposal(ground.reader, form, said["values"], stated, language)
    project = ground.project.with_contribution(proposal.contribution.sources, replaces=True)
    concerned = [source.path for source in proposal.contribution.sources]
    checked = check(project, ground.checks, concerned, read=proposal.contribution.findings)
    body = _WRITERS[said["wanted"]](ground, proposal, checked, language)
    name = proposal.thing.value.rpartition("/")[2]
    return Message({"counts": counted(checked.findings), "name": name}, body)


def _page(ground: Ground, proposal: Proposal, checked: Checked, language: Language) -> bytes:
    report = Report(checked.findings, ground.names, NOWHERE, language)
    findings = [{**told_finding(report, each), "key": proposal.key(each)} for each in checked.findings]
    stated = ground.project.data.merged()
    told = {
        "iri": proposal.thing.value,
        "address": ground.short(proposal.thing.value),
        "isNew": not any(triple.subject == proposal.thing for triple in stated),
        "datasets": _datasets(ground, proposal.thing),
        "findings": findings,
        "turtle": _turtle(ground, proposal, checked, language).decode(),
        "said": list(_said(ground, proposal, language)),
        "near": [_plain(each) for each in _near(checked, proposal)],
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _turtle(ground: Ground, proposal: Proposal, checked: Checked, language: Language) -> bytes:
    return contributed_turtle(proposal.triples(ground.project.data.merged()), ground.names)


def _workbook(ground: Ground, proposal: Proposal, checked: Checked, language: Language) -> bytes:
    stream = BytesIO()
    row = _row(ground, proposal, columns_of(proposal.read.sheets[0].triples), language)
    write_template(proposal.form, ground.reference, language, stream, [row])
    return stream.getvalue()


Writer = Callable[[Ground, Proposal, Checked, Language], bytes]
_WRITERS: Mapping[str, Writer] = MappingProxyType({"page": _page, "turtle": _turtle, "workbook": _workbook})


def _stated(ground: Ground, address: str) -> Triples:
    """What datasets say of the thing with an address, whole or in short."""
    iri = f"{ground.names.base}{address}" if address.startswith("id/") else address
    return frozenset(triple for triple in ground.project.data.merged() if str(triple.subject) == f"<{iri}>")


def _datasets(ground: Ground, thing: NamedNode) -> list[str]:
    """The names of the datasets that describe a thing."""
    data = ground.project.data
    return [
        name
        for name in ground.project.dataset_names
        if any(triple.subject == thing for triple in data.graph(ground.names.graph(name)))
    ]


def _said(ground: Ground, proposal: Proposal, language: Language) -> Iterator[Members]:
    """What is said by each field, and what is no longer said."""
    before = _row(ground, proposal, ground.stated, language)
    now = _row(ground, proposal, columns_of(proposal.read.sheets[0].triples), language)
    for field in proposal.form.own_fields:
        said, was = now.said.get(field.key, ()), before.said.get(field.key, ())
        if said or was:
            yield {
                "key": field.key,
                "name": field.name.said(language),
                "values": [{**_value(each), "isNew": each not in was} for each in said],
                "removed": [_value(each) for each in was if each not in said],
            }


def _value(said: Said) -> Members:
    return {"text": str(said.value), "beside": "" if said.beside is None else str(said.beside)}


def _row(ground: Ground, proposal: Proposal, stated: Columns, language: Language) -> Row:
    """What is stated of the thing, as people write it."""
    rows = exported_rows(proposal.form, ground.reference, stated, language)
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
