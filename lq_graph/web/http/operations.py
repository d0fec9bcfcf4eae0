"""Operations of programs as handlers describe them: typed parameters and responses, for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from lq_graph.querying.formats import ANSWER_GRAPH_FORMATS, GRAPH_FORMATS, RESULT_FORMATS, Format
from lq_graph.text import Texts

Json = dict[str, Any]
Optional = SkipJsonSchema[None]  # a parameter that may be absent, but never null

TEXT: Json = {"type": "string"}
BYTES: Json = {"type": "string", "contentEncoding": "binary"}


class Problem(BaseModel):
    """Why there is no answer. RFC 9457."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    line: Annotated[int, Field(ge=1)] | Optional = None
    column: Annotated[int, Field(ge=1)] | Optional = None
    limit: float | Optional = None
    retry_after: int | Optional = None
    parameter: str | Optional = None
    near: list[str] | Optional = None


class Health(BaseModel):
    """Whether the process, or its engine, answers."""

    status: Literal["ok", "failing"]
    release: str


class State(BaseModel):
    """Limits of the service, its load, and counts since it was started."""

    release: dict[str, Any]
    since: Annotated[str, Field(json_schema_extra={"format": "date-time"})]
    limits: dict[str, int]
    load: dict[str, int] | None
    refused: dict[str, int]
    kept: dict[str, int]


class ResultTerm(BaseModel):
    """An RDF term in SPARQL 1.1 Query Results JSON; the value of a triple term is an object."""

    type: Literal["uri", "literal", "bnode", "triple"]
    value: Any
    datatype: str | Optional = None
    language: Annotated[str | Optional, Field(alias="xml:lang")] = None


class ResultHead(BaseModel):
    """The variables of SPARQL 1.1 Query Results JSON."""

    vars: list[str] | Optional = None


class ResultRows(BaseModel):
    """The rows of SPARQL 1.1 Query Results JSON."""

    bindings: list[dict[str, ResultTerm]]


class Results(BaseModel):
    """SPARQL 1.1 Query Results JSON."""

    head: ResultHead
    boolean: bool | Optional = None
    results: ResultRows | Optional = None


MODELS: tuple[type[BaseModel], ...] = (Problem, Health, State, Results)


def no_parameters() -> None:
    """The signature of an operation without parameters."""


def signature_of(required: Mapping[str, Any], optional: Mapping[str, Any]) -> Callable[..., None]:
    """A function with annotated parameters that are known only at run time, such as those of a question."""

    def parameters() -> None: ...

    kind = Parameter.KEYWORD_ONLY
    parameters.__signature__ = Signature(  # type: ignore[attr-defined]  # where inspect, and so FastAPI, looks first
        [
            *(Parameter(name, kind, annotation=each) for name, each in required.items()),
            *(Parameter(name, kind, default=None, annotation=each) for name, each in optional.items()),
        ]
    )
    return parameters


@dataclass(frozen=True)
class Operation:
    """What a program can do at an address: what goes in, as the signature of `parameters`, and what comes out."""

    path: str
    title: Texts
    responses: Mapping[int | str, Json]
    parameters: Callable[..., None] = no_parameters
    method: Literal["GET", "POST"] = "GET"
    body: Mapping[str, Json] | None = None
    tag: Literal["questions", "service"] = "service"


def schema_of(model: type[BaseModel]) -> Json:
    """A reference to the schema of a model."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def content(schemas: Mapping[str, Json]) -> Json:
    """The content of a body, by media type."""
    return {media_type: {"schema": schema} for media_type, schema in schemas.items()}


def responses(description: str, schemas: Mapping[str, Json], *, has_ranges: bool = False) -> dict[int | str, Json]:
    """The responses of an operation: its own in some media types, 304, and a problem for every refusal."""
    found: dict[int | str, Json] = {
        200: {"description": description, "content": content(schemas)},
        304: {"description": "The response that the client has is still valid."},
        "default": {
            "description": "Why there is no answer.",
            "content": content({"application/problem+json": schema_of(Problem), "text/html": TEXT}),
        },
    }
    if has_ranges:
        found[206] = {"description": "The bytes of Range."}
        found[416] = {"description": "No bytes of the response are in Range."}
    return found


def schemas_of(formats: Iterable[Format]) -> Mapping[str, Json]:
    """The schemas of answers in some formats, by media type."""
    special = {"json": schema_of(Results), "jsonld": {"type": ["array", "object"]}}
    return {each.media_type: special.get(each.name, TEXT) for each in formats}


def enumeration(names: Iterable[str], description: str) -> Any:
    """A query parameter that takes one of some names; the handler itself refuses others."""
    return Query(description=description, json_schema_extra={"enum": [*names]})


def _formats(*groups: Iterable[Format]) -> Any:
    names = ["html", *(each.name for group in groups for each in group)]
    return enumeration(names, "Format of the answer; goes before Accept.")


AnswerFormat = Annotated[str | Optional, _formats(RESULT_FORMATS, ANSWER_GRAPH_FORMATS)]
AnswerGraphFormat = Annotated[str | Optional, _formats(ANSWER_GRAPH_FORMATS)]
GraphFormat = Annotated[str | Optional, _formats(GRAPH_FORMATS)]
