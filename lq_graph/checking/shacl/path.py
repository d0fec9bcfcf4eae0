"""SHACL property paths as values. SHACL §2.3.1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pyoxigraph import NamedNode

Times = Literal["*", "+", "?"]


@dataclass(frozen=True)
class Predicate:
    """One predicate, followed from subject to object."""

    iri: NamedNode


@dataclass(frozen=True)
class Inverse:
    """A path followed backwards."""

    path: Path


@dataclass(frozen=True)
class Sequence:
    """Paths one after another; two or more."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Alternative:
    """Any of some paths; two or more."""

    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Repeated:
    """A path any number of times (`*`), at least once (`+`), or at most once (`?`)."""

    path: Path
    times: Times


Path = Predicate | Inverse | Sequence | Alternative | Repeated


def sparql_text(path: Path) -> str:
    """The path in SPARQL's syntax, with parentheses around every compound part. SPARQL 1.1 §9.1."""
    match path:
        case Predicate(iri):
            return str(iri)
        case Inverse(inner):
            return f"(^{sparql_text(inner)})"
        case Sequence(paths):
            return f"({'/'.join(map(sparql_text, paths))})"
        case Alternative(paths):
            return f"({'|'.join(map(sparql_text, paths))})"
        case Repeated(inner, times):
            return f"({sparql_text(inner)}{times})"


def reversed_path(path: Path) -> Path:
    """A path that relates (b, a) where the given one relates (a, b), with inverses on predicates alone."""
    match path:
        case Predicate():
            return Inverse(path)
        case Inverse(inner):
            return inner
        case Sequence(paths):
            return Sequence(tuple(map(reversed_path, reversed(paths))))
        case Alternative(paths):
            return Alternative(tuple(map(reversed_path, paths)))
        case Repeated(inner, times):
            return Repeated(reversed_path(inner), times)
