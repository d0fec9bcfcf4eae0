"""`/contribute`: how to contribute, and the templates of each class."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lq_graph.contributing.validation.wire import Message
from lq_graph.text import Language, sort_key
from lq_graph.web.contribute.admission import AdmissionControl
from lq_graph.web.contribute.upload import WORKBOOK
from lq_graph.web.contribute.validate import attachment
from lq_graph.web.http.cache import CACHE_CONTROL, entity_tag, has_current, not_modified
from lq_graph.web.http.language import language_of, number, prefix_of

_MEDIA_TYPES = {"xlsx": WORKBOOK, "csv": "text/csv"}


@dataclass(frozen=True)
class Class:
    """A class of things that can be contributed, as the page lists it."""

    segment: str
    name: str
    definition: str
    count: str


class Contribute:
    """The pages that say how to contribute, and the templates of each class."""

    def __init__(self, admission: AdmissionControl) -> None:
        self._admission = admission

    def index(self, request: Request) -> Response:
        """How to contribute, and the classes that can be contributed to."""
        admission, language = self._admission, language_of(request.url.path)
        numbers = admission.own_result("classes", Message({"task": "classes"})).members["classes"]
        return admission.site.page(
            request,
            "contribute.html",
            classes=sorted(
                (_class(admission, segment, count, language) for segment, count in numbers.items()),
                key=lambda each: sort_key(each.name),
            ),
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
        return Response(body, headers=headers, media_type=_MEDIA_TYPES[extension])


def _class(admission: AdmissionControl, segment: str, count: int, language: Language) -> Class:
    form = admission.forms[segment]
    name = form.name.in_language(language)
    return Class(
        segment, name[:1].upper() + name[1:], form.definition.in_language(language), number(str(count), language)
    )
