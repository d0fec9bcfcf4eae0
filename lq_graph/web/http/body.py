"""Request bodies: read within limits of size and time, parsed as forms, and watched for clients that disconnect."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import unquote_to_bytes

import anyio
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive

from lq_graph.querying.engine import Cancellation

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
FILE = "file"  # the field of a multipart form that may hold files
MOST_PARTS = 30
FIELD_BYTES = 1_000
UNWATCHED_SECONDS = 0.05  # most responses are ready by then, and watching costs as much as half of one
_PART_HEADERS, _PART_HEADER_BYTES = 8, 2_000

T = TypeVar("T")


class BodyError(Exception):
    """A body that cannot be used."""


class BodyTooLarge(BodyError):
    """The body, or a part of it, is over its limit."""


class BodyTooSlow(BodyError):
    """The body did not arrive in time."""


class BodyCutOff(BodyError):
    """The client disconnected before the body was complete."""


class FormMalformed(BodyError):
    """The body is not the form that its content type states."""


class TooManyFields(BodyError):
    """A form has more fields or parts than are read."""


async def read_body(request: Request, most_bytes: int, seconds: float, take: Callable[[bytes], None]) -> None:
    """Passes each piece of a body to `take` as it arrives.

    Raises BodyTooLarge as soon as the body is known to be larger than `most_bytes`, BodyTooSlow, or BodyCutOff; and
    what `take` raises.
    """
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most_bytes:
        raise BodyTooLarge
    taken = 0
    try:
        with anyio.fail_after(seconds):
            async for piece in request.stream():
                taken += len(piece)
                if taken > most_bytes:
                    raise BodyTooLarge
                take(piece)
    except TimeoutError as error:
        raise BodyTooSlow from error
    except ClientDisconnect as error:
        raise BodyCutOff from error


def parse_fields(octets: bytes, most_fields: int) -> dict[str, list[str]]:
    """The values of each field of a query string or an urlencoded form, in UTF-8, by name.

    Raises UnicodeDecodeError for what is not UTF-8, TooManyFields.
    """
    pairs = [pair.partition(b"=") for pair in octets.split(b"&") if pair]
    if len(pairs) > most_fields:
        raise TooManyFields
    fields: dict[str, list[str]] = {}
    for name, _, value in pairs:
        fields.setdefault(_unquoted(name), []).append(_unquoted(value))
    return fields


def parse_parameters(octets: bytes, most_fields: int) -> dict[str, list[str]]:
    """The same as `parse_fields`, for an address: raises HTTPException 400 for what cannot be read."""
    try:
        return parse_fields(octets, most_fields)
    except TooManyFields as error:
        raise HTTPException(400, f"there are more than {most_fields} parameters") from error
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"the parameters cannot be read: {error}") from error


def _unquoted(octets: bytes) -> str:
    r"""A name or a value of a form; raises UnicodeDecodeError if it is not UTF-8.

    A `%41` is read as the escape `\x41`, in one pass of the codec; `unquote` takes ten times as long for a query.
    """
    spaced = octets.replace(b"+", b" ")
    try:
        escaped = spaced.replace(b"\\", b"\\\\").replace(b"%", b"\\x")
        return escaped.decode("unicode_escape").encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:  # a % without two hexadecimal digits is one; or it is not utf-8
        return unquote_to_bytes(spaced).decode("utf-8")


@dataclass
class Part:
    """One part of a multipart form: its headers by name in lower case, and its content."""

    headers: dict[str, str] = field(default_factory=dict)
    content: bytearray = field(default_factory=bytearray)
    name: str = ""
    file_name: str | None = None


class MultipartReader:
    """Parses a multipart form piece by piece: files, and a few short fields. RFC 7578.

    Raises FormMalformed, BodyTooLarge or TooManyFields as soon as it is clear that the form cannot be used.
    """

    def __init__(self, content_type: str, most_bytes: int) -> None:
        """A reader for a Content-Type; each file may have `most_bytes`."""
        self.parts: list[Part] = []
        self.is_complete = False
        self._most_bytes = most_bytes
        self._header = (bytearray(), bytearray())
        _, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if not boundary:
            raise FormMalformed
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin_part,
                    "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
                    "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._name_part,
                    "on_part_data": self._extend_part,
                    "on_end": self._end,
                },
                max_header_count=_PART_HEADERS,
                max_header_size=_PART_HEADER_BYTES,
            )
        except (FormParserError, ValueError) as error:
            raise FormMalformed from error

    def take(self, piece: bytes) -> None:
        """Parses the next piece of the body."""
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise FormMalformed from error

    def text(self, name: str) -> str:
        """The value of a field; empty if there is none."""
        found = (part for part in self.parts if part.name == name)
        return next((bytes(part.content).decode("utf-8", "replace") for part in found), "")

    def _begin_part(self) -> None:
        if len(self.parts) == MOST_PARTS:
            raise TooManyFields
        self.parts.append(Part())

    def _end_header(self) -> None:
        name, value = (bytes(each) for each in self._header)
        self.parts[-1].headers[name.decode("latin-1").lower()] = value.decode("utf-8", "replace")
        self._header = (bytearray(), bytearray())

    def _name_part(self) -> None:
        part = self.parts[-1]
        disposition = part.headers.get("content-disposition", "")
        # Browsers write names in UTF-8, which the parser takes for Latin-1
        _, options = parse_options_header(disposition.encode("utf-8").decode("latin-1"))
        texts = {name.decode("latin-1"): value.decode("utf-8", "replace") for name, value in options.items()}
        part.name, part.file_name = texts.get("name", ""), texts.get("filename")

    def _extend_part(self, data: bytes, start: int, end: int) -> None:
        part = self.parts[-1]
        if len(part.content) + end - start > (self._most_bytes if part.name == FILE else FIELD_BYTES):
            raise BodyTooLarge
        part.content += data[start:end]

    def _end(self) -> None:
        self.is_complete = True


# Clients that disconnect before the response: once the body has been read, what is received is the disconnect.


class ClientDisconnected(Exception):
    """The client disconnected before the response; there is nothing to send."""


async def while_connected(receive: Receive, awaitable: Awaitable[T]) -> T:
    """The result of an awaitable, which is cancelled when the client disconnects; the body must have been read.

    Raises ClientDisconnected then.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if task is None:
        return await awaitable
    watch = _DisconnectWatch(receive, task)
    timer = loop.call_later(UNWATCHED_SECONDS, watch.start)
    try:
        return await awaitable
    except asyncio.CancelledError:
        if not watch.is_disconnected:
            raise
        task.uncancel()
        raise ClientDisconnected from None
    finally:
        timer.cancel()
        watch.stop()


class _DisconnectWatch:
    """Cancels a task when its client disconnects."""

    __slots__ = ("_receive", "_task", "_watch", "is_disconnected")

    def __init__(self, receive: Receive, task: asyncio.Task[object]) -> None:
        self._receive = receive
        self._task = task
        self._watch: asyncio.Task[None] | None = None
        self.is_disconnected = False

    def start(self) -> None:
        self._watch = asyncio.ensure_future(self._run())

    def stop(self) -> None:
        if self._watch is not None:
            self._watch.cancel()

    async def _run(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.is_disconnected = True
        self._task.cancel()


@asynccontextmanager
async def cancelled_on_disconnect(request: Request) -> AsyncIterator[Cancellation]:
    """A cancellation for work in threads, which the client's disconnect triggers; the body must have been read."""
    cancel = Cancellation()
    failure: Exception | None = None

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        cancel.cancel()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watch)
        try:
            yield cancel
        except Exception as error:  # raised outside, as itself: a task group would wrap it
            failure = error
        tasks.cancel_scope.cancel()
    if failure is not None:
        raise failure
