"""`/validate`: files in, findings out; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Annotated, Any

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lq_graph.contributing.marking.workbook import MARKED_SUFFIX
from lq_graph.contributing.recipient import recipient_of
from lq_graph.contributing.validation.wire import check_task
from lq_graph.errors import LqError, NotAcceptable
from lq_graph.text import Language, Texts, number, sort_key
from lq_graph.web.contribute.admission import AdmissionControl
from lq_graph.web.contribute.recipient import recipient_link
from lq_graph.web.contribute.upload import MOST_FILES, SHEETS, WORKBOOK, attachment, read_upload
from lq_graph.web.http.language import language_of
from lq_graph.web.http.middleware import options_response
from lq_graph.web.http.negotiation import HTML, accept_header, best_media_type
from lq_graph.web.http.operations import BYTES, TEXT, Operation, Optional, enumeration, responses
from lq_graph.web.http.problem import Problem, problem_of

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
MAX_LINKS = 10  # in the summary of a page
_SEVERITIES = ("violation", "warning", "info")


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
_MEDIA_TYPES = [each.media_type for each in FORMATS]


class Validate:
    """Checks files for programs and people."""

    def __init__(self, admission: AdmissionControl) -> None:
        self._admission = admission

    async def handle(self, request: Request) -> Response:
        """The form for GET; for POST, the findings in the files that were sent."""
        if request.method == "OPTIONS":
            return options_response(request, ", ".join(METHODS))
        if request.method != "POST":
            return await run_sync(_page, self._admission, request)
        requested = _requested_format(request, request.query_params.get("format"))
        try:
            return await self._checked(request, requested)
        except (HTTPException, LqError) as error:
            if requested != PAGE:
                return await run_sync(self._admission.site.problem, request, error)
            page = partial(_page, self._admission, request, problem=problem_of(error))
            return await run_sync(page)

    async def _checked(self, request: Request, requested: RequestedFormat) -> Response:
        admission, language = self._admission, language_of(request.url.path)
        async with admission.slot(request):
            upload = await read_upload(request, admission.most_bytes)
            if upload.format_name:
                requested = _requested_format(request, upload.format_name)
            first = upload.files[0]
            if requested == MARKED and (first.kind not in SHEETS or len(upload.files) > 1):
                advice = f"ask for {', '.join(_MEDIA_TYPES)}"
                raise NotAcceptable(f"cells can be marked in a single workbook or CSV file alone; {advice}")
            name = request.query_params.get("class") or upload.class_name
            recipient = recipient_of(admission.site.settings)
            task = check_task(
                [(file.name, file.content) for file in upload.files],
                wanted=requested.wanted,
                language=language,
                nextSteps=[recipient.next_step(is_right=each).in_language(language) for each in (False, True)],
                **{"class": admission.form(name).segment if name else ""},
            )
            if requested == PAGE:
                result, members = await admission.check_for_page(request, task)
                found = await run_sync(_found, admission, result, members, language)
                response = await run_sync(partial(_page, admission, request, found=found))
            else:
                answer = await admission.check(request, task)
                members = answer.members
                headers = {"Vary": "Accept", "Cache-Control": "no-store"}
                if requested == MARKED:
                    headers["Content-Disposition"] = attachment(_marked_name(first.name, language))
                response = Response(answer.body, headers=headers, media_type=requested.media_type)
        response.headers["LQ-Findings"] = ", ".join(f"{name}={number}" for name, number in members["counts"].items())
        return response


def _requested_format(request: Request, name: str | None) -> RequestedFormat:
    """The format of a name, else the one that Accept prefers.

    Raises HTTPException 400 for an unknown name, NotAcceptable if no format is acceptable.
    """
    if name:
        name = name.replace(" ", "+").lower()
        named = next((each for each in FORMATS if name in (each.name, each.media_type, each.wanted)), None)
        if named is None:
            known = ", ".join(each.name for each in FORMATS)
            raise HTTPException(400, f"format is not one of {known}, nor its media type")
        return named
    chosen = best_media_type(accept_header(request), _MEDIA_TYPES)
    if chosen is None:
        raise NotAcceptable(f"none of the formats in Accept is given here; ask for {', '.join(_MEDIA_TYPES)}")
    return next(each for each in FORMATS if each.media_type == chosen)


Finding = Mapping[str, Any]


@dataclass(frozen=True)
class Group:
    """The findings of one severity: those that the page shows, and the number of all."""

    severity: str
    count: int
    findings: Sequence[Finding]


@dataclass(frozen=True)
class FoundInFile:
    """The findings in a file by severity, and its workbook with the cells marked, if there is one.

    Without a name, they are elsewhere than in the files that were sent.
    """

    name: str
    groups: Sequence[Group]
    marked: str
    marked_name: str


@dataclass(frozen=True)
class Found:
    """The findings in files, the number of violations in all, the things that the files describe, and what changes."""

    files: Sequence[FoundInFile]
    violations: int
    things: Sequence[tuple[str, str]]
    outcome: Mapping[str, Any]

    @property
    def sent(self) -> Sequence[FoundInFile]:
        """The files that were sent."""
        return [file for file in self.files if file.name]

    @property
    def first_violations(self) -> Sequence[Finding]:
        """The violations to name in the summary of a page."""
        groups = [group for file in self.files for group in file.groups if group.severity == "violation"]
        return [finding for group in groups for finding in group.findings][:MAX_LINKS]


def _found(
    admission: AdmissionControl, result: Mapping[str, Any], members: Mapping[str, Any], language: Language
) -> Found:
    numbers = count(1)
    files = []
    for file in result["files"]:
        findings: Sequence[Finding] = [{**each, "id": f"finding-{next(numbers)}"} for each in file["findings"]]
        groups = [
            Group(severity, most, [each for each in findings if each["severity"] == severity])
            for severity in _SEVERITIES
            if (most := file["counts"][f"{severity}s"])
        ]
        marked = f"data:{WORKBOOK};base64,{file['marked']}" if file["marked"] else ""
        files.append(FoundInFile(file["name"], groups, marked, _marked_name(file["name"], language)))
    things = [
        (admission.forms[segment].name.in_language(language), number(str(most), language))
        for segment, most in members["things"].items()
    ]
    return Found(files, members["counts"]["violations"], things, result["outcome"])


def _marked_name(name: str, language: Language) -> str:
    """The name of a workbook with its cells marked, so that it does not replace the original."""
    return f"{name.rpartition('.')[0]}-{MARKED_SUFFIX.in_language(language)}.xlsx"


def _page(
    admission: AdmissionControl, request: Request, *, found: Found | None = None, problem: Problem | None = None
) -> Response:
    """The form, and above it the findings in files, or the problem with one."""
    language = language_of(request.url.path)
    forms = [(form.segment, form.name.in_language(language)) for form in admission.forms.values()]
    response = admission.site.page(
        request,
        "validate.html",
        problem.status if problem else 200,
        shown=found,
        problem=problem,
        forms=sorted(forms, key=lambda each: sort_key(each[1])),
        megabytes=number(f"{admission.most_bytes / 1e6:g}", language),
        recipient=recipient_link(admission.site, language),
    )
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    response.headers.update(problem.headers if problem else {})
    return response


def _parameters(
    format: Annotated[str | Optional, enumeration((each.name for each in FORMATS), "Format of the findings.")] = None,
) -> None: ...


OPERATION = Operation(
    "/validate",
    Texts("Granska filer; inget sparas", "Check files; nothing is stored"),
    responses("The findings.", {each.media_type: {} for each in FORMATS}),
    _parameters,
    method="POST",
    body={
        "text/turtle": TEXT,
        "application/ld+json": TEXT,
        "text/csv": TEXT,
        "multipart/form-data": {
            "type": "object",
            "required": ["file"],
            "properties": {"file": {"type": "array", "items": BYTES, "maxItems": MOST_FILES}},
        },
    },
)
