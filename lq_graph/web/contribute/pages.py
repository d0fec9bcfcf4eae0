"""`/contribute/<class>`: the form of each class, with the review of a proposal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from anyio.to_thread import run_sync
from pyoxigraph import Literal, NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.sheets.recognise import HeaderMatch
from lq_graph.contributing.validation.wire import Message
from lq_graph.errors import LqError
from lq_graph.labels import NAMING_PROPERTIES
from lq_graph.text import Language, Texts
from lq_graph.web.contribute.admission import AdmissionControl
from lq_graph.web.contribute.fields import MAX_VALUES, FormViewer, Option, identifier
from lq_graph.web.contribute.recipient import recipient_link
from lq_graph.web.contribute.sheets import bodies_with_things
from lq_graph.web.contribute.upload import WORKBOOK, Submission, attachment, read_submission
from lq_graph.web.http.language import language_of
from lq_graph.web.http.middleware import options_response
from lq_graph.web.http.problem import Problem, problem_of
from lq_graph.web.pages.graphs import Basis, GraphBases
from lq_graph.web.pages.labels import Labels, look_up
from lq_graph.web.pages.site import Site
from lq_graph.web.things.page import thing_page
from lq_graph.web.things.sources import Citations, sources_among
from lq_graph.web.things.statements import Statement

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
THING = "id"  # the key of the input that says which thing is described
_GROW = "more:"  # begins the value of a button that adds an input to a field
_TRANSLATE = "translate:"  # begins the value of a button on the page in the other language; an action follows
_NUMBER = re.compile(r"[-−]?\d[\d\s]*[.,]\d+")
_PROPOSAL_FILES = {"turtle": ("text/turtle", "ttl"), "workbook": (WORKBOOK, "xlsx")}  # by the values of their buttons

Finding = Mapping[str, Any]


class ContributeForms:
    """The form of each class, and the review of what was filled in."""

    def __init__(self, admission: AdmissionControl) -> None:
        self._admission = admission

    async def form(self, request: Request) -> Response:
        """The form of a class for GET; for POST, the review of what was sent, a file of it, or the form with errors."""
        admission = self._admission
        form = await run_sync(admission.form, request.path_params["segment"])
        if request.method == "OPTIONS":
            return options_response(request, ", ".join(METHODS))
        form_request = _FormRequest(admission, request, form, language_of(request.url.path))
        if request.method != "POST":
            return await form_request.initial()
        async with admission.slot(request):
            sent = await read_submission(request)
        return await form_request.submitted(sent)


@dataclass(frozen=True)
class Fault:
    """One line of the summary of errors: what is wrong, and the id of the input to correct it in."""

    text: str
    target: str


@dataclass(frozen=True)
class _FormRequest:
    """One request for the form of a class."""

    admission: AdmissionControl
    request: Request
    form: Form
    language: Language

    async def initial(self) -> Response:
        """The empty form, or the form with what is stated of a thing."""
        thing = self.request.query_params.get("thing")
        values: Mapping[str, str] = {}
        if thing:
            task = {"task": "filled", "form": self.form.segment, "thing": thing, "language": self.language}
            values = (await self.admission.check(self.request, Message(task))).members["values"]
        return await run_sync(self._page, values)

    async def submitted(self, sent: Submission) -> Response:
        """The review, the form again, or a file, as the button says that was pressed."""
        values = self._known_values(sent.values)
        if sent.button.startswith(_TRANSLATE):
            values = {key: self._translated(key, value) for key, value in values.items()}
        sent = replace(sent, values=values, button=sent.button.removeprefix(_TRANSLATE))
        if sent.button.startswith(_GROW) or sent.button == "change":
            return await run_sync(partial(self._page, sent.values, growing=sent.button.removeprefix(_GROW)))
        if not set(sent.filled) - {THING}:
            return await run_sync(partial(self._page, sent.values, is_empty=True))
        try:
            return await self._proposal(sent)
        except (HTTPException, LqError) as error:
            return await run_sync(partial(self._page, sent.values, problem=problem_of(error)))

    def _known_values(self, values: Mapping[str, str]) -> Mapping[str, str]:
        """The values of inputs that the form has."""
        match = HeaderMatch(self.form)
        known = {}
        for key, value in values.items():
            column = match.of_key(key)
            if column is not None and (column.number is None or column.number <= MAX_VALUES):
                known[key] = value
        return known

    def _translated(self, key: str, value: str) -> str:
        """A value that was typed on the page in the other language: a number with the decimal mark of this one."""
        field = self.form.field(key.partition("#")[0])
        if field is None or field.kind != "number" or not _NUMBER.fullmatch(value.strip()):
            return value
        here, there = (",", ".") if self.language == "sv" else (".", ",")
        return value if here in value else value.replace(there, here)

    async def _proposal(self, sent: Submission) -> Response:
        """The review of a proposal, a file of it, or the form if it has violations."""
        result, members = await self.admission.check_for_page(self.request, self._task(sent, "page"))
        if members["counts"]["violations"]:
            return await run_sync(partial(self._page, sent.values, findings=result["findings"]))
        if sent.button not in _PROPOSAL_FILES:
            return await run_sync(_review_page, self.admission.site, self.request, self.form, sent, result)
        file = await self.admission.check(self.request, self._task(sent, sent.button))
        media_type, extension = _PROPOSAL_FILES[sent.button]
        disposition = attachment(f"{file.members['name']}.{extension}")
        headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
        return Response(file.body, headers=headers, media_type=media_type)

    def _task(self, sent: Submission, wanted: str) -> Message:
        task = {"form": self.form.segment, "values": dict(sent.filled), "language": self.language}
        return Message({"task": "propose", "wanted": wanted, **task})

    def _page(
        self,
        values: Mapping[str, str],
        *,
        growing: str = "",
        is_empty: bool = False,
        findings: Iterable[Finding] = (),
        problem: Problem | None = None,
    ) -> Response:
        """The form with values, with one more input in the growing field, and with what is wrong."""
        errors: dict[str, list[str]] = {}
        faults = []
        for each in findings:
            if each["severity"] == "violation":
                text = _error_text(each, self.language)
                errors.setdefault(each["key"], []).append(text)
                # One that is about the thing itself leads to the first input.
                faults.append(Fault(text, identifier(each["key"] or self.form.own_fields[0].key)))
        task = Message({"task": "choices", "form": self.form.segment, "language": self.language})
        offers = self.admission.own_result(f"choices {self.form.segment} {self.language}", task).members
        viewer = FormViewer(
            self.form,
            offers["choices"],
            offers["examples"],
            self.admission.site.classes,
            self.language,
            values,
            errors,
            growing,
        )
        response = self.admission.site.page(
            self.request,
            "contribute_form.html",
            problem.status if problem else 200,
            form=self.form,
            name=self.form.name.in_language(self.language),
            definition=self.form.definition.in_language(self.language),
            thing=values.get(THING, ""),
            things=[Option(value, text, is_picked=False) for value, text in offers["things"]],
            groups=viewer.groups(),
            bodies=bodies_with_things(self.admission, self.language, self.form.segment),
            faults=faults,
            is_empty=is_empty,
            problem=problem,
        )
        response.headers.update(problem.headers if problem else {})
        if self.request.method == "POST":
            response.headers["Cache-Control"] = "no-store"
        return response


_FORM_TEXTS: Mapping[str, Texts] = MappingProxyType(  # of findings whose own texts are about cells of a sheet
    {
        "cell-describes-nothing": Texts(
            "Ett datum är ifyllt, men ingen webbadress bredvid. Fyll i adressen, eller ta bort datumet.",
            "There is a date, but no web address beside it. Fill in the address, or remove the date.",
        ),
        "cell-says-otherwise": Texts(
            "Samma webbadress står två gånger, med olika datum. Ta bort den ena, eller skriv samma datum.",
            "The same web address stands here twice, with different dates. Remove one, or write the same date.",
        ),
        "row-id-elsewhere": Texts(
            "Adressen till det som ska ändras finns inte här. Börja om från det du vill ändra.",
            "The address of what is to be changed is not here. Start again from the thing that you want to change.",
        ),
    }
)


def _error_text(finding: Finding, language: Language) -> str:
    """What is wrong and what to do, in one or two sentences."""
    texts = _FORM_TEXTS.get(finding["code"])
    if texts is not None:
        return texts.in_language(language)
    return " ".join(filter(None, (finding["fault"], finding["message"], finding["meant"])))


def _review_page(site: Site, request: Request, form: Form, sent: Submission, result: Mapping[str, Any]) -> Response:
    """The page of a valid proposal: in words, as the page of the thing will look, with what to do next."""
    language = language_of(request.url.path)
    thing = NamedNode(result["iri"])
    bases = GraphBases(site.names, {}, {})
    known: Labels | None = None  # while the engine fails, the page has the labels of the proposal alone
    try:
        bases = site.bases
        known = look_up(site, {*_terms(result["near"]), *map(NamedNode, bases.publishers.values())})
    except LqError:
        pass
    near = [_statement(bases, *each) for each in result["near"]]
    own = _labels_in(near)
    labels = Labels({**known.found, **own.found}) if known else own
    citations = Citations(sources_among(near), labels, site.links(language))
    response = site.page(
        request,
        "contribute_review.html",
        lacking=known is None,
        form=form,
        name=form.name.in_language(language),
        result=result,
        advice=[each for each in result["findings"] if each["severity"] != "violation"],
        has_changes=any(any(value["isNew"] for value in each["values"]) or each["removed"] for each in result["said"]),
        page=thing_page(thing, near, bases.publishers, citations),
        values=sent.filled,
        recipient=recipient_link(site, language),
        datasets=[
            each.title.in_language(language) for each in site.release.datasets if each.name in result["datasets"]
        ],
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _terms(near: Iterable[Sequence[Any]]) -> set[NamedNode]:
    return {NamedNode(term[0]) for _, *terms in near for term in terms if len(term) == 1}


def _statement(
    bases: GraphBases, graph: str, subject: Sequence[str], predicate: Sequence[str], value: Sequence[str]
) -> Statement:
    """A statement of a result, in which an IRI has one member, a literal its text, its datatype and its language.

    A proposal, whose graph has no name, is shown as what a source states, since each proposal gives its source.
    """
    term: NamedNode | Literal
    if len(value) == 1:
        term = NamedNode(value[0])
    else:
        text, datatype, language = value
        term = Literal(text, language=language) if language else Literal(text, datatype=NamedNode(datatype))
    basis = bases.basis(graph, subject[0]) if graph else Basis.STATED
    return Statement(NamedNode(subject[0]), NamedNode(predicate[0]), term, graph, basis)


def _labels_in(statements: Iterable[Statement]) -> Labels:
    found: dict[str, dict[str, tuple[Literal, ...]]] = {}
    for each in statements:
        name = each.predicate.value
        if name in NAMING_PROPERTIES and isinstance(each.object, Literal) and isinstance(each.subject, NamedNode):
            values = found.setdefault(each.subject.value, {})
            values[name] = (*values.get(name, ()), each.object)
    return Labels(found)
