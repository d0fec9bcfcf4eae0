"""Refuses input that would crash or hang a parser, or that the parser would read only in part.

Measured with pyoxigraph 0.5.13. Its stack overflows, and the process dies, at 3,200 objects of JSON-LD within each
other, at 5,000 terms of a context that are made of each other, and at some ten thousand triple terms of RDF 1.2 within
each other. Each level of JSON-LD is read again by the one around it: 100 levels around 100,000 triples take 6 s. What
people write has some ten levels, and some hundred terms. The time for RDF/XML grows with the square of its levels, and
of the attributes of an element: 10,000 levels take half a second, 100,000 a minute.
"""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from xml.parsers import expat

import numpy as np
import numpy.typing as npt

from lq_graph.errors import SourceError
from lq_graph.reading.file_kind import not_utf_8, other_kind, refuse_other_kinds
from lq_graph.reading.json_text import OBJECT, JsonFault, read_json
from lq_graph.reading.text_positions import byte_place

JSON_LEVELS = 100
JSON_LD_TERMS = 2_000
XML_LEVELS = 1_000
XML_ATTRIBUTES = 1_000
TRIPLE_TERMS = 1_000


def refuse_hazards(path: Path, content: bytes) -> None:
    """Raises SourceError for a content that the parser of its kind would not survive, or would read only in part."""
    refuse_other_kinds(path, content)
    suffix = path.suffix.lower()
    if suffix in {".jsonld", ".rdf"}:
        if not content or content.isspace():
            raise SourceError(path, "the file is empty; remove it, or write what it is to say")
        refuse = _refuse_jsonld_hazards if suffix == ".jsonld" else _refuse_xml_hazards
        refuse(path, content)
        return
    mark = b"<<("
    if content.count(mark) > TRIPLE_TERMS:
        reason = (
            f"more than {TRIPLE_TERMS:,} triple terms of RDF 1.2, which lq does not read; give each triple an address"
        )
        raise SourceError(path, reason, *byte_place(content, content.index(mark)))


# JSON-LD.

_MAYBE_GRAPHS = re.compile(rb'"@container"\s*+:\s*+(?:"@graph"|\[)')
_ESCAPED_LETTER = re.compile(rb"\\u00(?:40|6[1-9a-fA-F]|7[0-9aA])")
_TOO_MANY_TERMS = f"a context of more than {JSON_LD_TERMS:,} terms; leave out those that are not used"
_NO_JSON = "no JSON from here on; see that quotes and brackets come in pairs, and commas between values"
_GRAPHS = "the file names graphs of its own; remove this, a dataset's folder is its graph"


def _refuse_jsonld_hazards(path: Path, content: bytes) -> None:
    """Raises SourceError, with line and column, for what is nested too deep, and for hazards in contexts.

    These are contexts of more than JSON_LD_TERMS terms, as the terms can be made of each other in one long chain, and
    keys whose values are graphs, which are not read anyway: some of them end the process. Time: 15 ms a megabyte;
    80 ms where keywords may hide behind escapes.
    """
    has_many_keys = refuse_deep_json(path, content) > JSON_LD_TERMS
    if not (has_many_keys or _ESCAPED_LETTER.search(content) or _MAYBE_GRAPHS.search(content)):
        return
    # All of it is read here first, as the parser would reach a hazard before a syntax error that stands behind it.
    try:
        text = content.decode()
        json = read_json(text)
    except UnicodeDecodeError as error:
        raise not_utf_8(path, content, error) from error
    except JsonFault as error:
        raise _error(path, text, error.offset, _NO_JSON) from error
    objects = [number for number, kind in enumerate(json.kinds) if kind == OBJECT]
    crowded = [number for number in objects if len(json.mapping(number)) > JSON_LD_TERMS]
    for key, value in (member for number in objects for member in json.members(number)):
        if json.texts[key] == "@context" and any(value <= number < json.beyond[value] for number in crowded):
            raise _error(path, text, json.starts[key], _TOO_MANY_TERMS)
        if json.texts[key] == "@container" and "@graph" in [json.texts[each] for each in json.values(value)]:
            raise _error(path, text, json.starts[key], _GRAPHS)


def _error(path: Path, text: str, offset: int, reason: str) -> SourceError:
    before = text[:offset].encode()
    return SourceError(path, reason, *byte_place(before, len(before)))


# A string without an end is passed over with all that follows it.
_STRING = rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
_STRINGS = re.compile(_STRING, re.DOTALL)
_SIGNS = re.compile(_STRING + rb"|([\[\]{}:])", re.DOTALL)
_NO_SIGNS = bytes(set(range(256)) - set(b"[]{}:"))
_STEPS = np.zeros(256, np.int8)
_STEPS[[*b"[{"]] = 1
_STEPS[[*b"]}"]] = -1
_COLON = ord(":")


def refuse_deep_json(path: Path, content: bytes) -> int:
    """The number of keys of the object that has most, in a content that is not nested too deep.

    Raises SourceError, with line and column, at the first value that stands in JSON_LEVELS others. Time: 15 ms a
    megabyte.
    """
    signs = np.frombuffer(_STRINGS.sub(b"", content).translate(None, _NO_SIGNS), np.uint8)
    depths = np.cumsum(_STEPS[signs], dtype=np.int64)
    too_deep = depths > JSON_LEVELS
    if not too_deep.any():
        return _most_keys(signs, depths)
    offsets = (found.start() for found in _SIGNS.finditer(content) if found[1])
    offset = next(islice(offsets, int(np.argmax(too_deep)), None))
    reason = f"nested more than {JSON_LEVELS} levels deep; give what is within an address, and write it beside"
    raise SourceError(path, reason, *byte_place(content, offset))


def _most_keys(signs: npt.NDArray[np.uint8], depths: npt.NDArray[np.int64]) -> int:
    """At each depth, the colons that follow one bracket or brace, up to the next, are the keys of one object."""
    selected = (_STEPS[signs] > 0) | (signs == _COLON)
    by_depth = signs[selected][np.argsort(depths[selected], kind="stable")]
    is_key = by_depth == _COLON
    return int(np.bincount(np.cumsum(~is_key)[is_key], minlength=1).max())


# RDF/XML.

_DOCTYPE = (
    "a document type declaration (DOCTYPE) is not read, as its entities can grow without bound and stand in other "
    "files; remove it, and write out what its entities stand for"
)
_ADVICE = "close each element that is open, and write < and & in texts as &lt; and &amp;"
_TOO_DEEP = f"nested more than {XML_LEVELS:,} levels deep; give what is within an address, and write it beside"
_TOO_MANY = (
    f"more than {XML_ATTRIBUTES:,} attributes and prefixes; write properties as elements, leave out unused prefixes"
)


def _refuse_xml_hazards(path: Path, content: bytes) -> None:
    """Raises SourceError, with line and column, for XML that the parser would not survive or would read only in part.

    That is XML that is not well-formed, such as a file that was cut off, of which the parser would read the rest in
    silence; a document type declaration; more than XML_LEVELS elements within each other, and more than XML_ATTRIBUTES
    of one. Time: 10 ms a megabyte.
    """
    guard = _XmlGuard(path, content)
    try:
        guard.parser.Parse(content, True)
    except expat.ExpatError as error:
        reason = f"no well-formed XML ({expat.ErrorString(error.code)}); {_ADVICE}"
        fault = SourceError(path, reason, error.lineno, error.offset + 1)
        raise other_kind(path, content) or fault from error


class _XmlGuard:
    """A parser whose handlers check each declaration and element of one content."""

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
        if self.depth > XML_LEVELS:
            raise self._error(_TOO_DEEP)
        if len(attributes) > XML_ATTRIBUTES:
            raise self._error(_TOO_MANY)

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _error(self, reason: str) -> SourceError:
        return SourceError(self.path, reason, *byte_place(self.content, self.parser.CurrentByteIndex))
