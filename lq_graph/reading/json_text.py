"""JSON as written: each key and value with its place in the text. Source: RFC 8259."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

STRING, ATOM, ARRAY, OBJECT = '"', "0", "[", "{"

_SPACE = r"[ \t\n\r]*+"
# `(?!)`, which never matches, ends the choices of a possessive group: Python before 3.11.5 goes on behind what the
# last, failed turn of one has read, unless another choice is tried. https://github.com/python/cpython/issues/106052
_STRING = r'"((?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})|(?!))*+)"'
_ATOM = r"(-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++|(?!))?+(?:[eE][-+]?[0-9]++|(?!))?+|true|false|null)"
_VALUE = rf"(?:(?:{_STRING}|{_ATOM}){_SPACE}(%s)|([\[{{]))"
_NO_KEY = r"((?!))?"

# Each has the groups of key, string, atom, the sign after a string or atom, and opening bracket.
_DOCUMENT = re.compile(_SPACE + _NO_KEY + _VALUE % r"\Z")
_ITEM = re.compile(_SPACE + _NO_KEY + _VALUE % r"[,\]]")
_MEMBER = re.compile(_SPACE + _STRING + _SPACE + ":" + _SPACE + _VALUE % "[,}]")
_AFTER = re.compile(_SPACE + r"([,\]}]|\Z)")

_PATTERNS = {"": _DOCUMENT, ARRAY: _ITEM, OBJECT: _MEMBER}
_CLOSINGS = {"": "", ARRAY: "]", OBJECT: "}"}


class JsonFault(ValueError):
    """A text is not JSON, from an offset in characters on."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(f"no JSON at character {offset + 1}")


@dataclass(frozen=True)
class JsonText:
    """The keys and values of a text in columns, numbered in the order of their starts; 0 is the document.

    `kinds` are STRING (keys too), ATOM (a number, true, false, null), ARRAY and OBJECT; `starts` and `ends` are offsets
    in characters, quotes and brackets included; `texts` are strings without their escapes, atoms as written; `beyond`
    is the number that follows a value and all that it contains.
    """

    text: str
    kinds: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    texts: Sequence[str]
    beyond: Sequence[int]

    def items(self, array: int) -> Iterator[int]:
        """The values of an array."""
        item = array + 1
        while item < self.beyond[array]:
            yield item
            item = self.beyond[item]

    def values(self, value: int) -> Iterable[int]:
        """The values of an array; for any other value, itself."""
        return self.items(value) if self.kinds[value] == ARRAY else (value,)

    def members(self, value: int) -> Iterator[tuple[int, int]]:
        """The keys and values of an object, in their order, repeated keys included."""
        key = value + 1
        while key < self.beyond[value]:
            yield key, key + 1
            key = self.beyond[key + 1]

    def mapping(self, value: int) -> dict[str, int]:
        """The values of an object by their keys; of a repeated key, the last."""
        return {self.texts[key]: member for key, member in self.members(value)}


def read_json(text: str) -> JsonText:
    """The keys and values of a text, however deep it is nested.

    Raises JsonFault for what RFC 8259 does not allow. Time: about 1 µs a key or value.
    """
    reader = _Reader(text)
    while reader.containers:
        reader.step()
    return JsonText(text, reader.kinds, reader.starts, reader.ends, reader.texts, reader.beyond)


@dataclass
class _Reader:
    """Columns that grow, and the containers that are still open, with their numbers; -1 stands for the document."""

    text: str
    offset: int = 0
    kinds: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    beyond: list[int] = field(default_factory=list)
    containers: list[tuple[str, int]] = field(default_factory=lambda: [("", -1)])

    def step(self) -> None:
        """Read a value with its key, or the opening bracket of a container."""
        found = _PATTERNS[self.containers[-1][0]].match(self.text, self.offset)
        if not found:
            raise JsonFault(self.offset)
        self.offset = found.end()
        key, string, atom, after, bracket = found.groups()
        if key is not None:
            self._add(STRING, found.start(1) - 1, found.end(1) + 1, _unescaped(key))
        if bracket:
            self._open(bracket)
            return
        if string is None:
            self._add(ATOM, *found.span(3), atom)
        else:
            self._add(STRING, found.start(2) - 1, found.end(2) + 1, _unescaped(string))
        self._close(after)

    def _add(self, kind: str, start: int, end: int, text: str) -> None:
        self.kinds.append(kind)
        self.starts.append(start)
        self.ends.append(end)
        self.texts.append(text)
        self.beyond.append(len(self.kinds))

    def _open(self, bracket: str) -> None:
        self.containers.append((bracket, len(self.kinds)))
        self._add(bracket, self.offset - 1, self.offset, bracket)
        after = _AFTER.match(self.text, self.offset)
        if after and after[1] == _CLOSINGS[bracket]:
            self.offset = after.end()
            self._close(after[1])

    def _close(self, after: str) -> None:
        """Close the containers that end after a value, `after` being the sign that follows it."""
        while after != ",":
            kind, number = self.containers.pop()
            if after != _CLOSINGS[kind]:
                raise JsonFault(self.offset)
            if number < 0:
                return
            self.ends[number] = self.offset
            self.beyond[number] = len(self.kinds)
            after = self._after()

    def _after(self) -> str:
        found = _AFTER.match(self.text, self.offset)
        if not found or (found[1] == "," and len(self.containers) == 1):
            raise JsonFault(self.offset)
        self.offset = found.end()
        return found[1]


def _unescaped(string: str) -> str:
    return str(json.loads(f'"{string}"')) if "\\" in string else string
