"""`/contribute`: how to contribute, the templates, and the form of each class with the review of a proposal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from anyio.to_thread import run_sync
from pyoxigraph import Literal, NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.sheets.recognise import HeaderMatch
from lq_graph.contributing.validation.wire import Message
from lq_graph.errors import LqError
from lq_graph.labels import NAMING_PROPERTIES
from lq_graph.text import Language, Texts, sort_key
from lq_graph.web.contribute.admission import AdmissionControl
from lq_graph.web.contribute.fields import MAX_VALUES, FormViewer, Option, identifier
from lq_graph.web.contribute.recipient import recipient_link
from lq_graph.web.contribute.upload import WORKBOOK, Submission, attachment, read_submission
from lq_graph.web.http.cache import CACHE_CONTROL, entity_tag, has_current, not_modified
from lq_graph.web.http.language import language_of, number, prefix_of
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
_TEMPLATE_TYPES = {"xlsx": WORKBOOK, "csv": "text/csv"}
_PROPOSAL_FILES = {"turtle": ("text/turtle", "ttl"), "workbook": (WORKBOOK, "xlsx")}  # by the values of their buttons

Finding = Mapping[str, Any]


@dataclass(frozen=True)
class Class:
    """A class of things that can be contributed, as the page lists it."""

    segment: str
    name: str
    definition: str
    count: str


class Contribute:
    """How to contribute, with templates and forms for each class."""

    def __init__(self, admission: AdmissionControl) -> None:
        self._admission = admission

    def index(self, request: Request) -> Response:
        """How to contribute, and the classes that can be contributed to."""
        admission, language = self._admission, language_of(request.url.path)
        classes = []
        for segment, count in admission.own_result("classes", Message({"task": "classes"})).members["classes"].items():
            name, definition = admission.forms[segment].name, admission.forms[segment].definition
            heading = name.in_language(language)
            heading = heading[:1].upper() + heading[1:]
            classes.append(Class(segment, heading, definition.in_language(language), number(str(count), language)))
        return admission.site.page(
            request,
            "contribute.html",
            classes=sorted(classes, key=lambda each: sort_key(each.name)),
            megabytes=number(f"{admission.most_bytes / 1e6:g}", language),
        )

    def template(self, request: Request) -> Response:
        """A template as a file, its format and its language those of the address."""
        admission, extension = self._admission, request.url.path.rpartition(".")[2]
        name = request.query_params.get("class")
        if not name:
            raise HTTPException(400, "the parameter class is missing; write ?class=plan, say")
        form, language = admission.form(name), language_of(request.url.path)
        if form.segment != name:
            path = f"{prefix_of(language)}/contribute/template.{extension}?class={form.segment}"
            return RedirectResponse(path, 308)
        tag = entity_tag(admission.site.release.identifier, "template", form.segment, extension, language)
        if has_current(request, tag):
            return not_modified(tag)
        task = {"task": "template", "form": form.segment, "format": extension, "language": language}
        body = admission.own_result(tag, Message(task)).body
        headers = {"ETag": tag, "Cache-Control": CACHE_CONTROL, "Content-Language": language}
        headers["Content-Disposition"] = attachment(f"{form.name.in_language(language)}.{extension}")
        return Response(body, headers=headers, media_type=_TEMPLATE_TYPES[extension])

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
        sent = replace(sent, values=self._known_values(sent.values))
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
        task = Message({"task": "choices", "form": self.form.segment})
        offers = self.admission.own_result(f"choices {self.form.segment}", task).members
        response = self.admission.site.page(
            self.request,
            "contribute_form.html",
            problem.status if problem else 200,
            form=self.form,
            name=self.form.name.in_language(self.language),
            definition=self.form.definition.in_language(self.language),
            thing=values.get(THING, ""),
            things=self._things(offers["things"]),
            fields=FormViewer(self.form, offers["choices"], self.language, values, errors, growing).fields(),
            faults=faults,
            is_empty=is_empty,
            problem=problem,
        )
        response.headers.update(problem.headers if problem else {})
        if self.request.method == "POST":
            response.headers["Cache-Control"] = "no-store"
        return response

    def _things(self, offers: Iterable[tuple[str, str, str]]) -> list[Option]:
        """The things of the class that can be changed, by label."""
        english = self.language == "en"
        options = [Option(value, in_english if english else swedish, False) for value, swedish, in_english in offers]
        return sorted(options, key=lambda option: sort_key(option.text))


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
