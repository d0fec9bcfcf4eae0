"""The parts of a multipart body, RFC 7578: one file, and a few short fields."""

from __future__ import annotations

from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from lq_graph.settings import Texts
from lq_graph.web.contributions.upload_body import too_large
from lq_graph.web.contributions.upload_refusal import UploadRefused

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
