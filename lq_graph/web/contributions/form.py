"""`/contribute/<class>`: the form, the form with what is wrong in it, and the review of what was filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.sheets.header_match import HeaderMatch
from lq_graph.contributing.validation.wire import Message
from lq_graph.errors import LqError
from lq_graph.labels import sort_key
from lq_graph.web.contributions.door import Door
from lq_graph.web.contributions.review import review_page
from lq_graph.web.contributions.upload_kind import WORKBOOK
from lq_graph.web.contributions.validate import attachment
from lq_graph.web.contributions.values import Sent, read_sent
from lq_graph.web.contributions.view import MOST_VALUES, FormViewer, Option, identifier
from lq_graph.web.contributions.words import told_error
from lq_graph.web.gateway import options_response
from lq_graph.web.language import Language, language_of, text_in
from lq_graph.web.problem import Problem, problem_of
from lq_graph.web.redirects import without_slash

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
THING = "id"  # the key of the input that says which thing is described
_GROW = "more:"
_FILES = {"turtle": ("text/turtle", "ttl"), "workbook": (WORKBOOK, "xlsx")}

Finding = Mapping[str, Any]


@dataclass(frozen=True)
class Fault:
    """One line of the summary of errors: what is wrong, and the input to mend it in."""

    text: str
    target: str


def form_routes(door: Door) -> list[Route]:
    """The form of each class, in both languages."""
    form = partial(_form, door)
    return [
        *[Route(f"{prefix}/contribute/{{segment}}", form, methods=METHODS) for prefix in ("", "/en")],
        *[Route(f"{prefix}/contribute/{{segment}}/", without_slash, methods=METHODS) for prefix in ("", "/en")],
    ]


async def _form(door: Door, request: Request) -> Response:
    form = await run_sync(door.form, request.path_params["segment"])
    if request.method == "OPTIONS":
        return options_response(request, ", ".join(METHODS))
    exchange = _Exchange(door, request, form, language_of(request.url.path))
    if request.method != "POST":
        return await exchange.fresh()
    async with door.place(request):
        sent = exchange.known(await read_sent(request))
    return await exchange.answer(sent)


@dataclass(frozen=True)
class _Exchange:
    """One request about one form."""

    door: Door
    request: Request
    form: Form
    language: Language

    def known(self, sent: Sent) -> Sent:
        """What was sent, less what is no input of the form."""
        match = HeaderMatch(self.form)
        return replace(sent, values={key: value for key, value in sent.values.items() if _is_known(match, key)})

    async def fresh(self) -> Response:
        """The empty form, or the form with what is stated of a thing."""
        thing = self.request.query_params.get("thing")
        values: Mapping[str, str] = {}
        if thing:
            said = {"task": "filled", "form": self.form.segment, "thing": thing, "language": self.language}
            values = (await self.door.check(self.request, Message(said))).said["values"]
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
        told, said = await self.door.told(self.request, self._task(sent, "page"))
        if said["counts"]["violations"]:
            return await run_sync(partial(self._page, sent.values, findings=told["findings"]))
        if sent.button in _FILES:
            return await self._file(sent)
        return await run_sync(review_page, self.door.site, self.request, self.form, sent, told)

    async def _file(self, sent: Sent) -> Response:
        answer = await self.door.check(self.request, self._task(sent, sent.button))
        media_type, extension = _FILES[sent.button]
        name = attachment(f"{answer.said['name']}.{extension}")
        headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
        return Response(answer.body, headers=headers, media_type=media_type)

    def _task(self, sent: Sent, wanted: str) -> Message:
        said = {"form": self.form.segment, "values": dict(sent.filled), "language": self.language}
        return Message({"task": "propose", "wanted": wanted, **said})

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
        response = self.door.site.page(
            self.request,
            "contribute_form.html",
            problem.status if problem else 200,
            form=self.form,
            name=text_in(self.form.name, self.language),
            definition=text_in(self.form.definition, self.language),
            thing=values.get(THING, ""),
            things=self._things(offers["things"]),
            fields=viewer.fields(),
            faults=[Fault(told_error(each, self.language), self._target(each)) for each in wrong],
            is_empty=is_empty,
            problem=problem,
        )
        response.headers.update(problem.headers if problem else {})
        if self.request.method == "POST":
            response.headers["Cache-Control"] = "no-store"
        return response

    def _offers(self) -> Mapping[str, Any]:
        segment = self.form.segment
        return self.door.own(f"choices {segment}", Message({"task": "choices", "form": segment})).said

    def _things(self, offers: Iterable[tuple[str, str, str]]) -> list[Option]:
        english = self.language == "en"
        options = [Option(value, in_english if english else swedish, False) for value, swedish, in_english in offers]
        return sorted(options, key=lambda option: sort_key(option.text))

    def _errors(self, wrong: Iterable[Finding]) -> Mapping[str, list[str]]:
        errors: dict[str, list[str]] = {}
        for each in wrong:
            errors.setdefault(each["key"], []).append(told_error(each, self.language))
        return errors

    def _target(self, finding: Finding) -> str:
        """The id of the input that a finding is about; the first of all if it is about the thing as a whole."""
        return identifier(finding["key"] or self.form.own_fields[0].key)


def _is_known(match: HeaderMatch, key: str) -> bool:
    column = match.of_key(key)
    return column is not None and (column.number is None or column.number <= MOST_VALUES)
