"""Queries on file: the text of a `.rq` file, its header of `#+ key: value` lines, and its parameters.

The header declares parameters by lines `#+ param-<variable>: <type>`, and the headings of columns by lines
`#+ heading-<variable>-<language>: <text>`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from lq_graph.errors import SourceError
from lq_graph.names import WELL_KNOWN_PREFIXES, XSD
from lq_graph.text import Language

PREFIX = "param-"
DATATYPES = frozenset(f"{XSD}{name}" for name in ("gYear", "date", "integer", "decimal", "string", "boolean"))
_TYPE = re.compile(r"(?P<prefix>[a-z][a-z-]*):(?P<name>[A-Za-z][A-Za-z0-9]*)")
_HEADER_LINE = re.compile(r"#\+\s*(?P<key>[A-Za-z][A-Za-z0-9_-]*)\s*:\s*(?P<value>.*\S)")


@dataclass(frozen=True)
class QueryFile:
    """A query, named by its file, with its header."""

    name: str
    path: Path
    header: Mapping[str, str]
    text: str

    def in_language(self, key: str, language: Language) -> str:
        """The value of a header line that is written once for each language; empty if there is none."""
        return self.header.get(f"{key}-{language}", "")

    def heading(self, variable: str, language: Language) -> str:
        """The heading of a column in a language; the name of its variable if the header gives none."""
        return self.in_language(f"heading-{variable}", language) or variable

    def required(self, key: str) -> str:
        """The value of a header line; raises SourceError if the file has no such line."""
        if key not in self.header:
            raise SourceError(self.path, f"the header has no line '#+ {key}: …'; add it")
        return self.header[key]


def read_query_file(path: Path) -> QueryFile:
    """The query in a file; raises SourceError if it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(path, f"cannot be read: {error}") from error
    header = {found["key"]: found["value"] for line in text.splitlines() if (found := _HEADER_LINE.fullmatch(line))}
    return QueryFile(path.stem, path, MappingProxyType(header), text)


def read_query_folder(folder: Path) -> tuple[QueryFile, ...]:
    """Every query in a folder, by name; none if there is no folder."""
    return tuple(read_query_file(path) for path in sorted(folder.glob("*.rq")))


@dataclass(frozen=True)
class Parameter:
    """One variable of a question that can be given a value: its name, and the IRI of a class or a datatype."""

    name: str
    type: str

    @property
    def is_thing(self) -> bool:
        """Whether its values are things of a class, and not literals."""
        return self.type not in DATATYPES


def parameters_of(query: QueryFile) -> tuple[Parameter, ...]:
    """The parameters of a question, in the order of its header; raises SourceError for a type that is none."""
    names = [key.removeprefix(PREFIX) for key in query.header if key.startswith(PREFIX)]
    return tuple(Parameter(name, _type(query, name)) for name in names)


_TODAY = "today"
_TODAY_VARIABLE = re.compile(r"[?$]today\b")


def text_on(query: QueryFile, day: date) -> str:
    """The text of a check on a day: where its header declares `param-today`, the day stands for ?today everywhere."""
    if PREFIX + _TODAY not in query.header:
        return query.text
    return _TODAY_VARIABLE.sub(f'"{day.isoformat()}"^^<{XSD}date>', query.text)


def _type(query: QueryFile, name: str) -> str:
    written = query.header[PREFIX + name]
    found = _TYPE.fullmatch(written)
    namespace = WELL_KNOWN_PREFIXES.get(found["prefix"]) if found else None
    known = ", ".join(sorted(each.replace(XSD, "xsd:") for each in DATATYPES))
    if found is None or namespace is None:
        raise parameter_error(query, name, f"{written!r} is no type; write a class such as lq:Direction, or {known}")
    if namespace == XSD and namespace + found["name"] not in DATATYPES:
        raise parameter_error(query, name, f"{written} is no type of a parameter; write one of {known}")
    return namespace + found["name"]


def parameter_error(query: QueryFile, name: str, reason: str) -> SourceError:
    """The error about a parameter, at its line of the header."""
    before = query.text.partition(f"{PREFIX}{name}:")[0]
    return SourceError(query.path, f"parameter {name}: {reason}", before.count("\n") + 1)


# Faults that the engine's parser finds.

_FAULT = re.compile(r"^error at (?P<line>\d+):(?P<column>\d+): (?P<reason>.*)$", re.DOTALL)


@dataclass(frozen=True)
class QueryFault:
    """What is wrong with a query, and where; line and column count from 1."""

    reason: str
    line: int | None
    column: int | None


def query_fault(error: SyntaxError) -> QueryFault:
    """The fault that an error of the engine's parser states."""
    text = error.msg or str(error)
    found = _FAULT.match(text)
    if found is None:
        return QueryFault(text, error.lineno, error.offset)
    return QueryFault(found["reason"], int(found["line"]), int(found["column"]))
