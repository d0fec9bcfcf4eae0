"""Sheets to take home: the empty template of a class, and what is here of it, all or that of one body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated
from urllib.parse import urlencode

from anyio.to_thread import run_sync
from fastapi import Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.tasks import TASKS, task_named
from lq_graph.contributing.validation.wire import Message
from lq_graph.text import Language, Texts, sort_key
from lq_graph.web.contribute.admission import AdmissionControl
from lq_graph.web.contribute.upload import WORKBOOK, attachment
from lq_graph.web.http.cache import CACHE_CONTROL, entity_tag, has_current, not_modified
from lq_graph.web.http.language import language_of
from lq_graph.web.http.operations import BYTES, TEXT, Json, Operation, Optional, responses
from lq_graph.web.http.problem import UploadRefused

SHEET_TYPES: Mapping[str, str] = MappingProxyType({"xlsx": WORKBOOK, "csv": "text/csv"})


@dataclass(frozen=True)
class BodyOption:
    """A body as pages offer it: its short address and its label."""

    address: str
    label: str


def bodies_with_things(admission: AdmissionControl, language: Language, segment: str = "") -> Sequence[BodyOption]:
    """The bodies that things of a class name, or things of any class, by label."""
    known = _bodies(admission)
    wanted = known["bodies"].get(segment, ()) if segment else known["names"]
    options = [BodyOption(each, known["names"][each][language == "en"]) for each in wanted]
    return sorted(options, key=lambda option: sort_key(option.label))


def _bodies(admission: AdmissionControl) -> Mapping[str, Mapping[str, Sequence[str]]]:
    return admission.own_result("bodies", Message({"task": "bodies"})).members


class Sheets:
    """Templates and exports of each class, their format and their language those of the address."""

    def __init__(self, admission: AdmissionControl) -> None:
        self._admission = admission

    def template(self, request: Request) -> Response:
        """The template of a class, without rows."""
        asked = _asked(self._admission, request)
        if isinstance(asked, Response):
            return asked
        return self._sheet(request, asked, self._admission.own_result(asked.tag, asked.task("template")).body)

    def task(self, request: Request) -> Response:
        """The workbook of a task, in the language of the address."""
        path, name = request.url.path, request.query_params.get("task", "")
        if not name:
            raise HTTPException(400, f"the parameter task is missing; write ?task={next(iter(TASKS))}, say")
        language, task = language_of(path), task_named(name)
        tag = entity_tag(self._admission.site.release.identifier, path, name)
        if has_current(request, tag):
            return not_modified(tag)
        message = Message({"task": "task", "name": name, "language": language})
        content = self._admission.own_result(tag, message).body
        return _file(content, tag, language, f"{task.title.in_language(language)}.xlsx")

    async def export(self, request: Request) -> Response:
        """What the release states of the things of a class, all or those that name a body, to edit and send back."""
        asked = await run_sync(_asked, self._admission, request)
        if isinstance(asked, Response):
            return asked
        task = asked.task("export")
        if not asked.body:
            answer = await run_sync(self._admission.own_result, asked.tag, task)
        else:  # there are too many to keep, and the response cache has those that are asked for
            known = (await run_sync(_bodies, self._admission))["bodies"]
            if asked.body not in known.get(asked.form.segment, ()):
                raise UploadRefused(404, _nothing(asked))
            answer = await self._admission.check(request, task)
        return self._sheet(request, asked, answer.body)

    def _sheet(self, request: Request, asked: _Asked, content: bytes) -> Response:
        return _file(content, asked.tag, asked.language, asked.file_name)


def _file(content: bytes, tag: str, language: Language, name: str) -> Response:
    headers = {"ETag": tag, "Cache-Control": CACHE_CONTROL, "Content-Language": language}
    headers["Content-Disposition"] = attachment(name)
    return Response(content, headers=headers, media_type=SHEET_TYPES[name.rpartition(".")[2]])


@dataclass(frozen=True)
class _Asked:
    """A sheet that a client asks for."""

    form: Form
    body: str
    extension: str
    language: Language
    tag: str

    @property
    def file_name(self) -> str:
        """The name to save it under: the class, and the last part of the body's address."""
        of_body = f" {self.body.rpartition('/')[2]}" if self.body else ""
        return f"{self.form.name.in_language(self.language)}{of_body}.{self.extension}"

    def task(self, name: str) -> Message:
        """The task that makes it."""
        members = {"form": self.form.segment, "format": self.extension, "language": self.language}
        return Message({"task": name, "body": self.body, **members})


def _asked(admission: AdmissionControl, request: Request) -> _Asked | Response:
    """The sheet that a client asks for, else the redirection to its address, or that the client has it.

    Raises HTTPException 400 without a class, UnknownName for one that has no form.
    """
    path, _, extension = request.url.path.rpartition(".")
    name, body = (request.query_params.get(each, "") for each in ("class", "body"))
    if not name:
        raise HTTPException(400, "the parameter class is missing; write ?class=plan, say")
    form, language = admission.form(name), language_of(path)
    if form.segment != name:
        query = {"class": form.segment, "body": body} if body else {"class": form.segment}
        return RedirectResponse(f"{path}.{extension}?{urlencode(query, safe='/')}", 308)
    tag = entity_tag(admission.site.release.identifier, path, form.segment, body, extension, language)
    return not_modified(tag) if has_current(request, tag) else _Asked(form, body, extension, language, tag)


def _nothing(asked: _Asked) -> Texts:
    return Texts(
        f"Här finns inget av slaget ”{asked.form.name.sv}” för {asked.body}. Välj ett annat slag eller organ.",
        f"There is nothing of the kind “{asked.form.name.en}” for {asked.body}. Choose another kind or body.",
    )


def _class_parameter(class_: Annotated[str, Query(alias="class", description="Class, such as plan.")]) -> None: ...


def _export_parameters(
    class_: Annotated[str, Query(alias="class", description="Class, such as plan.")],
    body: Annotated[str | Optional, Query(description="Short address of a body, such as id/department/x.")] = None,
) -> None: ...


def _task_parameter(task: Annotated[str, Query(description=f"Task: {', '.join(TASKS)}.")]) -> None: ...


def _operations() -> tuple[Operation, ...]:
    template = Texts("Mall för en klass", "Template of a class")
    export = Texts("Det som finns av en klass, att ändra och lämna igen", "What is here of a class, to edit and return")
    schemas: Mapping[str, Json] = {"xlsx": BYTES, "csv": TEXT}
    of_task = Texts("Arbetsbok för en uppgift", "Workbook for a task")
    task = Operation("/contribute/task.xlsx", of_task, responses(of_task.en, {WORKBOOK: BYTES}), _task_parameter)
    return task, *(
        Operation(
            f"/contribute/{name}.{extension}", title, responses(title.en, {SHEET_TYPES[extension]: schema}), given
        )
        for name, title, given in (("template", template, _class_parameter), ("export", export, _export_parameters))
        for extension, schema in schemas.items()
    )


OPERATIONS = _operations()
