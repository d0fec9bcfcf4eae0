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
from lq_graph.web.contribute.admission import Door
from lq_graph.web.contribute.upload import SHEETS, WORKBOOK, Upload, read_upload
from lq_graph.web.http.language import language_of, number
from lq_graph.web.http.middleware import options_response
from lq_graph.web.http.negotiation import HTML, accept_header, best_media_type
from lq_graph.web.http.operations import BYTES, TEXT, Operation, Optional, enumeration, responses
from lq_graph.web.http.problem import Problem, problem_of

# What a client can get back for a file: findings in several formats, or its workbook with the cells marked.


@dataclass(frozen=True)
class Wish:
    """One thing to get: its name in addresses, its media type, and what the validator calls it."""

    name: str
    media_type: str
    wanted: str


PAGE = Wish("html", HTML, "page")
MARKED = Wish("xlsx", WORKBOOK, "workbook")
WISHES = (
    Wish("json", "application/json", "json"),
    PAGE,
    Wish("ttl", "text/turtle", "turtle"),
    Wish("sarif", "application/sarif+json", "sarif"),
    Wish("text", "text/plain", "text"),
    MARKED,
)


def chosen_wish(request: Request, format_name: str | None) -> Wish:
    """What a client wants, by `format`, else by Accept.

    Raises HTTPException 400 for an unknown format, NotAcceptable if nothing would do.
    """
    name = format_name or request.query_params.get("format")
    if name:
        return _named(name.replace(" ", "+").lower())
    chosen = best_media_type(accept_header(request), [each.media_type for each in WISHES])
    if chosen is None:
        raise NotAcceptable(f"none of the formats in Accept is given here; ask for {_known()}")
    return next(each for each in WISHES if each.media_type == chosen)


def check_wish(wish: Wish, kind: str) -> None:
    """Nothing if a file of a kind can be given back in that way; raises NotAcceptable if not."""
    if wish == MARKED and kind not in SHEETS:
        raise NotAcceptable(f"cells can be marked in a workbook or a CSV file alone; ask for {_known()}")


def _named(name: str) -> Wish:
    for each in WISHES:
        if name in (each.name, each.media_type, each.wanted):
            return each
    raise HTTPException(400, f"format is not one of {', '.join(each.name for each in WISHES)}, nor its media type")


def _known() -> str:
    return ", ".join(each.media_type for each in WISHES)


# The page of `/validate`: a form to choose a file in, and what was found in the last one.

_SEVERITIES = ("violation", "warning", "info")
MOST_LINKS = 10
_CHECKED = Texts("granskad", "checked")

Finding = Mapping[str, Any]


@dataclass(frozen=True)
class Group:
    """The findings of one severity: those that the page shows, and how many there are."""

    severity: str
    count: int
    findings: Sequence[Finding]


@dataclass(frozen=True)
class Shown:
    """What was found in a file: by severity, what it describes, and its workbook with the cells marked."""

    name: str
    groups: Sequence[Group]
    things: Sequence[tuple[str, str]]
    marked: str
    marked_name: str

    @property
    def conforms(self) -> bool:
        """Whether nothing in the file must be mended."""
        return not any(group.severity == "violation" for group in self.groups)


def validate_page(
    door: Door,
    request: Request,
    *,
    upload: Upload | None = None,
    said: Finding | None = None,
    told: Finding | None = None,
    problem: Problem | None = None,
) -> Response:
    """The form, and above it what was found in a file, or why it was not read."""
    language = language_of(request.url.path)
    response = door.site.page(
        request,
        "validate.html",
        problem.status if problem else 200,
        shown=_shown(door, upload, said, told, language) if upload and said and told else None,
        problem=problem,
        forms=sorted(
            ((form.segment, form.name.in_language(language)) for form in door.forms.values()),
            key=lambda each: sort_key(each[1]),
        ),
        megabytes=number(f"{door.most / 1e6:g}", language),
        most_links=MOST_LINKS,
        steward=door.site.settings.steward,
    )
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response


def _shown(door: Door, upload: Upload, said: Finding, told: Finding, language: Language) -> Shown:
    found: Sequence[Finding] = [{**each, "id": f"finding-{place}"} for place, each in enumerate(told["findings"], 1)]
    groups = [
        Group(severity, count, [each for each in found if each["severity"] == severity])
        for severity in _SEVERITIES
        if (count := said["counts"][f"{severity}s"])
    ]
    things = [
        (door.forms[segment].name.in_language(language), number(str(count), language))
        for segment, count in said["things"].items()
    ]
    marked = f"data:{WORKBOOK};base64,{told['marked']}" if told.get("marked") else ""
    return Shown(upload.name, groups, things, marked, marked_name(upload.name, language))


def marked_name(name: str, language: Language) -> str:
    """What a workbook is called when its cells are marked, so that it does not take the place of the first."""
    return f"{name.rpartition('.')[0]}-{_CHECKED.in_language(language)}.xlsx"


# `/validate`: a file in, findings out; nothing is stored.

METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class Validate:
    """Checks files for programs and people."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def handle(self, request: Request) -> Response:
        """The form for GET; for POST, the findings in the file that was sent."""
        if request.method == "OPTIONS":
            return options_response(request, ", ".join(METHODS))
        if request.method != "POST":
            return await run_sync(validate_page, self._door, request)
        wish = chosen_wish(request, None)
        try:
            return await _checked(self._door, request, wish)
        except (HTTPException, LqError) as error:
            return await run_sync(_failure, self._door, request, wish, error)


async def _checked(door: Door, request: Request, wish: Wish) -> Response:
    async with door.place(request):
        upload = await read_upload(request, door.most)
        if upload.format_name:
            wish = chosen_wish(request, upload.format_name)
        check_wish(wish, upload.kind)
        asked = _message(door, request, upload, wish)
        if wish == PAGE:
            told, said = await door.told(request, asked)
            page = partial(validate_page, door, request, upload=upload, said=said, told=told)
            return _with_counts(await run_sync(page), said)
        answer = await door.check(request, asked)
    return _answer(request, upload, wish, answer)


def _message(door: Door, request: Request, upload: Upload, wish: Wish) -> Message:
    name = request.query_params.get("class") or upload.class_name
    said = {
        "task": "check",
        "name": upload.name,
        "wanted": wish.wanted,
        "language": language_of(request.url.path),
        "class": door.form(name).segment if name else "",
    }
    return Message(said, upload.content)


def _answer(request: Request, upload: Upload, wish: Wish, answer: Message) -> Response:
    headers = {"Vary": "Accept", "Cache-Control": "no-store"}
    if wish == MARKED:
        headers["Content-Disposition"] = attachment(marked_name(upload.name, language_of(request.url.path)))
    return _with_counts(Response(answer.body, headers=headers, media_type=wish.media_type), answer.members)


def _with_counts(response: Response, said: Mapping[str, Any]) -> Response:
    """The answer with a header that says how many findings there are."""
    response.headers["LQ-Findings"] = ", ".join(f"{name}={number}" for name, number in said["counts"].items())
    return response


def _failure(door: Door, request: Request, wish: Wish, error: HTTPException | LqError) -> Response:
    """The problem; for people, with the form to choose another file in."""
    if wish != PAGE:
        return door.site.problem(request, error)
    problem = problem_of(error)
    response = validate_page(door, request, problem=problem)
    response.headers.update(problem.headers)
    return response


def attachment(name: str) -> str:
    """The header that has a client save what it gets under a name. RFC 6266 §4."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "-._ ") else "_" for each in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _parameters(
    format: Annotated[str | Optional, enumeration((each.name for each in WISHES), "Format of the findings.")] = None,
) -> None: ...


OPERATION = Operation(
    "/validate",
    Texts("Granska en fil; inget sparas", "Check a file; nothing is stored"),
    responses("The findings.", {each.media_type: {} for each in WISHES}),
    _parameters,
    method="POST",
    body={
        "text/turtle": TEXT,
        "application/ld+json": TEXT,
        "text/csv": TEXT,
        "multipart/form-data": {"type": "object", "required": ["file"], "properties": {"file": BYTES}},
    },
)
