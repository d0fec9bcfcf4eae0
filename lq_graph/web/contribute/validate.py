"""`/validate`: a file in, findings out; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lq_graph.contributing.validation.wire import Message
from lq_graph.errors import LqError, NotAcceptable
from lq_graph.text import Language, Texts, sort_key
from lq_graph.web.contribute.admission import AdmissionControl
from lq_graph.web.contribute.upload import SHEETS, WORKBOOK, Upload, read_upload
from lq_graph.web.http.language import language_of, number
from lq_graph.web.http.middleware import options_response
from lq_graph.web.http.negotiation import HTML, accept_header, best_media_type
from lq_graph.web.http.operations import BYTES, TEXT, Operation, Optional, enumeration, responses
from lq_graph.web.http.problem import Problem, problem_of


@dataclass(frozen=True)
class RequestedFormat:
    """One format of the result: its name in addresses, its media type, and its name for the validation service."""

    name: str
    media_type: str
    wanted: str


PAGE = RequestedFormat("html", HTML, "page")
MARKED = RequestedFormat("xlsx", WORKBOOK, "workbook")
FORMATS = (
    RequestedFormat("json", "application/json", "json"),
    PAGE,
    RequestedFormat("ttl", "text/turtle", "turtle"),
    RequestedFormat("sarif", "application/sarif+json", "sarif"),
    RequestedFormat("text", "text/plain", "text"),
    MARKED,
)


def requested_format(request: Request, format_name: str | None) -> RequestedFormat:
    """The format that a client requests, by `format`, else by Accept.

    Raises HTTPException 400 for an unknown format, NotAcceptable if none is acceptable.
    """
    name = format_name or request.query_params.get("format")
    if name:
        return _named(name.replace(" ", "+").lower())
    chosen = best_media_type(accept_header(request), [each.media_type for each in FORMATS])
    if chosen is None:
        raise NotAcceptable(f"none of the formats in Accept is given here; ask for {_known()}")
    return next(each for each in FORMATS if each.media_type == chosen)


def require_suitable(requested: RequestedFormat, kind: str) -> None:
    """Raises NotAcceptable unless a file of that kind can be returned in that format."""
    if requested == MARKED and kind not in SHEETS:
        raise NotAcceptable(f"cells can be marked in a workbook or a CSV file alone; ask for {_known()}")


def _named(name: str) -> RequestedFormat:
    for each in FORMATS:
        if name in (each.name, each.media_type, each.wanted):
            return each
    raise HTTPException(400, f"format is not one of {', '.join(each.name for each in FORMATS)}, nor its media type")


def _known() -> str:
    return ", ".join(each.media_type for each in FORMATS)


_SEVERITIES = ("violation", "warning", "info")
MOST_LINKS = 10
_CHECKED = Texts("granskad", "checked")

Finding = Mapping[str, Any]


@dataclass(frozen=True)
class Group:
    """The findings of one severity: those that the page shows, and the number of all."""

    severity: str
    count: int
    findings: Sequence[Finding]


@dataclass(frozen=True)
class Shown:
    """The findings in a file by severity, the things that it describes, and its workbook with the cells marked."""

    name: str
    groups: Sequence[Group]
    things: Sequence[tuple[str, str]]
    marked: str
    marked_name: str

    @property
    def conforms(self) -> bool:
        """Whether the file has no violation."""
        return not any(group.severity == "violation" for group in self.groups)


def validate_page(
    admission: AdmissionControl,
    request: Request,
    *,
    upload: Upload | None = None,
    members: Finding | None = None,
    result: Finding | None = None,
    problem: Problem | None = None,
) -> Response:
    """The form, and above it the findings in a file, or the reason why it was not read."""
    language = language_of(request.url.path)
    response = admission.site.page(
        request,
        "validate.html",
        problem.status if problem else 200,
        shown=_shown(admission, upload, members, result, language) if upload and members and result else None,
        problem=problem,
        forms=sorted(
            ((form.segment, form.name.in_language(language)) for form in admission.forms.values()),
            key=lambda each: sort_key(each[1]),
        ),
        megabytes=number(f"{admission.most_bytes / 1e6:g}", language),
        most_links=MOST_LINKS,
        steward=admission.site.settings.steward,
    )
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response


def _shown(admission: AdmissionControl, upload: Upload, members: Finding, result: Finding, language: Language) -> Shown:
    found: Sequence[Finding] = [{**each, "id": f"finding-{place}"} for place, each in enumerate(result["findings"], 1)]
    groups = [
        Group(severity, count, [each for each in found if each["severity"] == severity])
        for severity in _SEVERITIES
        if (count := members["counts"][f"{severity}s"])
    ]
    things = [
        (admission.forms[segment].name.in_language(language), number(str(count), language))
        for segment, count in members["things"].items()
    ]
    marked = f"data:{WORKBOOK};base64,{result['marked']}" if result.get("marked") else ""
    return Shown(upload.name, groups, things, marked, marked_name(upload.name, language))


def marked_name(name: str, language: Language) -> str:
    """The name of a workbook with its cells marked, so that it does not replace the original."""
    return f"{name.rpartition('.')[0]}-{_CHECKED.in_language(language)}.xlsx"


METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class Validate:
    """Checks files for programs and people."""

    def __init__(self, admission: AdmissionControl) -> None:
        self._admission = admission

    async def handle(self, request: Request) -> Response:
        """The form for GET; for POST, the findings in the file that was sent."""
        if request.method == "OPTIONS":
            return options_response(request, ", ".join(METHODS))
        if request.method != "POST":
            return await run_sync(validate_page, self._admission, request)
        requested = requested_format(request, None)
        try:
            return await _checked(self._admission, request, requested)
        except (HTTPException, LqError) as error:
            return await run_sync(_failure, self._admission, request, requested, error)


async def _checked(admission: AdmissionControl, request: Request, requested: RequestedFormat) -> Response:
    async with admission.slot(request):
        upload = await read_upload(request, admission.most_bytes)
        if upload.format_name:
            requested = requested_format(request, upload.format_name)
        require_suitable(requested, upload.kind)
        asked = _message(admission, request, upload, requested)
        if requested == PAGE:
            result, members = await admission.check_for_page(request, asked)
            page = partial(validate_page, admission, request, upload=upload, members=members, result=result)
            return _with_counts(await run_sync(page), members)
        answer = await admission.check(request, asked)
    return _answer(request, upload, requested, answer)


def _message(admission: AdmissionControl, request: Request, upload: Upload, requested: RequestedFormat) -> Message:
    name = request.query_params.get("class") or upload.class_name
    members = {
        "task": "check",
        "name": upload.name,
        "wanted": requested.wanted,
        "language": language_of(request.url.path),
        "class": admission.form(name).segment if name else "",
    }
    return Message(members, upload.content)


def _answer(request: Request, upload: Upload, requested: RequestedFormat, answer: Message) -> Response:
    headers = {"Vary": "Accept", "Cache-Control": "no-store"}
    if requested == MARKED:
        headers["Content-Disposition"] = attachment(marked_name(upload.name, language_of(request.url.path)))
    return _with_counts(Response(answer.body, headers=headers, media_type=requested.media_type), answer.members)


def _with_counts(response: Response, members: Mapping[str, Any]) -> Response:
    """A response with a header that states the numbers of findings."""
    response.headers["LQ-Findings"] = ", ".join(f"{name}={number}" for name, number in members["counts"].items())
    return response


def _failure(
    admission: AdmissionControl, request: Request, requested: RequestedFormat, error: HTTPException | LqError
) -> Response:
    """The problem; for people, with the form to choose another file in."""
    if requested != PAGE:
        return admission.site.problem(request, error)
    problem = problem_of(error)
    response = validate_page(admission, request, problem=problem)
    response.headers.update(problem.headers)
    return response


def attachment(name: str) -> str:
    """The Content-Disposition that has a client save a response under a name. RFC 6266 §4."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "-._ ") else "_" for each in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _parameters(
    format: Annotated[str | Optional, enumeration((each.name for each in FORMATS), "Format of the findings.")] = None,
) -> None: ...


OPERATION = Operation(
    "/validate",
    Texts("Granska en fil; inget sparas", "Check a file; nothing is stored"),
    responses("The findings.", {each.media_type: {} for each in FORMATS}),
    _parameters,
    method="POST",
    body={
        "text/turtle": TEXT,
        "application/ld+json": TEXT,
        "text/csv": TEXT,
        "multipart/form-data": {"type": "object", "required": ["file"], "properties": {"file": BYTES}},
    },
)
