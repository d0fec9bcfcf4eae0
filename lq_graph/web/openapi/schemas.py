"""The shapes of what the service answers, as JSON Schema, for its OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lq_graph.names import XSD
from lq_graph.reading.query_file import Parameter

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
