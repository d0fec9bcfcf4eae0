"""The SPARQL 1.1 Protocol: what a request asks, read with a limit on bytes and by no form parser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import anyio
from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from lq_graph.errors import QueryRefused

FORM = "application/x-www-form-urlencoded"
SPARQL_QUERY = "application/sparql-query"
SPARQL_UPDATE = "application/sparql-update"
REQUEST_BYTES = 1_000_000  # the longest query in a test suite that was tried has 40 kB
BODY_SECONDS = 20.0
MAX_FIELDS = 200
_QUERY_ALONE = frozenset(("query",))


@dataclass(frozen=True)
class ProtocolRequest:
    """What a request asks: the query, its dataset, a format and an example by name; no query for the bare endpoint."""

    text: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format_name: str | None = None
    example: str | None = None


async def read_protocol_request(request: Request) -> ProtocolRequest:
    """What a POST asks.

    Raises QueryRefused for an update, and HTTPException: 400 for what the protocol does not allow, 408 for a body
    that is too slow, 413 for one that is too large, 414 for an address that is too long, 415 for a content type that is
    not the protocol's.
    """
    fields = _fields_of_address(request.scope["query_string"])
    media_type = _media_type(request)
    body = await _body(request)
    if media_type == SPARQL_QUERY:
        return _direct(fields, body)
    return _required(_from_fields(_joined(fields, _fields(body))))


def asked_in_address(query_string: bytes) -> ProtocolRequest:
    """What a GET or HEAD asks; raises as read_protocol_request."""
    return _from_fields(_fields_of_address(query_string))


def _fields_of_address(query_string: bytes) -> Mapping[str, list[str]]:
    if len(query_string) > REQUEST_BYTES:
        raise HTTPException(414, f"the address is longer than {REQUEST_BYTES:,} bytes; send the query by POST")
    return _fields(query_string)


def _media_type(request: Request) -> str:
    header = request.headers.get("content-type", "")
    media_type, _, parameters = header.partition(";")
    media_type = media_type.strip().lower()
    if media_type == SPARQL_UPDATE:
        raise _update_refused()
    if media_type not in (FORM, SPARQL_QUERY):
        raise HTTPException(415, f"the content type is {header or 'missing'!r}; send {SPARQL_QUERY} or {FORM}")
    name, _, value = parameters.partition("=")
    if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8", "us-ascii"):
        raise HTTPException(415, "the charset of a query is utf-8")
    return media_type


async def _body(request: Request) -> bytes:
    length = request.headers.get("content-length", "")
    if not length and "transfer-encoding" not in request.headers:
        raise HTTPException(411, "the length of the body is missing; send Content-Length")
    if length.isdecimal() and int(length) > REQUEST_BYTES:
        raise _too_large()
    try:
        with anyio.fail_after(BODY_SECONDS):
            return await _limited(request)
    except TimeoutError as error:
        raise HTTPException(408, f"the body did not come within {BODY_SECONDS:g} s", {"Connection": "close"}) from error
    except ClientDisconnect as error:
        raise HTTPException(400, "the body was cut off") from error


async def _limited(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > REQUEST_BYTES:
            raise _too_large()
    return bytes(body)


def _too_large() -> HTTPException:
    return HTTPException(413, f"the body is larger than {REQUEST_BYTES:,} bytes", {"Connection": "close"})


def _update_refused() -> QueryRefused:
    return QueryRefused("this service only reads; updates are not taken, send a query")


def _text(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"the request is not utf-8, at byte {error.start + 1}") from error


def _fields(octets: bytes) -> Mapping[str, list[str]]:
    if not octets.isascii():
        _text(octets)
    pairs = [pair.partition(b"=") for pair in octets.split(b"&") if pair]
    if len(pairs) > MAX_FIELDS:
        raise HTTPException(400, f"there are more than {MAX_FIELDS} parameters")
    fields: dict[str, list[str]] = {}
    try:
        for name, _, value in pairs:
            fields.setdefault(_unquoted(name), []).append(_unquoted(value))
    except ValueError as error:
        raise HTTPException(400, f"the parameters cannot be read: {error}") from error
    return fields


def _unquoted(octets: bytes) -> str:
    r"""A name or a value of a form as it was meant; raises UnicodeDecodeError if that is not utf-8.

    A `%41` is read as the escape `\x41`, in one pass of the codec; `unquote` takes ten times as long for a query.
    """
    spaced = octets.replace(b"+", b" ")
    try:
        escaped = spaced.replace(b"\\", b"\\\\").replace(b"%", b"\\x")
        return escaped.decode("unicode_escape").encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:  # a % without two hexadecimal digits is one; or it is not utf-8
        return unquote_to_bytes(spaced).decode("utf-8")


def _joined(first: Mapping[str, list[str]], second: Mapping[str, list[str]]) -> Mapping[str, list[str]]:
    return {name: [*first.get(name, []), *second.get(name, [])] for name in {**first, **second}}


def _direct(fields: Mapping[str, list[str]], body: bytes) -> ProtocolRequest:
    if "query" in fields:
        raise HTTPException(400, "there is a query in the address and another in the body; send one")
    return _from_fields({**fields, "query": [_text(body)]})


def _from_fields(fields: Mapping[str, list[str]]) -> ProtocolRequest:
    if fields.keys() == _QUERY_ALONE:
        return ProtocolRequest(_single(fields, "query"))
    if "update" in fields:
        raise _update_refused()
    asked = ProtocolRequest(
        text=_single(fields, "query"),
        default_graphs=_graphs(fields, "default-graph-uri"),
        named_graphs=_graphs(fields, "named-graph-uri"),
        format_name=_single(fields, "format"),
        example=_single(fields, "example"),
    )
    return _required(asked) if asked.default_graphs or asked.named_graphs else asked


def _required(asked: ProtocolRequest) -> ProtocolRequest:
    if asked.text is None and asked.example is None:
        raise HTTPException(400, "the parameter query is missing")
    return asked


def _single(fields: Mapping[str, list[str]], name: str) -> str | None:
    values = fields.get(name, [])
    if len(values) > 1:
        raise HTTPException(400, f"the parameter {name} is given {len(values)} times; give it once")
    return values[0] if values else None


def _graphs(fields: Mapping[str, list[str]], name: str) -> tuple[str, ...]:
    try:
        return tuple(NamedNode(value).value for value in fields.get(name, []))
    except ValueError as error:
        raise HTTPException(400, f"{name} must be an absolute IRI: {error}") from error
