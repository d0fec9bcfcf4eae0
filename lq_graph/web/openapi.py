"""`/openapi.json` for programs, and `/api`, the same for people, generated from the operations of the addresses."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import Response

from lq_graph.web.http.cache import cache_headers, entity_tag, has_current, not_modified
from lq_graph.web.http.language import language_of
from lq_graph.web.http.operations import MODELS, Json, Operation, content
from lq_graph.web.pages.site import Site


@dataclass(frozen=True)
class Line:
    """One operation as the page lists it."""

    method: str
    path: str
    title: str
    parameters: str


class Api:
    """The description of the service for programs, and its page for people."""

    def __init__(self, site: Site, operations: Sequence[Operation]) -> None:
        self._site = site
        self._operations = operations

    @cached_property
    def _document(self) -> Json:
        return openapi(self._site, self._operations)

    @cached_property
    def _content(self) -> bytes:
        return json.dumps(self._document, ensure_ascii=False).encode()

    def document(self, request: Request) -> Response:
        """The OpenAPI document; its entity tag is of its content, which also depends on what is installed."""
        tag = entity_tag("openapi", self._content.decode())
        if has_current(request, tag):
            return not_modified(tag)
        return Response(self._content, headers=cache_headers(tag), media_type="application/json")

    def page(self, request: Request) -> Response:
        """Every operation of the document, as a page."""
        language = language_of(request.url.path)
        lines: dict[str, list[Line]] = {"questions": [], "service": []}
        for each in self._operations:
            described = self._document["paths"][each.path][each.method.lower()]
            names = (part["name"] for part in described.get("parameters", ()) if part["in"] == "query")
            lines[each.tag].append(Line(each.method, each.path, each.title.in_language(language), ", ".join(names)))
        return self._site.page(request, "api.html", questions=lines["questions"], service=lines["service"])


def openapi(site: Site, operations: Sequence[Operation]) -> Json:
    """The OpenAPI 3.1 document; it names no host, so that it is right wherever the service is."""
    document = get_openapi(
        title=site.settings.title.en,
        description=site.settings.about.en,
        version=site.release.identifier,
        license_info={"name": "Licence of the data", "url": site.settings.licence},
        servers=[{"url": "/"}],
        routes=[_route(each) for each in operations],
    )
    schemas = models_json_schema(
        [(model, "serialization") for model in MODELS], ref_template="#/components/schemas/{model}"
    )[1]["$defs"]
    return {**document, "components": {"schemas": schemas}}


def _route(operation: Operation) -> APIRoute:
    name = f"{operation.method.lower()}{operation.path}".replace("{", "").replace("}", "").replace("/", "-")
    body = {"requestBody": {"required": True, "content": content(operation.body)}} if operation.body else None
    return APIRoute(
        operation.path,
        operation.parameters,
        methods=[operation.method],
        status_code=min(code for code in operation.responses if isinstance(code, int)),
        summary=operation.title.en,
        responses={**operation.responses},
        response_class=Response,
        operation_id=name,
        tags=[operation.tag],
        openapi_extra=body,
    )
