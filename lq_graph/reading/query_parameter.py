"""The parameters of a question, as its header declares them: `#+ param-<variable>: <type>`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lq_graph.errors import SourceError
from lq_graph.names import WELL_KNOWN_PREFIXES, XSD
from lq_graph.reading.query_file import QueryFile

PREFIX = "param-"
DATATYPES = frozenset(f"{XSD}{name}" for name in ("gYear", "date", "integer", "decimal", "string", "boolean"))
_TYPE = re.compile(r"(?P<prefix>[a-z][a-z-]*):(?P<name>[A-Za-z][A-Za-z0-9]*)")


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


def _type(query: QueryFile, name: str) -> str:
    said = query.header[PREFIX + name]
    found = _TYPE.fullmatch(said)
    space = WELL_KNOWN_PREFIXES.get(found["prefix"]) if found else None
    if found is None or space is None:
        raise refused(query, name, f"{said!r} is no type; write a class such as lq:Direction, or {_known()}")
    if space == XSD and space + found["name"] not in DATATYPES:
        raise refused(query, name, f"{said} is no type of a parameter; write one of {_known()}")
    return space + found["name"]


def refused(query: QueryFile, name: str, reason: str) -> SourceError:
    """The error that says what is wrong with a parameter, at its line."""
    before = query.text.partition(f"{PREFIX}{name}:")[0]
    return SourceError(query.path, f"parameter {name}: {reason}", before.count("\n") + 1)


def _known() -> str:
    return ", ".join(sorted(each.replace(XSD, "xsd:") for each in DATATYPES))
