"""`/openapi.json` for programs, and `/api`, the same for people."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from lq_graph.web.conditional import cache_headers, entity_tag, is_held, not_modified
from lq_graph.web.language import language_of, text_in
from lq_graph.web.named.questions import NamedQueries
from lq_graph.web.openapi.document import Operation, openapi, operations
from lq_graph.web.site import Site

_JSON = "application/json"


@dataclass(frozen=True)
class Line:
    """One operation as the page lists it."""

    method: str
    path: str
    title: str
    parameters: str


def api_routes(site: Site, queries: NamedQueries) -> list[BaseRoute]:
    """The document and its page in both languages."""
    document = cache(lambda: json.dumps(openapi(site, queries), ensure_ascii=False).encode())
    page = partial(_page, site, queries)
    return [
        Route("/openapi.json", partial(_document, site, document), methods=["GET"]),
        *[Route(path, page, methods=["GET"]) for path in ("/api", "/en/api")],
    ]


def _document(site: Site, document: Callable[[], bytes], request: Request) -> Response:
    tag = entity_tag(site.release.identifier, "openapi")
    if is_held(request, tag):
        return not_modified(tag)
    return Response(document(), headers=cache_headers(tag), media_type=_JSON)


def _page(site: Site, queries: NamedQueries, request: Request) -> Response:
    language = language_of(request.url.path)
    lines: dict[str, list[Line]] = {"questions": [], "service": []}
    for each in operations(site, queries):
        lines[each.tags[0]].append(_line(each, text_in(each.told, language)))
    return site.page(request, "api.html", questions=lines["questions"], service=lines["service"])


def _line(operation: Operation, title: str) -> Line:
    names = [each["name"] for each in operation.parameters if each["in"] == "query"]
    return Line(operation.method.upper(), operation.path, title, ", ".join(names))
