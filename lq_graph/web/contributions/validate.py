"""`/validate`: a file in, findings out; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lq_graph.contributing.validation.wire import Message
from lq_graph.errors import LqError
from lq_graph.web.contributions.door import Door
from lq_graph.web.contributions.upload import Upload, read_upload
from lq_graph.web.contributions.validate_offers import MARKED, PAGE, Wish, check_wish, chosen_wish
from lq_graph.web.contributions.validate_page import marked_name, validate_page
from lq_graph.web.gateway import options_response
from lq_graph.web.language import language_of
from lq_graph.web.problem import problem_of, problem_response
from lq_graph.web.redirects import without_slash

METHODS = ("GET", "HEAD", "POST", "OPTIONS")


def validate_routes(door: Door) -> list[Route]:
    """The address for programs and people, in both languages."""
    endpoint = partial(_endpoint, door)
    return [
        *[Route(path, endpoint, methods=METHODS) for path in ("/validate", "/en/validate")],
        *[Route(path, without_slash, methods=METHODS) for path in ("/validate/", "/en/validate/")],
    ]


async def _endpoint(door: Door, request: Request) -> Response:
    if request.method == "OPTIONS":
        return options_response(request, ", ".join(METHODS))
    if request.method != "POST":
        return await run_sync(validate_page, door, request)
    wish = chosen_wish(request, None)
    try:
        return await _checked(door, request, wish)
    except (HTTPException, LqError) as error:
        return await run_sync(_failure, door, request, wish, error)


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
    return _with_counts(Response(answer.body, headers=headers, media_type=wish.media_type), answer.said)


def _with_counts(response: Response, said: Mapping[str, Any]) -> Response:
    """The answer with a header that says how many findings there are."""
    response.headers["LQ-Findings"] = ", ".join(f"{name}={number}" for name, number in said["counts"].items())
    return response


def _failure(door: Door, request: Request, wish: Wish, error: HTTPException | LqError) -> Response:
    """The problem; for people, with the form to choose another file in."""
    if wish != PAGE:
        return problem_response(door.site, request, error)
    problem = problem_of(error)
    response = validate_page(door, request, problem=problem)
    response.headers.update(problem.headers)
    return response


def attachment(name: str) -> str:
    """The header that has a client save what it gets under a name. RFC 6266 §4."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "-._ ") else "_" for each in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
