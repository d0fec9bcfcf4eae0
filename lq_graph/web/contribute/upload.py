"""Files and forms that contributors send: within limits of size and time, with refusals in both languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from itertools import chain, count
from types import MappingProxyType
from urllib.parse import quote

from starlette.requests import Request

from lq_graph.text import Texts
from lq_graph.web.http.body import (
    FILE,
    MULTIPART,
    URLENCODED,
    BodyCutOff,
    BodyTooLarge,
    BodyTooSlow,
    FormMalformed,
    MultipartReader,
    Part,
    TooManyFields,
    parse_fields,
    read_body,
)
from lq_graph.web.http.problem import UploadRefused

BODY_SECONDS = 60.0  # to receive a body in
FORM_BYTES = 400_000
MOST_FILES = 20  # in one form
MOST_FIELDS = 1_000
BUTTON = "do"  # the field that says which button was pressed
_FORM_OVERHEAD = 40_000  # bytes of a multipart form besides its files
_CLOSE = {"Connection": "close"}  # so that the rest of a body is never parsed as a request

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
SHEETS = frozenset({".csv", ".xlsx", ".ods"})
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
        OPEN_DOCUMENT: ".ods",
    }
)
_KINDS_BY_ENDING: Mapping[str, str] = MappingProxyType(
    {
        **{ending: ending for ending in MEDIA_TYPES.values()},
        **dict.fromkeys((".turtle", ".n3"), ".ttl"),
        **dict.fromkeys((".json", ".json-ld"), ".jsonld"),
        **dict.fromkeys((".xml", ".owl", ".rdfxml"), ".rdf"),
        **dict.fromkeys((".txt", ".tsv"), ".csv"),
        **dict.fromkeys((".ots", ".fods"), ".ods"),
        # The reader of workbooks refuses these with advice for each.
        **dict.fromkeys((".xls", ".xlsm", ".xlsb", ".xltx", ".docx", ".pdf", ".zip", ".numbers"), ".xlsx"),
    }
)
_NAMELESS = "contribution"
_MAX_STEM = 80
_KINDS = "Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML, CSV, Excel (.xlsx), LibreOffice (.ods)"
_UNKNOWN = Texts(
    f"Det går inte att se vad det är för slags fil. Skicka något av: {_KINDS}, och ge filen rätt ändelse.",
    f"There is no telling what kind of file this is. Send one of: {_KINDS}, with the ending of its kind.",
)


@dataclass(frozen=True)
class UploadedFile:
    """A file: its name, with the extension of its kind, and its content."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Upload:
    """Files, of which no two have the same name, and the other fields of their form."""

    files: tuple[UploadedFile, ...]
    class_name: str = ""
    format_name: str = ""


async def read_upload(request: Request, most_bytes: int) -> Upload:
    """The files in the fields `file` of a multipart form, or the body by its content type.

    Raises UploadRefused: 400 for a form that is malformed or incomplete, has no file or too many, or one that is empty,
    408 for a body that is too slow, 413 for one that is too large, 415 for one that is compressed or of an unknown
    kind.
    """
    content_type = request.headers.get("content-type", "")
    if _media_type(content_type) == MULTIPART:
        return await _from_form(request, content_type, most_bytes)
    kind = file_kind("", content_type)
    body = bytearray()
    await _read(request, most_bytes, body.extend)
    if not body:
        raise UploadRefused(400, _EMPTY)
    return Upload((UploadedFile(file_name("", kind), kind, bytes(body)),))


async def _from_form(request: Request, content_type: str, most_bytes: int) -> Upload:
    try:
        reader = MultipartReader(content_type, most_bytes)
        await _read(request, most_bytes + _FORM_OVERHEAD, reader.take)
    except FormMalformed as error:
        raise UploadRefused(400, _BROKEN) from error
    except TooManyFields as error:
        raise UploadRefused(400, _SEVERAL) from error
    if not reader.is_complete:
        raise UploadRefused(400, _BROKEN)
    # A browser sends a part without name and content where no file was chosen.
    parts = [part for part in reader.parts if part.name == FILE and (part.file_name or part.content)]
    if not parts:
        raise UploadRefused(400, _NO_FILE)
    if len(parts) > MOST_FILES:
        raise UploadRefused(400, _SEVERAL)
    files: dict[str, UploadedFile] = {}
    for part in parts:
        file = _uploaded_file(part, files)
        files[file.name] = file
    return Upload(tuple(files.values()), reader.text("class"), reader.text("format"))


def _uploaded_file(part: Part, others: Container[str]) -> UploadedFile:
    """The file in a part, under a name that none of the others has."""
    given = last_component(part.file_name or "")
    if not part.content:
        raise UploadRefused(400, _empty(given or _NAMELESS))
    kind = file_kind(given, part.headers.get("content-type", ""))
    name = file_name(given, kind)
    numbered = (f"{name.removesuffix(kind)} ({number}){kind}" for number in count(2))
    return UploadedFile(
        next(each for each in chain((name,), numbered) if each not in others), kind, bytes(part.content)
    )


@dataclass(frozen=True)
class Submission:
    """A form that was sent: the values of its inputs by their keys, in their order, and that of the button pressed."""

    values: Mapping[str, str]
    button: str

    @property
    def filled(self) -> Mapping[str, str]:
        """The values that are not blank."""
        return {key: value for key, value in self.values.items() if value.strip()}


async def read_submission(request: Request) -> Submission:
    """The form in a body.

    Raises UploadRefused: 400 for a form that cannot be read, 408 for a body that is too slow, 413 for one that is too
    large, 415 for one that is compressed or no form.
    """
    if _media_type(request.headers.get("content-type", "")) != URLENCODED:
        raise UploadRefused(415, _NOT_A_FORM)
    body = bytearray()
    await _read(request, FORM_BYTES, body.extend)
    try:
        fields = parse_fields(bytes(body), MOST_FIELDS)
    except (UnicodeDecodeError, TooManyFields) as error:
        raise UploadRefused(400, _UNREADABLE) from error
    button = fields.pop(BUTTON, [""])[0]
    return Submission({name: values[-1].replace("\r\n", "\n") for name, values in fields.items()}, button)


async def _read(request: Request, most_bytes: int, take: Callable[[bytes], None]) -> None:
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise UploadRefused(415, _COMPRESSED, _CLOSE)
    try:
        await read_body(request, most_bytes, BODY_SECONDS, take)
    except BodyTooLarge as error:
        raise _too_large(most_bytes) from error
    except BodyTooSlow as error:
        raise UploadRefused(408, _SLOW, _CLOSE) from error
    except BodyCutOff as error:
        raise UploadRefused(400, _CUT) from error


def _too_large(most_bytes: int) -> UploadRefused:
    megabytes = f"{most_bytes / 1e6:.2g}"
    texts = Texts(
        f"Det du skickade är större än {megabytes.replace('.', ',')} MB. Dela upp det i mindre delar.",
        f"What you sent is larger than {megabytes} MB. Send it in smaller parts.",
    )
    return UploadRefused(413, texts, _CLOSE)


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def file_kind(name: str, content_type: str) -> str:
    """The ending of the kind of a file, by its name, else by its content type; raises UploadRefused 415."""
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    kind = _KINDS_BY_ENDING.get(ending) or MEDIA_TYPES.get(_media_type(content_type))
    if kind is None:
        raise UploadRefused(415, _UNKNOWN)
    return kind


def last_component(given: str) -> str:
    """The last component of the name that a client gave a file, without characters that are not printable."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", given)[-1])
    return "".join(filter(str.isprintable, last)).strip(" .")


def file_name(last: str, kind: str) -> str:
    """The name of a file of a kind, from the last component of its name, with the kind's ending."""
    stem = last.rpartition(".")[0] if "." in last else last
    return f"{stem[:_MAX_STEM].strip(' .') or _NAMELESS}{kind}"


def attachment(name: str) -> str:
    """The Content-Disposition that has a client save a response under a name. RFC 6266 §4."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "-._ ") else "_" for each in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


_COMPRESSED = Texts("Skicka innehållet utan Content-Encoding.", "Send the content without Content-Encoding.")
_SLOW = Texts(
    "Det tog för lång tid att ta emot det du skickade. Försök igen, gärna över en snabbare förbindelse.",
    "It took too long to receive what you sent. Try again, over a faster connection if you can.",
)
_CUT = Texts("Förbindelsen bröts innan allt var framme.", "The connection was cut before everything had come.")
_BROKEN = Texts("Formuläret kom inte fram helt. Skicka det igen.", "The form arrived incomplete. Send it again.")
_NO_FILE = Texts("Ingen fil kom med. Välj en fil och skicka igen.", "There was no file. Choose a file and send again.")
_SEVERAL = Texts(f"Skicka högst {MOST_FILES} filer åt gången.", f"Send at most {MOST_FILES} files at a time.")
_EMPTY = Texts("Det du skickade är tomt.", "What you sent is empty.")


def _empty(name: str) -> Texts:
    return Texts(
        f"Filen ”{name}” är tom. Kontrollera att du valde rätt fil, och att den är sparad.",
        f"The file “{name}” is empty. See that you chose the right file, and that it is saved.",
    )


_NOT_A_FORM = Texts("Skicka formuläret från dess sida.", "Send the form from its page.")
_UNREADABLE = Texts("Formuläret går inte att läsa. Ladda om sidan.", "The form cannot be read. Load the page again.")
