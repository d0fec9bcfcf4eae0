"""Answers that a client may already have: entity tags and 304."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response

from lq_graph.web.site import CACHE_CONTROL


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
