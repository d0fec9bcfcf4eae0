"""Responses: raw headers, bodies at once or in parts, entity tags and 304. RFC 9110 §8.8 and §13."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Send

from lq_graph.errors import LqError
from lq_graph.web.http.cache import Header, Headers, KeptAnswer
from lq_graph.web.http.requests import Incoming

# Answers as they go out: raw headers, and a body at once or in parts.

CACHE_CONTROL = "public, max-age=300"
NOT_MODIFIED = 304
_KEPT_WITH_304 = frozenset((b"etag", b"cache-control", b"vary", b"content-location"))
_ETAG = b"etag"


async def send_kept(send: Send, answer: KeptAnswer, incoming: Incoming) -> None:
    """Sends a complete answer, or says that the client has it already."""
    if incoming.held is not None and any(name == _ETAG and incoming.holds(tag) for name, tag in answer.headers):
        await send_not_modified(send, answer.headers)
        return
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})


async def send_not_modified(send: Send, headers: Sequence[Header]) -> None:
    """Says that the client's own copy is right. RFC 9110 §15.4.5."""
    kept = [header for header in headers if header[0] in _KEPT_WITH_304]
    await send({"type": "http.response.start", "status": NOT_MODIFIED, "headers": kept})
    await send({"type": "http.response.body", "body": b""})


class AnswerBroken(Exception):
    """An answer that broke off after its beginning was sent; the connection must break off too."""


async def send_parts(send: Send, headers: Headers, parts: AsyncGenerator[bytes, None]) -> None:
    """Sends an answer part by part; raises AnswerBroken where it breaks off, so that it never looks complete."""
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    try:
        async with aclosing(parts):
            async for part in parts:
                await send({"type": "http.response.body", "body": part, "more_body": True})
    except LqError as error:
        raise AnswerBroken(str(error)) from error
    await send({"type": "http.response.body", "body": b""})


def header(name: str, value: str) -> Header:
    """A header as it goes out."""
    return name.lower().encode("ascii"), value.encode("latin-1")


# Answers that a client may already have: entity tags and 304.


def entity_tag(*parts: str) -> str:
    """The strong entity tag of what these parts decide."""
    digest = hashlib.sha256("\0".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass"))
    return f'"{digest.hexdigest()[:32]}"'


def is_held(request: Request, tag: str) -> bool:
    """Whether the client says that it has the answer with an entity tag."""
    held = ",".join(request.headers.getlist("if-none-match")).split(",")
    return tag in (each.strip().removeprefix("W/") for each in held)


def cache_headers(tag: str) -> dict[str, str]:
    """The headers of an answer with an entity tag."""
    return {"ETag": tag, "Cache-Control": CACHE_CONTROL, "Vary": "Accept"}


def not_modified(tag: str) -> Response:
    """The answer that says that the client's own copy is right."""
    return Response(status_code=304, headers=cache_headers(tag))
