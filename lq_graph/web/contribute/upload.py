"""Uploaded files and forms: bodies read within limits of size and time. RFC 7578."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import parse_qsl

import anyio
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from lq_graph.text import Texts
from lq_graph.web.http.problem import UploadRefused

# The bytes of a request, taken within limits of size and time.

BODY_SECONDS = 60.0
_CLOSE = {"Connection": "close"}  # what is not read can never be a request of its own

Take = Callable[[bytes], None]


async def take_body(request: Request, most: int, take: Take) -> None:
    """Gives every piece of a body to a function, as it comes.

    Raises UploadRefused: 408 if the body takes too long to come, 413 as soon as it is known to be larger than `most`,
    400 if it is cut off, 415 if it is compressed.
    """
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise UploadRefused(415, _COMPRESSED, _CLOSE)
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise too_large(most)
    try:
        with anyio.fail_after(BODY_SECONDS):
            await _take(request, most, take)
    except TimeoutError as error:
        raise UploadRefused(408, _SLOW, _CLOSE) from error
    except ClientDisconnect as error:
        raise UploadRefused(400, _CUT) from error


def too_large(most: int) -> UploadRefused:
    """The refusal of what is larger than so many bytes."""
    megabytes = f"{most / 1e6:.2g}"
    texts = Texts(
        f"Det du skickade är större än {megabytes.replace('.', ',')} MB. Dela upp det i mindre delar.",
        f"What you sent is larger than {megabytes} MB. Send it in smaller parts.",
    )
    return UploadRefused(413, texts, _CLOSE)


async def _take(request: Request, most: int, take: Take) -> None:
    taken = 0
    async for piece in request.stream():
        taken += len(piece)
        if taken > most:
            raise too_large(most)
        take(piece)


_COMPRESSED = Texts("Skicka innehållet utan Content-Encoding.", "Send the content without Content-Encoding.")
_SLOW = Texts(
    "Det tog för lång tid att ta emot det du skickade. Försök igen, gärna över en snabbare förbindelse.",
    "It took too long to receive what you sent. Try again, over a faster connection if you can.",
)
_CUT = Texts("Förbindelsen bröts innan allt var framme.", "The connection was cut before everything had come.")


# What kind of file somebody sent, and what it is called; its name is shown, and never used as a path.

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEETS = frozenset({".csv", ".xlsx"})
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "text/turtle": ".ttl",
        "application/x-turtle": ".ttl",
        "application/trig": ".trig",
        "application/n-triples": ".nt",
        "application/n-quads": ".nq",
        "application/ld+json": ".jsonld",
        "application/json": ".jsonld",
        "application/rdf+xml": ".rdf",
        "text/csv": ".csv",
        WORKBOOK: ".xlsx",
    }
)
_OTHER_ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        **{ending: ending for ending in MEDIA_TYPES.values()},
        **dict.fromkeys((".turtle", ".n3"), ".ttl"),
        **dict.fromkeys((".json", ".json-ld"), ".jsonld"),
        **dict.fromkeys((".xml", ".owl", ".rdfxml"), ".rdf"),
        **dict.fromkeys((".txt", ".tsv"), ".csv"),
        # The reader of workbooks knows what is wrong with these, and says what to do.
        **dict.fromkeys((".xls", ".xlsm", ".xlsb", ".xltx", ".ods", ".docx", ".pdf", ".zip", ".numbers"), ".xlsx"),
    }
)
_NAMELESS = "contribution"
_LONGEST = 80
_KINDS = "Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML, CSV, Excel (.xlsx)"
_UNKNOWN = Texts(
    f"Det går inte att se vad det är för slags fil. Skicka något av: {_KINDS}, och ge filen rätt ändelse.",
    f"There is no telling what kind of file this is. Send one of: {_KINDS}, with the ending of its kind.",
)


def file_kind(name: str, content_type: str) -> str:
    """The ending of the kind of a file, by its name, else by its content type; raises UploadRefused 415."""
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    media_type = content_type.partition(";")[0].strip().lower()
    kind = _OTHER_ENDINGS.get(ending) or MEDIA_TYPES.get(media_type)
    if kind is None:
        raise UploadRefused(415, _UNKNOWN)
    return kind


def last_component(given: str) -> str:
    """The last component of a name that somebody gave to a file, less what cannot be seen."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", given)[-1])
    return "".join(filter(str.isprintable, last)).strip(" .")


def file_name(last: str, kind: str) -> str:
    """What to call a file of a kind: by the last component of its name, with the kind's ending."""
    stem = last.rpartition(".")[0] if "." in last else last
    return f"{stem[:_LONGEST].strip(' .') or _NAMELESS}{kind}"


# The parts of a multipart body, RFC 7578: one file, and a few short fields.

FILE = "file"
MOST_PARTS = 10
FIELD_BYTES = 1_000
_HEADERS, _HEADER_BYTES = 8, 2_000


@dataclass
class Part:
    """One part as far as it has come: its headers by their names in lower case, and its content."""

    headers: dict[str, str] = field(default_factory=dict)
    content: bytearray = field(default_factory=bytearray)
    name: str = ""
    file_name: str | None = None


class PartsReader:
    """Takes a body piece by piece, and keeps its parts; raises UploadRefused as soon as it is not to be taken."""

    def __init__(self, content_type: str, most: int) -> None:
        self.parts: list[Part] = []
        self._most = most
        self._whole = False
        self._header = (bytearray(), bytearray())
        _, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if not boundary:
            raise UploadRefused(400, _BROKEN)
        try:
            self._parser = self._made(boundary)
        except (FormParserError, ValueError) as error:
            raise UploadRefused(400, _BROKEN) from error

    def take(self, piece: bytes) -> None:
        """Takes the next piece of the body."""
        try:
            self._parser.write(piece)
        except FormParserError as error:
            raise UploadRefused(400, _BROKEN) from error

    def file(self) -> Part:
        """The one file, once the body has been taken whole; raises UploadRefused 400 if there is none, or several."""
        if not self._whole:
            raise UploadRefused(400, _BROKEN)
        files = [part for part in self.parts if part.name == FILE]
        if len(files) != 1 or not files[0].content:
            raise UploadRefused(400, _NO_FILE if len(files) < 2 else _SEVERAL)  # noqa: PLR2004
        return files[0]

    def text(self, name: str) -> str:
        """The text of a field; empty if there is none."""
        found = (part for part in self.parts if part.name == name)
        return next((bytes(part.content).decode("utf-8", "replace") for part in found), "")

    def _made(self, boundary: bytes) -> MultipartParser:
        return MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._header[0].extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._header[1].extend(data[start:end]),
                "on_header_end": self._end_header,
                "on_headers_finished": self._name,
                "on_part_data": self._extend,
                "on_end": self._end,
            },
            max_header_count=_HEADERS,
            max_header_size=_HEADER_BYTES,
        )

    def _begin(self) -> None:
        if len(self.parts) == MOST_PARTS:
            raise UploadRefused(400, _SEVERAL)
        self.parts.append(Part())

    def _end_header(self) -> None:
        name, value = (bytes(each) for each in self._header)
        self.parts[-1].headers[name.decode("latin-1").lower()] = value.decode("utf-8", "replace")
        self._header = (bytearray(), bytearray())

    def _name(self) -> None:
        part = self.parts[-1]
        _, options = _disposition(part.headers.get("content-disposition", ""))
        part.name, part.file_name = options.get("name", ""), options.get("filename")

    def _extend(self, data: bytes, start: int, end: int) -> None:
        part = self.parts[-1]
        if len(part.content) + end - start > (self._most if part.name == FILE else FIELD_BYTES):
            raise too_large(self._most)
        part.content += data[start:end]

    def _end(self) -> None:
        self._whole = True


def _disposition(header: str) -> tuple[str, dict[str, str]]:
    """A Content-Disposition; browsers write names in UTF-8, which the parser takes for Latin-1."""
    kind, options = parse_options_header(header.encode("utf-8").decode("latin-1"))
    texts = {name.decode("latin-1"): value.decode("utf-8", "replace") for name, value in options.items()}
    return kind.decode("latin-1"), texts


_BROKEN = Texts("Formuläret kom inte fram helt. Skicka det igen.", "The form did not come whole. Send it again.")
_NO_FILE = Texts("Ingen fil kom med. Välj en fil och skicka igen.", "There was no file. Choose a file and send again.")
_SEVERAL = Texts("Skicka en fil i taget.", "Send one file at a time.")


# A file that somebody sent: in a form, or as the body itself.

MULTIPART = "multipart/form-data"
_AROUND = 20_000  # bytes of a form beside its file
_EMPTY = Texts("Det du skickade är tomt.", "What you sent is empty.")


@dataclass(frozen=True)
class Upload:
    """A file: what it is called, with the ending of its kind, its content, and what else stood in the form."""

    name: str
    kind: str
    content: bytes
    class_name: str = ""
    format_name: str = ""


async def read_upload(request: Request, most: int) -> Upload:
    """The file in the field `file` of a multipart form, or the body by its content type; `most` in bytes.

    Raises UploadRefused: 400 for a form that is broken or has no file, 408, 413 and 415 as `take_body` and `file_kind`.
    """
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() == MULTIPART:
        return await _from_form(request, content_type, most)
    kind = file_kind("", content_type)
    body = bytearray()
    await take_body(request, most, body.extend)
    if not body:
        raise UploadRefused(400, _EMPTY)
    return Upload(file_name("", kind), kind, bytes(body))


async def _from_form(request: Request, content_type: str, most: int) -> Upload:
    reader = PartsReader(content_type, most)
    await take_body(request, most + _AROUND, reader.take)
    part = reader.file()
    given = last_component(part.file_name or "")
    kind = file_kind(given, part.headers.get("content-type", ""))
    return Upload(file_name(given, kind), kind, bytes(part.content), reader.text("class"), reader.text("format"))


# What stood in a form that was sent: the values of its inputs, and which button was pressed.

FORM = "application/x-www-form-urlencoded"
BODY_BYTES = 400_000
MOST_FIELDS = 1_000
BUTTON = "do"

_NOT_A_FORM = Texts("Skicka formuläret från dess sida.", "Send the form from its page.")
_UNREADABLE = Texts("Formuläret går inte att läsa. Ladda om sidan.", "The form cannot be read. Load the page again.")


@dataclass(frozen=True)
class Sent:
    """The inputs that were filled and those that were not, by their keys, in their order; and the button."""

    values: Mapping[str, str]
    button: str

    @property
    def filled(self) -> Mapping[str, str]:
        """The inputs that hold something."""
        return {key: value for key, value in self.values.items() if value.strip()}


async def read_sent(request: Request) -> Sent:
    """The fields of a form; raises UploadRefused 400, 408, 413 or 415 for what is none, or too large."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise UploadRefused(415, _NOT_A_FORM)
    body = bytearray()
    await take_body(request, BODY_BYTES, body.extend)
    try:
        text = body.decode("utf-8")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except (UnicodeDecodeError, ValueError) as error:
        raise UploadRefused(400, _UNREADABLE) from error
    values = {name: value.replace("\r\n", "\n") for name, value in pairs if name != BUTTON}
    return Sent(values, next((value for name, value in pairs if name == BUTTON), ""))
