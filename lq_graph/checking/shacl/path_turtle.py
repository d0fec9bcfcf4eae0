"""Property paths in Turtle. SHACL §2.3.1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from lq_graph.checking.shacl.path import Alternative, Inverse, Path, Predicate, Repeated, Sequence

_WORDS: Mapping[str, str] = MappingProxyType({"*": "zeroOrMorePath", "+": "oneOrMorePath", "?": "zeroOrOnePath"})


def path_turtle(path: Path) -> str:
    """The path as the object of a triple, with blank nodes of its own; `sh:` is a prefix."""
    match path:
        case Predicate(iri):
            return str(iri)
        case Sequence(paths):
            return _list(paths)
        case Alternative(paths):
            return f"[ sh:alternativePath {_list(paths)} ]"
        case Inverse(inner):
            return f"[ sh:inversePath {path_turtle(inner)} ]"
        case Repeated(inner, times):
            return f"[ sh:{_WORDS[times]} {path_turtle(inner)} ]"


def _list(paths: Iterable[Path]) -> str:
    return f"( {' '.join(map(path_turtle, paths))} )"
