"""Validation results and reports: as columns, as Turtle, JSON and text. SHACL §3.6."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from lq_graph.names import SH
from lq_graph.shacl.core.paths import Path, path_turtle, sparql_text
from lq_graph.shacl.core.shapes_graph import Node, Term
from lq_graph.triples.terms import Ids, Terms

# Validation results, one by one and as columns. SHACL §3.6.2.


@dataclass(frozen=True)
class Result:
    """One thing that a shape finds wrong with a focus node; `constraint` is its sh:sourceConstraint."""

    focus: Term
    path: Path | None
    value: Term | None
    component: NamedNode
    shape: Node
    severity: NamedNode
    messages: tuple[Literal, ...]
    constraint: Node | None = None


@dataclass(frozen=True)
class Batch:
    """The results of one constraint of one shape, as columns. Memory: 8 bytes a result."""

    terms: Terms
    focus: Ids
    values: Ids | None
    path: Path | None
    component: NamedNode
    shape: Node
    severity: NamedNode
    messages: tuple[Literal, ...]
    constraint: Node | None

    def __len__(self) -> int:
        return len(self.focus)

    def __iter__(self) -> Iterator[Result]:
        """The results."""
        same = (self.component, self.shape, self.severity, self.messages, self.constraint)
        focus = self.terms.terms(self.focus)
        values = [None] * len(focus) if self.values is None else self.terms.terms(self.values)
        for node, value in zip(focus, values, strict=True):
            yield Result(node, self.path, value, *same)


# Validation reports in Turtle. SHACL §3.6.


def report_turtle(batches: Sequence[Batch | Sequence[Result]]) -> Iterator[str]:
    """The report of results, piece by piece; every blank node of it is new but for those of the data and the shapes.

    Time: about 3 µs a result.
    """
    results = chain.from_iterable(_batch(batch) if isinstance(batch, Batch) else map(_one, batch) for batch in batches)
    found = next(results, None)
    yield f"@prefix sh: <{SH}> .\n\n[] a sh:ValidationReport ;\n    sh:conforms {'true' if found is None else 'false'}"
    if found is not None:
        yield f" ;\n    sh:result {found}"
        yield from (f" ,\n        {each}" for each in results)
    yield " .\n"


def _batch(batch: Batch) -> Iterator[str]:
    """The results of a batch, of which only focus node and value differ."""
    said = _said(next(iter(batch)))
    focus = batch.terms.terms(batch.focus)
    values: list[Term] | list[None] = [None] * len(focus)
    if batch.values is not None:
        values = batch.terms.terms(batch.values)
    return (_text(node, value, said) for node, value in zip(focus, values, strict=True))


def _one(result: Result) -> str:
    return _text(result.focus, result.value, _said(result))


def _text(focus: Term, value: Term | None, said: str) -> str:
    shown = "" if value is None else f" ; sh:value {value}"
    return f"[ a sh:ValidationResult ; sh:focusNode {focus}{shown} ; {said} ]"


def _said(result: Result) -> str:
    """What results of one constraint have in common."""
    said = [f"sh:resultPath {path_turtle(result.path)}"] if result.path is not None else []
    said += [f"sh:resultMessage {message}" for message in result.messages]
    said += [f"sh:resultSeverity {result.severity}", f"sh:sourceConstraintComponent {result.component}"]
    said += [f"sh:sourceShape {result.shape}"]
    if result.constraint is not None:
        said.append(f"sh:sourceConstraint {result.constraint}")
    return " ; ".join(said)


# Validation reports. SHACL §3.6.


@dataclass(frozen=True)
class Report:
    """All results of one validation, in batches that become single results when they are asked for."""

    batches: Sequence[Batch | Sequence[Result]]

    def __len__(self) -> int:
        return sum(map(len, self.batches))

    @property
    def conforms(self) -> bool:
        """Whether there is no result, of whatever severity."""
        return not len(self)

    def results(self) -> Iterator[Result]:
        """The results, shape by shape."""
        for batch in self.batches:
            yield from batch

    def turtle(self) -> Iterator[str]:
        """The report in Turtle, piece by piece: the quick way to write a long one."""
        return report_turtle(self.batches)

    def graph(self) -> list[Triple]:
        """The report as RDF, with complete paths; about 10 µs a result."""
        return [quad.triple for quad in parse("".join(self.turtle()), format=RdfFormat.TURTLE)]


# Validation reports as text: Turtle as SHACL defines it, JSON for programs, lines for people.

SCHEMA_VERSION = 1


def turtle_report(report: Report) -> str:
    """The results graph in Turtle. SHACL §3.6."""
    return "".join(report.turtle())


def text_report(report: Report) -> str:
    """One line a result: severity, focus node, path, value, what is wrong, and the shape that says so."""
    return "".join(f"{line}\n" for line in sorted(map(_line, report.results())))


def json_report(report: Report) -> str:
    """The results as JSON, every term in N-Triples syntax; `schemaVersion` changes when a member does."""
    results = [_members(result) for result in report.results()]
    document = {"schemaVersion": SCHEMA_VERSION, "conforms": report.conforms, "results": results}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _line(result: Result) -> str:
    about = [str(result.focus), _path(result), _text_report_text(result.value)]
    said = "; ".join(message.value for message in result.messages) or _name(result.component.value)
    return f"{_name(result.severity.value)}: {' '.join(filter(None, about))}: {said} [{result.shape}]"


def _members(result: Result) -> dict[str, object]:
    return {
        "focusNode": str(result.focus),
        "resultPath": _path(result) or None,
        "value": _text_report_text(result.value) or None,
        "severity": result.severity.value,
        "sourceConstraintComponent": result.component.value,
        "sourceShape": str(result.shape),
        "messages": [_message(message) for message in result.messages],
    }


def _message(message: Literal) -> dict[str, str | None]:
    return {"text": message.value, "language": message.language}


def _path(result: Result) -> str:
    return "" if result.path is None else sparql_text(result.path)


def _text_report_text(term: object) -> str:
    return "" if term is None else str(term)


def _name(iri: str) -> str:
    return iri.rpartition("#")[2]
