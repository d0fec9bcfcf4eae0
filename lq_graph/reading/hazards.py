"""Refuses input that would crash or hang a parser, or that the parser would read only in part."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from xml.parsers import expat

import numpy as np
import numpy.typing as npt

from lq_graph.errors import SourceError
from lq_graph.reading.file_kind import not_utf_8, other_kind, refuse_other_kinds
from lq_graph.reading.json_text import OBJECT, JsonFault, JsonText, read_json
from lq_graph.reading.text_positions import byte_place

# How deep JSON is nested, and how many keys its objects have, found out before a parser does so at its cost.
#
# Measured with pyoxigraph 0.5.13: its stack is full, and the process dead, at 3,200 objects of JSON-LD within each
# other,
# or at 5,000 terms of a context that are made of each other. Each level is read again by the one around it: 100 levels
# around 100,000 triples take 6 s. What people write has some ten levels, and some hundred terms.

LEVELS = 100

# What is left of a string that has no end is passed over with it.
_STRING = rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
_STRINGS = re.compile(_STRING, re.DOTALL)
_SIGNS = re.compile(_STRING + rb"|([\[\]{}:])", re.DOTALL)
_NO_SIGNS = bytes(set(range(256)) - set(b"[]{}:"))
_STEPS = np.zeros(256, np.int8)
_STEPS[[*b"[{"]] = 1
_STEPS[[*b"]}"]] = -1
_COLON = ord(":")


def refuse_deep_json(path: Path, content: bytes) -> int:
    """The number of keys of the object that has most, of a content that is not nested too deep.

    Raises SourceError, with line and column, at the first value that stands in LEVELS others. Time: 15 ms a megabyte.
    """
    signs = np.frombuffer(_STRINGS.sub(b"", content).translate(None, _NO_SIGNS), np.uint8)
    depths = np.cumsum(_STEPS[signs], dtype=np.int64)
    too_deep = depths > LEVELS
    if too_deep.any():
        raise _too_deep(path, content, int(np.argmax(too_deep)))
    return _most_keys(signs, depths)


def _most_keys(signs: npt.NDArray[np.uint8], depths: npt.NDArray[np.int64]) -> int:
    """At each depth, the colons that follow one bracket or brace, up to the next, are the keys of one object."""
    kept = (_STEPS[signs] > 0) | (signs == _COLON)
    by_depth = signs[kept][np.argsort(depths[kept], kind="stable")]
    is_key = by_depth == _COLON
    return int(np.bincount(np.cumsum(~is_key)[is_key], minlength=1).max())


def _too_deep(path: Path, content: bytes, number: int) -> SourceError:
    """The error at a sign, by its number."""
    offsets = (found.start() for found in _SIGNS.finditer(content) if found[1])
    reason = f"nested more than {LEVELS} levels deep; give what is within an address, and write it beside"
    return SourceError(path, reason, *byte_place(content, next(islice(offsets, number, None))))


# JSON-LD that its parser would not survive.

TERMS = 2_000

_MAYBE_GRAPHS = re.compile(rb'"@container"\s*+:\s*+(?:"@graph"|\[)')
_ESCAPED_LETTER = re.compile(rb"\\u00(?:40|6[1-9a-fA-F]|7[0-9aA])")
_TOO_MANY_TERMS = f"a context of more than {TERMS:,} terms; leave out those that are not used"
_NO_JSON = "no JSON from here on; see that quotes and brackets come in pairs, and commas between values"
_GRAPHS = "the file names graphs of its own; remove this, a dataset's folder is its graph"


def refuse_jsonld_hazards(path: Path, content: bytes) -> None:
    """Returns if the parser can read a content, or say what is wrong with it.

    Raises SourceError, with line and column, for what is nested too deep; for a context of more than TERMS terms, as
    they can be made of each other in one long chain; and for keys whose values are graphs, which are not read anyway,
    as some of them end the process. Time: 15 ms a megabyte; 80 ms where keywords may hide behind escapes.
    """
    is_crowded = refuse_deep_json(path, content) > TERMS
    if is_crowded or _ESCAPED_LETTER.search(content) or _MAYBE_GRAPHS.search(content):
        _refuse_keys(path, _json(path, content))


def _json(path: Path, content: bytes) -> JsonText:
    """The whole content; the parser would meet what is dangerous in it before what is wrong with it."""
    try:
        text = content.decode()
        return read_json(text)
    except UnicodeDecodeError as error:
        raise not_utf_8(path, content, error) from error
    except JsonFault as error:
        before = text[: error.offset].encode()
        raise SourceError(path, _NO_JSON, *byte_place(before, len(before))) from error


def _refuse_keys(path: Path, json: JsonText) -> None:
    objects = [number for number, kind in enumerate(json.kinds) if kind == OBJECT]
    crowded = [number for number in objects if len(json.mapping(number)) > TERMS]
    for key, value in (member for number in objects for member in json.members(number)):
        if json.texts[key] == "@context" and any(value <= number < json.beyond[value] for number in crowded):
            raise _error(path, json, key, _TOO_MANY_TERMS)
        if json.texts[key] == "@container" and "@graph" in [json.texts[each] for each in json.values(value)]:
            raise _error(path, json, key, _GRAPHS)


def _error(path: Path, json: JsonText, key: int, reason: str) -> SourceError:
    before = json.text[: json.starts[key]].encode()
    return SourceError(path, reason, *byte_place(before, len(before)))


# RDF/XML that its parser would not survive, or would take for less than it is.

LEVELS_xml_hazards = 1_000
ATTRIBUTES = 1_000

_DOCTYPE = (
    "a document type declaration (DOCTYPE) is not read, as its entities can grow without bound and stand in other "
    "files; remove it, and write out what its entities stand for"
)
_ADVICE = "close each element that is open, and write < and & in texts as &lt; and &amp;"
_TOO_DEEP = f"nested more than {LEVELS_xml_hazards:,} levels deep; give what is within an address, and write it beside"
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
        if self.depth > LEVELS_xml_hazards:
            raise self._error(_TOO_DEEP)
        if len(attributes) > ATTRIBUTES:
            raise self._error(_TOO_MANY)

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _error(self, reason: str) -> SourceError:
        return SourceError(self.path, reason, *byte_place(self.content, self.parser.CurrentByteIndex))


# What is refused before a parser sees it, as the parser would end the process, run for hours or read too little.

TRIPLE_TERMS = 1_000

_NEVER_EMPTY: Mapping[str, Callable[[Path, bytes], None]] = MappingProxyType(
    {
        ".jsonld": refuse_jsonld_hazards,
        ".rdf": refuse_xml_hazards,
    }
)


def refuse_hazards(path: Path, content: bytes) -> None:
    """Returns if the parser of a file's kind can read a content, or say what is wrong with it; raises SourceError."""
    refuse_other_kinds(path, content)
    refuse = _NEVER_EMPTY.get(path.suffix.lower(), _refuse_triple_terms)
    if refuse is not _refuse_triple_terms and (not content or content.isspace()):
        raise SourceError(path, "the file is empty; remove it, or write what it is to say")
    refuse(path, content)


def _refuse_triple_terms(path: Path, content: bytes) -> None:
    """Triple terms of RDF 1.2 within each other, some ten thousands of them, end the process."""
    mark = b"<<("
    if content.count(mark) > TRIPLE_TERMS:
        reason = (
            f"more than {TRIPLE_TERMS:,} triple terms of RDF 1.2, which lq does not read; give each triple an address"
        )
        raise SourceError(path, reason, *byte_place(content, content.index(mark)))
