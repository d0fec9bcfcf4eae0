"""`/contribute/<class>`: a form, the form with its errors, and the review of a proposal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any, Literal

from anyio.to_thread import run_sync
from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, Triple
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.rows import companion_key, numbers, value_key
from lq_graph.contributing.sheets.recognise import HeaderMatch
from lq_graph.contributing.validation.wire import Message
from lq_graph.errors import LqError
from lq_graph.labels import NAMING_PROPERTIES
from lq_graph.names import DCTERMS, RDFS, SKOS
from lq_graph.text import Language, Texts, sort_key
from lq_graph.web.contribute.admission import AdmissionControl
from lq_graph.web.contribute.upload import WORKBOOK, Sent, read_sent
from lq_graph.web.contribute.validate import attachment
from lq_graph.web.http.language import language_of
from lq_graph.web.http.middleware import options_response
from lq_graph.web.http.problem import Problem, problem_of
from lq_graph.web.pages.labels import READ_DATE, Labels, look_up
from lq_graph.web.pages.site import Site
from lq_graph.web.things.page import told_page

_IN_FORMS: Mapping[str, Texts] = MappingProxyType(
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


def error_text(finding: Mapping[str, Any], language: Language) -> str:
    """What is wrong and what to do, in one or two sentences."""
    known = _IN_FORMS.get(finding["code"])
    if known is not None:
        return known.in_language(language)
    return " ".join(filter(None, (finding["fault"], finding["message"], finding["meant"])))


Control = Literal["text", "area", "number", "day", "address", "list", "select", "radio", "checkboxes"]

MOST_RADIO = 5
MOST_CHECKBOXES = 8
MOST_VALUES = 100
_LONG_TEXTS = frozenset(
    {f"{DCTERMS}description", f"{RDFS}comment", *(f"{SKOS}{name}" for name in ("definition", "editorialNote", "note"))}
)
_TRUTHS = (("true", "ja", "yes"), ("false", "nej", "no"))
_PLAIN: Mapping[str, Control] = {"number": "number", "day": "day"}

Offer = Sequence[str]  # the address in short, the Swedish words, the English words
Offers = Mapping[str, Sequence[Offer]]
Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Option:
    """One thing to choose."""

    value: str
    text: str
    is_picked: bool
    id: str = ""
    name: str = ""


@dataclass(frozen=True)
class Input:
    """One input: its name, which is the key of its column, its number among several, and its value."""

    name: str
    id: str
    number: int | None
    value: str
    errors: tuple[str, ...]
    options: tuple[Option, ...] = ()
    beside: Input | None = None

    @property
    def all_errors(self) -> tuple[str, ...]:
        """Its errors, and those of the input beside it."""
        return self.errors + (self.beside.all_errors if self.beside else ())


@dataclass(frozen=True)
class FieldView:
    """One field."""

    key: str
    id: str
    control: Control
    label: str
    hint: str
    is_optional: bool
    language: str
    inputs: tuple[Input, ...]
    beside_label: str = ""
    beside_hint: str = ""
    may_grow: bool = False
    options: tuple[Option, ...] = ()
    is_truth: bool = False

    @property
    def is_group(self) -> bool:
        """Whether it has several inputs under one legend."""
        several = len(self.inputs) > 1 or self.may_grow or bool(self.beside_label)
        return several or self.control in ("radio", "checkboxes")

    @property
    def next_id(self) -> str:
        """The id of the input that it would grow by."""
        return identifier(f"{self.key}#{len(self.inputs) + 1}")

    @property
    def errors(self) -> tuple[str, ...]:
        """The errors of its inputs."""
        return tuple(error for each in self.inputs for error in each.all_errors)


@dataclass(frozen=True)
class FormViewer:
    """A form in a language, with the options of its fields, the values of its inputs and their errors, by keys."""

    form: Form
    offers: Offers
    language: Language
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Errors = field(default_factory=dict)
    growing: str = ""  # the key of the field that gets one more input

    def fields(self) -> tuple[FieldView, ...]:
        """The fields in the order of the form."""
        return tuple(self._field(each) for each in self.form.own_fields)

    def _field(self, field: Field) -> FieldView:
        control = self._control(field)
        companion = self.form.companion(field)
        inputs = self._boxes(field) if control == "checkboxes" else tuple(self._inputs(field, companion, control))
        return FieldView(
            key=field.key,
            id=identifier(field.key),
            control=control,
            label=_capital(field.name.in_language(self.language)),
            hint=field.hint.in_language(self.language),
            is_optional=not field.required,
            language=field.language if field.language not in (None, self.language) else "",
            inputs=inputs,
            beside_label=_capital(companion.name.in_language(self.language)) if companion else "",
            beside_hint=companion.hint.in_language(self.language) if companion else "",
            may_grow=control != "checkboxes" and field.most != 1,
            options=self._listed(field) if control == "list" else (),
            is_truth=field.kind == "truth",
        )

    def _control(self, field: Field) -> Control:
        if field.kind == "choice":
            number = len(self.offers.get(field.key, ()))
            if field.most == 1:
                return "radio" if number <= MOST_RADIO else "select"
            return "checkboxes" if number <= MOST_CHECKBOXES else "select"
        if field.kind == "truth":
            return "radio"
        if field.kind == "address":
            return "address" if field.companion else "list"
        long = field.predicate in _LONG_TEXTS or "rationale" in field.key
        return _PLAIN.get(field.kind, "area" if long else "text")

    def _inputs(self, field: Field, companion: Field | None, control: Control) -> Iterator[Input]:
        for number in self._numbers(field):
            name = value_key(field, number)
            value = self.values.get(name, "")
            options = self._options(field, value, name) if control in ("select", "radio") else ()
            beside = None
            if companion is not None:
                beside_name = companion_key(field, number, companion)
                beside = self._input(beside_name, None, self.values.get(beside_name, ""))
            yield self._input(name, number, value, options, beside)

    def _input(
        self, name: str, number: int | None, value: str, options: tuple[Option, ...] = (), beside: Input | None = None
    ) -> Input:
        errors = tuple(dict.fromkeys(self.errors.get(name, ())))
        return Input(name, identifier(name), number, value, errors, options, beside)

    def _numbers(self, field: Field) -> tuple[int | None, ...]:
        """The numbers of a field's inputs: those that were sent, and one more if it grows; else a few."""
        if field.most == 1:
            return (None,)
        sent = {int(name.partition("#")[2].partition("/")[0] or 1) for name in self._sent(field)}
        least = [each or 1 for each in numbers(field)] if field.kind == "choice" else [1]
        most = max((*sent, *least)) + (1 if self.growing == field.key else 0)
        return tuple(range(1, min(most, MOST_VALUES) + 1))

    def _sent(self, field: Field) -> Iterator[str]:
        """The names of a field's inputs that were sent."""
        for name in self.values:
            key, _, rest = name.partition("#")
            if key == field.key and (not rest or rest.partition("/")[0].isdecimal()):
                yield name

    def _boxes(self, field: Field) -> tuple[Input, ...]:
        """The one input of a field whose values are ticked; each box has a column of its own."""
        ticked = {value for name, value in self.values.items() if name.partition("#")[0] == field.key}
        errors = tuple(error for name in self._sent(field) for error in self.errors.get(name, ()))
        errors += tuple(self.errors.get(field.key, ()))
        options = tuple(
            Option(value, text, value in ticked, identifier(f"{field.key}#{number}"), f"{field.key}#{number}")
            for number, (value, text) in enumerate(self._texts(field), 1)
        )
        return (Input(field.key, identifier(f"{field.key}#1"), None, "", tuple(dict.fromkeys(errors)), options),)

    def _options(self, field: Field, picked: str, name: str) -> tuple[Option, ...]:
        offers = self._texts(field)
        options = [
            Option(value, text, value == picked, f"{identifier(name)}-{number}" if number > 1 else identifier(name))
            for number, (value, text) in enumerate(offers, 1)
        ]
        if picked and not any(option.is_picked for option in options):
            options.append(Option(picked, picked, is_picked=True, id=f"{identifier(name)}-{len(options) + 1}"))
        return tuple(options)

    def _listed(self, field: Field) -> tuple[Option, ...]:
        return tuple(Option(text, value, is_picked=False) for value, text in self._texts(field))

    def _texts(self, field: Field) -> list[tuple[str, str]]:
        """The options of a field, in the language and sorted by it."""
        english = self.language == "en"
        offers = _TRUTHS if field.kind == "truth" else self.offers.get(field.key, ())
        texts = [(value, in_english if english else in_swedish) for value, in_swedish, in_english in offers]
        return texts if field.kind == "truth" else sorted(texts, key=lambda each: sort_key(each[1]))


def identifier(name: str) -> str:
    """The name of an input as an id that is valid in addresses and style sheets."""
    return "f-" + "".join(each if each.isascii() and each.isalnum() else "-" for each in name)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_SHOWN = frozenset({*NAMING_PROPERTIES, READ_DATE})


def review_page(site: Site, request: Request, form: Form, sent: Sent, result: Mapping[str, Any]) -> Response:
    """The page of a valid proposal: in words, as the page of the thing will look, with what to do next."""
    language = language_of(request.url.path)
    triples = [_triple(each) for each in result["near"]]
    thing = NamedNode(result["iri"])
    near = [each for each in triples if thing in (each.subject, each.object)]
    labels = _labels(site, triples, near)
    page = told_page(thing, near, labels or _own_labels(triples), site.links(language))
    response = site.page(
        request,
        "contribute_review.html",
        lacking=labels is None,
        form=form,
        name=form.name.in_language(language),
        result=result,
        advice=[each for each in result["findings"] if each["severity"] != "violation"],
        has_changes=any(any(value["isNew"] for value in each["values"]) or each["removed"] for each in result["said"]),
        page=page,
        values=sent.filled,
        steward=site.settings.steward,
        datasets=[
            each.title.in_language(language) for each in site.release.datasets if each.name in result["datasets"]
        ],
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _labels(site: Site, triples: Iterable[Triple], near: Sequence[Triple]) -> Labels | None:
    """The labels of the things around, from the graph and from the proposal; None if the engine fails."""
    try:
        known = look_up(site, [term for each in near for term in each if isinstance(term, NamedNode)])
    except LqError:
        return None
    return Labels({**known.found, **_own_labels(triples).found})


def _own_labels(triples: Iterable[Triple]) -> Labels:
    found: dict[str, dict[str, tuple[RdfLiteral, ...]]] = {}
    for triple in triples:
        if triple.predicate.value in _SHOWN and isinstance(triple.object, RdfLiteral):
            values = found.setdefault(_value(triple.subject), {})
            values[triple.predicate.value] = (*values.get(triple.predicate.value, ()), triple.object)
    return Labels(found)


def _triple(plain: Sequence[Sequence[str]]) -> Triple:
    subject, predicate, value = plain
    return Triple(NamedNode(subject[0]), NamedNode(predicate[0]), _term(value))


def _term(plain: Sequence[str]) -> NamedNode | RdfLiteral:
    if len(plain) == 1:
        return NamedNode(plain[0])
    text, datatype, language = plain
    return RdfLiteral(text, language=language) if language else RdfLiteral(text, datatype=NamedNode(datatype))


def _value(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


METHODS = ("GET", "HEAD", "POST", "OPTIONS")
THING = "id"  # the key of the input that says which thing is described
_GROW = "more:"
_FILES = {"turtle": ("text/turtle", "ttl"), "workbook": (WORKBOOK, "xlsx")}

Finding = Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """One line of the summary of errors: what is wrong, and the input to correct it in."""

    text: str
    target: str


class ContributionForm:
    """The form of each class."""

    def __init__(self, admission: AdmissionControl) -> None:
        self._admission = admission

    async def handle(self, request: Request) -> Response:
        """The form for GET; for POST, the review of what was sent, a file of it, or the form with its errors."""
        admission = self._admission
        form = await run_sync(admission.form, request.path_params["segment"])
        if request.method == "OPTIONS":
            return options_response(request, ", ".join(METHODS))
        exchange = _Exchange(admission, request, form, language_of(request.url.path))
        if request.method != "POST":
            return await exchange.fresh()
        async with admission.slot(request):
            sent = exchange.known(await read_sent(request))
        return await exchange.answer(sent)


@dataclass(frozen=True)
class _Exchange:
    """One request about one form."""

    admission: AdmissionControl
    request: Request
    form: Form
    language: Language

    def known(self, sent: Sent) -> Sent:
        """What was sent, without what is no input of the form."""
        match = HeaderMatch(self.form)
        return replace(sent, values={key: value for key, value in sent.values.items() if _is_known(match, key)})

    async def fresh(self) -> Response:
        """The empty form, or the form with what is stated of a thing."""
        thing = self.request.query_params.get("thing")
        values: Mapping[str, str] = {}
        if thing:
            task = {"task": "filled", "form": self.form.segment, "thing": thing, "language": self.language}
            values = (await self.admission.check(self.request, Message(task))).members["values"]
        return await run_sync(self._page, values)

    async def answer(self, sent: Sent) -> Response:
        """The review, the form again, or a file, as the button says that was pressed."""
        if sent.button.startswith(_GROW) or sent.button == "change":
            return await run_sync(partial(self._page, sent.values, growing=sent.button.removeprefix(_GROW)))
        if not set(sent.filled) - {THING}:
            return await run_sync(partial(self._page, sent.values, is_empty=True))
        try:
            return await self._proposed(sent)
        except (HTTPException, LqError) as error:
            return await run_sync(partial(self._page, sent.values, problem=problem_of(error)))

    async def _proposed(self, sent: Sent) -> Response:
        result, members = await self.admission.check_for_page(self.request, self._task(sent, "page"))
        if members["counts"]["violations"]:
            return await run_sync(partial(self._page, sent.values, findings=result["findings"]))
        if sent.button in _FILES:
            return await self._file(sent)
        return await run_sync(review_page, self.admission.site, self.request, self.form, sent, result)

    async def _file(self, sent: Sent) -> Response:
        answer = await self.admission.check(self.request, self._task(sent, sent.button))
        media_type, extension = _FILES[sent.button]
        name = attachment(f"{answer.members['name']}.{extension}")
        headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
        return Response(answer.body, headers=headers, media_type=media_type)

    def _task(self, sent: Sent, wanted: str) -> Message:
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
        wrong = [each for each in findings if each["severity"] == "violation"]
        offers = self._offers()
        viewer = FormViewer(self.form, offers["choices"], self.language, values, self._errors(wrong), growing)
        response = self.admission.site.page(
            self.request,
            "contribute_form.html",
            problem.status if problem else 200,
            form=self.form,
            name=self.form.name.in_language(self.language),
            definition=self.form.definition.in_language(self.language),
            thing=values.get(THING, ""),
            things=self._things(offers["things"]),
            fields=viewer.fields(),
            faults=[Fault(error_text(each, self.language), self._target(each)) for each in wrong],
            is_empty=is_empty,
            problem=problem,
        )
        response.headers.update(problem.headers if problem else {})
        if self.request.method == "POST":
            response.headers["Cache-Control"] = "no-store"
        return response

    def _offers(self) -> Mapping[str, Any]:
        segment = self.form.segment
        return self.admission.own_result(f"choices {segment}", Message({"task": "choices", "form": segment})).members

    def _things(self, offers: Iterable[tuple[str, str, str]]) -> list[Option]:
        english = self.language == "en"
        options = [Option(value, in_english if english else swedish, False) for value, swedish, in_english in offers]
        return sorted(options, key=lambda option: sort_key(option.text))

    def _errors(self, wrong: Iterable[Finding]) -> Mapping[str, list[str]]:
        errors: dict[str, list[str]] = {}
        for each in wrong:
            errors.setdefault(each["key"], []).append(error_text(each, self.language))
        return errors

    def _target(self, finding: Finding) -> str:
        """The id of the input that a finding is about; the first of all if it is about the thing itself."""
        return identifier(finding["key"] or self.form.own_fields[0].key)


def _is_known(match: HeaderMatch, key: str) -> bool:
    column = match.of_key(key)
    return column is not None and (column.number is None or column.number <= MOST_VALUES)
