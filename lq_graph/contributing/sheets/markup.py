"""XML of strangers, read as events: no DTD, no entities, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from xml.parsers import expat

from lq_graph.contributing.refusal import BROKEN, Refusal
from lq_graph.settings import Texts

Attributes = Mapping[str, str]
_DTD = Texts(
    "filen innehåller en dokumenttypsdeklaration (DTD), som en arbetsbok aldrig har; spara den på nytt i Excel eller "
    "LibreOffice och skicka den igen",
    "the file has a document type declaration (DTD), which no workbook has; save it anew in Excel or LibreOffice, "
    "and send it again",
)


class _Reached(Exception):
    """The first element: nothing before it was refused."""


class Reader(Protocol):
    """What is told of the elements of a part, by their names without prefix."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text stands in an element."""


def read_markup(path: Path, chunks: Iterable[bytes], reader: Reader) -> None:
    """Tells a reader what stands in a part; raises Refusal for a DTD, and for what is no XML."""
    parser = parser_without_dtd(path)
    parser.StartElementHandler = _Root(parser, reader).start
    parser.CharacterDataHandler = reader.text
    with well_formed(path):
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def refuse_dtd(path: Path, chunks: Iterable[bytes]) -> None:
    """Nothing for a part without a DTD, which would stand before the first element; raises Refusal for one with it."""
    parser = parser_without_dtd(path)
    parser.StartElementHandler = _reach
    try:
        with well_formed(path):
            for chunk in chunks:
                parser.Parse(chunk, False)
    except _Reached:
        return


def _reach(name: str, attributes: Attributes) -> None:
    raise _Reached


@dataclass(frozen=True)
class _Root:
    """Sees the first element, and whether names have prefixes: where they have none, no time is spent on them."""

    parser: expat.XMLParserType
    reader: Reader

    def start(self, name: str, attributes: dict[str, str]) -> None:
        start, end = self.reader.start, self.reader.end
        has_prefix = ":" in name
        self.parser.StartElementHandler = _without_prefix(start) if has_prefix else start
        self.parser.EndElementHandler = (lambda name: end(_local(name))) if has_prefix else end
        start(_local(name), attributes)


def _without_prefix(start: Callable[[str, Attributes], None]) -> Callable[[str, dict[str, str]], None]:
    return lambda name, attributes: start(_local(name), attributes)


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
    """Raises Refusal for what is no XML."""
    try:
        yield
    except expat.ExpatError as error:
        raise Refusal(path, BROKEN) from error
