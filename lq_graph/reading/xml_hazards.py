"""RDF/XML that its parser would not survive, or would take for less than it is."""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat

from lq_graph.errors import SourceError
from lq_graph.reading.byte_place import byte_place
from lq_graph.reading.file_kind import other_kind

LEVELS = 1_000
ATTRIBUTES = 1_000

_DOCTYPE = (
    "a document type declaration (DOCTYPE) is not read, as its entities can grow without bound and stand in other "
    "files; remove it, and write out what its entities stand for"
)
_ADVICE = "close each element that is open, and write < and & in texts as &lt; and &amp;"
_TOO_DEEP = f"nested more than {LEVELS:,} levels deep; give what is within an address, and write it beside"
_TOO_MANY = f"more than {ATTRIBUTES:,} attributes and prefixes; write properties as elements, leave out unused prefixes"


def refuse_xml_hazards(path: Path, content: bytes) -> None:
    """Returns if a content is well-formed XML that the parser can read, or say what is wrong with it.

    Raises SourceError, with line and column, for what is not well-formed, such as a file that was cut off, of which the
    parser would read the rest without a word; for a document type declaration; for what is nested more than LEVELS deep
    and an element of more than ATTRIBUTES, as those take the parser time by their square: 10,000 levels half a second,
    100,000 a minute. Time: 10 ms a megabyte.
    """
    guard = _Guard(path, content)
    try:
        guard.parser.Parse(content, True)
    except expat.ExpatError as error:
        reason = f"no well-formed XML ({expat.ErrorString(error.code)}); {_ADVICE}"
        fault = SourceError(path, reason, error.lineno, error.offset + 1)
        raise other_kind(path, content) or fault from error


class _Guard:
    """What looks at each declaration and element of one content."""

    def __init__(self, path: Path, content: bytes) -> None:
        self.path = path
        self.content = content
        self.depth = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _doctype(self, *_declared: object) -> None:
        start = self.content.rfind(b"<!DOCTYPE", 0, self.parser.CurrentByteIndex + 1)
        fault = SourceError(self.path, _DOCTYPE, *byte_place(self.content, start))
        raise other_kind(self.path, self.content) or fault

    def _start(self, _name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > LEVELS:
            raise self._error(_TOO_DEEP)
        if len(attributes) > ATTRIBUTES:
            raise self._error(_TOO_MANY)

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _error(self, reason: str) -> SourceError:
        return SourceError(self.path, reason, *byte_place(self.content, self.parser.CurrentByteIndex))
