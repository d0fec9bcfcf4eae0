"""XML from untrusted files, read as events: no DTD, no entities, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from xml.parsers import expat

from lq_graph.errors import BROKEN, Refusal
from lq_graph.text import Texts

Attributes = Mapping[str, str]
_DTD = Texts(
    "filen innehåller en dokumenttypsdeklaration (DTD), som en arbetsbok aldrig har; spara den på nytt i Excel eller "
    "LibreOffice och skicka den igen",
    "the file has a document type declaration (DTD), which no workbook has; save it anew in Excel or LibreOffice, "
    "and send it again",
)


class MarkupHandler(Protocol):
    """Receives the elements of a part, by their names without prefix."""

    def start(self, name: str, attributes: Attributes) -> None:
        """Called at the start of an element."""

    def end(self, name: str) -> None:
        """Called at the end of an element."""

    def text(self, text: str) -> None:
        """Called for text in an element."""


def read_markup(path: Path, chunks: Iterable[bytes], handler: MarkupHandler) -> None:
    """Passes the elements and texts of a part to a handler; raises Refusal for a DTD, and for malformed XML."""
    parser = parser_without_dtd(path)
    parser.StartElementHandler = _Root(parser, handler).start
    parser.CharacterDataHandler = handler.text
    with well_formed(path):
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def refuse_dtd(path: Path, chunks: Iterable[bytes]) -> None:
    """Raises Refusal for a part with a DTD; reads up to the first element."""
    parser = parser_without_dtd(path)
    parser.StartElementHandler = _reach
    try:
        with well_formed(path):
            for chunk in chunks:
                parser.Parse(chunk, False)
    except _Reached:
        return


class _Reached(Exception):
    """The first element was reached: no DTD stands before it."""


def _reach(name: str, attributes: Attributes) -> None:
    raise _Reached


@dataclass(frozen=True)
class _Root:
    """Handles the first element, which tells whether names have prefixes to remove."""

    parser: expat.XMLParserType
    handler: MarkupHandler

    def start(self, name: str, attributes: dict[str, str]) -> None:
        start, end = self.handler.start, self.handler.end
        if ":" in name:
            self.parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
            self.parser.EndElementHandler = lambda name: end(_local(name))
        else:
            self.parser.StartElementHandler, self.parser.EndElementHandler = start, end
        start(_local(name), attributes)


def _local(name: str) -> str:
    return name[name.find(":") + 1 :]


def parser_without_dtd(path: Path) -> expat.XMLParserType:
    """A parser that raises Refusal for a document type declaration."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise Refusal(path, _DTD)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


@contextmanager
def well_formed(path: Path) -> Iterator[None]:
    """Raises Refusal for malformed XML."""
    try:
        yield
    except (expat.ExpatError, LookupError, ValueError) as error:
        if not isinstance(error, expat.ExpatError) and not _is_of_encoding(error):
            raise
        raise Refusal(path, BROKEN) from error


def _is_of_encoding(error: Exception) -> bool:
    """Whether the parser raised an error for the encoding that a part declares, which Python does not know."""
    return type(error) is LookupError or str(error).startswith("multi-byte encodings")
