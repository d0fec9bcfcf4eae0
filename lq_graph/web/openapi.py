"""`/openapi.json` for programs, and `/api`, the same for people."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lq_graph.names import XSD
from lq_graph.querying.formats import ANSWER_GRAPH_FORMATS, GRAPH_FORMATS, RESULT_FORMATS, Format
from lq_graph.querying.parameters import DATATYPE_WORDS
from lq_graph.reading.query_file import Parameter
from lq_graph.text import Texts
from lq_graph.web.contribute.validate import WISHES
from lq_graph.web.datasets import release_files
from lq_graph.web.http.cache import cache_headers, entity_tag, has_current, not_modified
from lq_graph.web.http.language import language_of
from lq_graph.web.pages.site import Site
from lq_graph.web.questions.questions import FORMS, NamedQueries, NamedQuery

# The shapes of what the service answers, as JSON Schema, for its OpenAPI.

Json = dict[str, Any]

_TERM = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"enum": ["uri", "literal", "bnode", "triple"]},
        "value": {},
        "datatype": {"type": "string"},
        "xml:lang": {"type": "string"},
    },
}
_COUNTS = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}
SCHEMAS: Mapping[str, Json] = MappingProxyType(
    {
        "Problem": {
            "description": "Why there is no answer. RFC 9457.",
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer", "minimum": 400, "maximum": 599},
                "detail": {"type": "string"},
                "line": {"type": "integer", "minimum": 1},
                "column": {"type": "integer", "minimum": 1},
                "limit": {"type": "number"},
                "retry_after": {"type": "integer"},
                "parameter": {"type": "string"},
                "near": {"type": "array", "items": {"type": "string"}},
            },
        },
        "Results": {
            "description": "SPARQL 1.1 Query Results JSON.",
            "type": "object",
            "required": ["head"],
            "properties": {
                "head": {
                    "type": "object",
                    "properties": {"vars": {"type": "array", "items": {"type": "string"}}},
                },
                "boolean": {"type": "boolean"},
                "results": {
                    "type": "object",
                    "required": ["bindings"],
                    "properties": {
                        "bindings": {"type": "array", "items": {"type": "object", "additionalProperties": _TERM}}
                    },
                },
            },
        },
        "Health": {
            "type": "object",
            "required": ["status", "release"],
            "properties": {"status": {"enum": ["ok", "failing"]}, "release": {"type": "string"}},
        },
        "State": {
            "type": "object",
            "required": ["release", "since", "limits", "load", "refused", "kept"],
            "properties": {
                "release": {"type": "object"},
                "since": {"type": "string", "format": "date-time"},
                "limits": _COUNTS,
                "load": {"oneOf": [_COUNTS, {"type": "null"}]},
                "refused": _COUNTS,
                "kept": _COUNTS,
            },
        },
    }
)
_LITERALS: Mapping[str, Json] = MappingProxyType(
    {
        f"{XSD}gYear": {"type": "string", "pattern": "^[0-9]{4}$"},
        f"{XSD}date": {"type": "string", "format": "date"},
        f"{XSD}integer": {"type": "integer"},
        f"{XSD}decimal": {"type": "string", "pattern": "^[+-]?[0-9]+([.][0-9]+)?$"},
        f"{XSD}string": {"type": "string"},
        f"{XSD}boolean": {"type": "boolean"},
    }
)


def schema_of(parameter: Parameter) -> Json:
    """What a value of a parameter looks like in an address."""
    return {"type": "string"} if parameter.is_thing else dict(_LITERALS[parameter.type])


def reference(name: str) -> Json:
    """A mention of a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def content(media_types: Mapping[str, Json]) -> Json:
    """The content of a response in some media types."""
    return {name: {"schema": schema} for name, schema in media_types.items()}


def responses(told: str, media_types: Mapping[str, Json], status: str = "200") -> Json:
    """The responses of an operation that answers in some media types, or says why not."""
    problem = content({"application/problem+json": reference("Problem"), "text/html": {"type": "string"}})
    return {
        status: {"description": told, "content": content(media_types)},
        "304": {"description": "What the client has is still right."},
        "default": {"description": "Why there is no answer.", "content": problem},
    }


# The OpenAPI 3.1 document of the service, made from what the release has.

_TEXT: Json = {"type": "string"}
_BYTES: Json = {"type": "string", "contentEncoding": "binary"}
_FORM = "application/x-www-form-urlencoded"
_SPARQL = "application/sparql-query"


@dataclass(frozen=True)
class Operation:
    """One thing that programs can do: its method, its address, what it is for, and what goes in and out."""

    method: str
    path: str
    told: Texts
    answers: Json
    parameters: tuple[Json, ...] = ()
    body: Json | None = None
    tags: tuple[str, ...] = field(default=("service",))

    def json(self) -> Json:
        """The operation as OpenAPI writes it."""
        name = f"{self.method} {self.path}".replace("{", "").replace("}", "")
        said: Json = {"operationId": name.replace("/", "-").replace(" ", ""), "summary": self.told.en}
        said |= {"tags": [*self.tags], "responses": self.answers}
        if self.parameters:
            said["parameters"] = [*self.parameters]
        if self.body is not None:
            said["requestBody"] = {"required": True, "content": self.body}
        return said


def openapi(site: Site, queries: NamedQueries) -> Json:
    """The document; it names no host, so that it holds wherever the service is."""
    paths: dict[str, Json] = {}
    for each in operations(site, queries):
        paths.setdefault(each.path, {})[each.method] = each.json()
    settings = site.settings
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings.title.en,
            "description": settings.about.en,
            "version": site.release.identifier,
            "license": {"name": "Licence of the data", "url": settings.licence},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": dict(SCHEMAS)},
    }


def operations(site: Site, queries: NamedQueries) -> Iterator[Operation]:
    """Everything that programs can do."""
    for query in queries.all:
        yield _question(query)
    yield from _sparql()
    yield from _graphs(site)
    yield from _things()
    yield _validate()
    yield from _state()


def _question(query: NamedQuery) -> Operation:
    answers = responses(
        "The answer.", {each.media_type: reference("Results") if each.name == "json" else _BYTES for each in FORMS}
    )
    answers["206"] = {"description": "The bytes that Range asks for."}
    answers["416"] = {"description": "There are no such bytes."}
    extension = _parameter("extension", "path", {"enum": [each.name for each in FORMS]}, "Format of the answer.")
    given = [_parameter(each.name, "query", schema_of(each), _told(each)) for each in query.parameters]
    told = Texts(query.title("sv"), query.title("en"))
    path = f"/q/{query.name}.{{extension}}"
    return Operation("get", path, told, answers, (extension, *given, _EXCEL), tags=("questions",))


def _told(parameter: Parameter) -> str:
    if parameter.is_thing:
        return f"A thing of the class <{parameter.type}>, by its IRI, its key, or its Swedish or English label."
    words = DATATYPE_WORDS[parameter.type].en
    return f"{words[:1].upper()}{words[1:]}."


def _sparql() -> Iterator[Operation]:
    told = Texts("Ställ en fråga i SPARQL 1.1", "Ask a query in SPARQL 1.1")
    answers = responses("The complete answer.", {**_types(RESULT_FORMATS), **_types(ANSWER_GRAPH_FORMATS)})
    query = _parameter("query", "query", _TEXT, "The query; without one, the answer describes the service.")
    graphs = [
        _parameter(name, "query", {"type": "array", "items": {"type": "string"}}, told)
        for name, told in (
            ("default-graph-uri", "Graphs that make the default graph."),
            ("named-graph-uri", "Named graphs that the query sees."),
        )
    ]
    form = {"type": "object", "required": ["query"], "properties": {"query": _TEXT, "format": _TEXT}}
    yield Operation("get", "/sparql", told, answers, (query, *graphs, _format(RESULT_FORMATS, ANSWER_GRAPH_FORMATS)))
    yield Operation("post", "/sparql", told, answers, body=content({_FORM: form, _SPARQL: _TEXT}))


def _graphs(site: Site) -> Iterator[Operation]:
    graph = _parameter("graph", "query", _TEXT, "The IRI of a named graph, or default.", required=True)
    yield Operation(
        "get",
        "/sparql/graph",
        Texts("Hämta en graf hel", "Take a graph whole"),
        responses("The graph.", _types(ANSWER_GRAPH_FORMATS)),
        (graph, _format(ANSWER_GRAPH_FORMATS)),
    )
    yield Operation(
        "get",
        "/.well-known/void",
        Texts("Vad utgåvan innehåller, i tal (VoID)", "What the release holds, in numbers (VoID)"),
        responses("The description.", _types(GRAPH_FORMATS)),
        (_format(GRAPH_FORMATS),),
    )
    name = _parameter("name", "path", {"enum": [*release_files(site.release)]}, "Name of a file.")
    told = Texts("Hämta en fil ur utgåvan", "Take a file of the release")
    answer = responses("The file.", {"*/*": _BYTES})
    answer |= {"206": {"description": "The bytes that Range asks for."}, "416": {"description": "No such bytes."}}
    yield Operation("get", "/data/{name}", told, answer, (name,))


def _things() -> Iterator[Operation]:
    parts = [
        _parameter("class", "path", _TEXT, "Class of the thing, such as direction."),
        _parameter("key", "path", _TEXT, "Key of the thing."),
    ]
    answers = {"303": {"description": "Where the thing is told of, in the format asked for."}}
    answers["default"] = responses("", {})["default"]
    told = Texts("En sak, efter dess beständiga adress", "A thing, by its persistent address")
    yield Operation("get", "/id/{class}/{key}", told, answers, (*parts, _format(GRAPH_FORMATS)))


def _validate() -> Operation:
    told = Texts("Granska en fil; inget sparas", "Check a file; nothing is stored")
    answers = responses("What was found.", {each.media_type: {} for each in WISHES})
    kinds = {"text/turtle": _TEXT, "application/ld+json": _TEXT, "text/csv": _TEXT}
    form = {"type": "object", "required": ["file"], "properties": {"file": _BYTES}}
    names = {"enum": [each.name for each in WISHES]}
    format_ = _parameter("format", "query", names, "Format of the findings.")
    return Operation("post", "/validate", told, answers, (format_,), content({**kinds, "multipart/form-data": form}))


def _state() -> Iterator[Operation]:
    state = responses("The state.", {"application/json": reference("State"), "text/html": _TEXT})
    yield Operation("get", "/sparql/status", Texts("Gränser, last och vad som nekats", "Limits, load, refusals"), state)
    health = responses("It is well.", {"application/json": reference("Health")})
    ready = {**health, "503": {"description": "The engine fails.", "content": health["200"]["content"]}}
    yield Operation("get", "/health/live", Texts("Om processen svarar", "Whether the process answers"), health)
    yield Operation("get", "/health/ready", Texts("Om frågor besvaras", "Whether queries are answered"), ready)
    counts = responses("The counts.", {"text/plain": _TEXT})
    yield Operation("get", "/metrics", Texts("Räknare för Prometheus", "Counts for Prometheus"), counts)


def _types(formats: tuple[Format, ...]) -> Mapping[str, Json]:
    special = {"json": reference("Results"), "jsonld": {"type": ["array", "object"]}}
    return {each.media_type: special.get(each.name, _TEXT) for each in formats}


def _format(*formats: tuple[Format, ...]) -> Json:
    names = ["html", *(each.name for group in formats for each in group)]
    return _parameter("format", "query", {"enum": names}, "Format of the answer, before Accept.")


def _parameter(name: str, place: str, schema: Json, told: str, required: bool = False) -> Json:
    return {"name": name, "in": place, "required": required or place == "path", "schema": schema, "description": told}


_EXCEL = _parameter("excel", "query", {"enum": ["0", "1"]}, "CSV as a Swedish Excel opens it; for csv alone.")


# `/openapi.json` for programs, and `/api`, the same for people.

_JSON = "application/json"


@dataclass(frozen=True)
class Line:
    """One operation as the page lists it."""

    method: str
    path: str
    title: str
    parameters: str


class Api:
    """The description of the service for tools, and its page for people."""

    def __init__(self, site: Site, queries: NamedQueries) -> None:
        self._site = site
        self._queries = queries

    @cached_property
    def _content(self) -> bytes:
        return json.dumps(openapi(self._site, self._queries), ensure_ascii=False).encode()

    def document(self, request: Request) -> Response:
        """The OpenAPI document."""
        tag = entity_tag(self._site.release.identifier, "openapi")
        if has_current(request, tag):
            return not_modified(tag)
        return Response(self._content, headers=cache_headers(tag), media_type=_JSON)

    def page(self, request: Request) -> Response:
        """Every operation of the document, as a page."""
        language = language_of(request.url.path)
        lines: dict[str, list[Line]] = {"questions": [], "service": []}
        for each in operations(self._site, self._queries):
            lines[each.tags[0]].append(_line(each, each.told.in_language(language)))
        return self._site.page(request, "api.html", questions=lines["questions"], service=lines["service"])


def _line(operation: Operation, title: str) -> Line:
    names = [each["name"] for each in operation.parameters if each["in"] == "query"]
    return Line(operation.method.upper(), operation.path, title, ", ".join(names))
