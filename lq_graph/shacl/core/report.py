"""Validation results and reports: as columns, as Turtle, JSON and text. SHACL §3.6."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from lq_graph.names import SH
from lq_graph.shacl.core.paths import Path, path_turtle, sparql_text
from lq_graph.shacl.core.shapes_graph import Node, Term, component
from lq_graph.triples.terms import Ids, Terms

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Result:
    """One validation result; `constraint` is its sh:sourceConstraint. SHACL §3.6.2."""

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
        for focus, value in self.nodes():
            yield Result(focus, self.path, value, *same)

    def nodes(self) -> Iterator[tuple[Term, Term | None]]:
        """The focus node and the value of each result."""
        focus = self.terms.terms(self.focus)
        values = [None] * len(focus) if self.values is None else self.terms.terms(self.values)
        return zip(focus, values, strict=True)


@dataclass(frozen=True)
class Report:
    """All results of one validation, in batches that are turned into single results as they are read. SHACL §3.6.1."""

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

    def graph(self) -> list[Triple]:
        """The report as RDF, with complete paths; about 10 µs a result."""
        return [quad.triple for quad in parse(turtle_report(self), format=RdfFormat.TURTLE)]


def turtle_report(report: Report) -> str:
    """The results graph in Turtle; all its blank nodes are new but for those of the data and the shapes. SHACL §3.6.

    Time: about 3 µs a result.
    """
    conforms = "true" if report.conforms else "false"
    start = f"@prefix sh: <{SH}> .\n\n[] a sh:ValidationReport ;\n    sh:conforms {conforms}"
    results = " ,\n        ".join(each for batch in report.batches for each in _in_turtle(batch))
    return f"{start} ;\n    sh:result {results} .\n" if results else f"{start} .\n"


def _in_turtle(batch: Batch | Sequence[Result]) -> Iterator[str]:
    """The results as blank nodes; in a batch only focus node and value differ, so that the rest is written once."""
    if not isinstance(batch, Batch):
        for result in batch:
            yield _node(result.focus, result.value, _shared_properties(result))
        return
    if not len(batch):
        return
    shared = _shared_properties(next(iter(batch)))
    for focus, value in batch.nodes():
        yield _node(focus, value, shared)


def _node(focus: Term, value: Term | None, shared: str) -> str:
    shown = "" if value is None else f" ; sh:value {value}"
    return f"[ a sh:ValidationResult ; sh:focusNode {focus}{shown} ; {shared} ]"


def _shared_properties(result: Result) -> str:
    """The properties that results of one constraint have in common."""
    properties = [f"sh:resultPath {path_turtle(result.path)}"] if result.path is not None else []
    properties += [f"sh:resultMessage {message}" for message in result.messages]
    properties += [f"sh:resultSeverity {result.severity}", f"sh:sourceConstraintComponent {result.component}"]
    properties += [f"sh:sourceShape {result.shape}"]
    if result.constraint is not None:
        properties.append(f"sh:sourceConstraint {result.constraint}")
    return " ; ".join(properties)


def text_report(report: Report) -> str:
    """One line a result: severity, focus node, path, value, message, and the shape."""
    return "".join(f"{line}\n" for line in sorted(map(_line, report.results())))


def _line(result: Result) -> str:
    path = "" if result.path is None else sparql_text(result.path)
    value = "" if result.value is None else str(result.value)
    message = "; ".join(each.value for each in result.messages) or _local_name(result.component)
    nodes = " ".join(filter(None, (str(result.focus), path, value)))
    return f"{_local_name(result.severity)}: {nodes}: {message} [{result.shape}]"


def _local_name(term: NamedNode) -> str:
    return term.value.rpartition("#")[2]


def json_report(report: Report) -> str:
    """The results as JSON, every term in N-Triples syntax; `schemaVersion` changes when a member does."""
    results = [
        {
            "focusNode": str(result.focus),
            "resultPath": None if result.path is None else sparql_text(result.path),
            "value": None if result.value is None else str(result.value),
            "severity": result.severity.value,
            "sourceConstraintComponent": result.component.value,
            "sourceShape": str(result.shape),
            "messages": [{"text": each.value, "language": each.language} for each in result.messages],
        }
        for result in report.results()
    ]
    document = {"schemaVersion": SCHEMA_VERSION, "conforms": report.conforms, "results": results}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def default_messages(constraint_component: NamedNode) -> tuple[Literal, ...]:
    """The messages of a constraint component of SHACL Core for shapes that have none; none for other components."""
    return _MESSAGES.get(constraint_component, ())


_TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "Class": ("Värdet är inte av rätt klass.", "The value is not of the right class."),
        "Datatype": ("Värdet är inte skrivet i rätt datatyp.", "The value is not written in the right datatype."),
        "NodeKind": ("Värdet är inte av rätt slag.", "The value is not of the right kind."),
        "MinCount": ("Det finns för få värden.", "There are too few values."),
        "MaxCount": ("Det finns för många värden.", "There are too many values."),
        "MinExclusive": ("Värdet är för litet.", "The value is too small."),
        "MinInclusive": ("Värdet är för litet.", "The value is too small."),
        "MaxExclusive": ("Värdet är för stort.", "The value is too large."),
        "MaxInclusive": ("Värdet är för stort.", "The value is too large."),
        "MinLength": ("Texten är för kort.", "The text is too short."),
        "MaxLength": ("Texten är för lång.", "The text is too long."),
        "Pattern": ("Texten följer inte mönstret.", "The text does not follow the pattern."),
        "LanguageIn": ("Språket är inte ett av de tillåtna.", "The language is not one of those allowed."),
        "UniqueLang": ("Flera värden har samma språk.", "Several values have the same language."),
        "Equals": ("Värdena är inte desamma.", "The values are not the same."),
        "Disjoint": ("Värdet finns på båda ställena.", "The value is in both places."),
        "LessThan": ("Värdet är inte det mindre.", "The value is not the lesser."),
        "LessThanOrEquals": ("Värdet är större än det får vara.", "The value is greater than it may be."),
        "Not": ("Värdet är av en form som det inte får ha.", "The value has a shape that it must not have."),
        "And": ("Värdet har inte alla former.", "The value does not have all shapes."),
        "Or": ("Värdet har ingen av formerna.", "The value has none of the shapes."),
        "Xone": ("Värdet har inte exakt en av formerna.", "The value does not have exactly one of the shapes."),
        "Node": ("Värdet har inte rätt form.", "The value does not have the right shape."),
        "QualifiedMinCount": ("Det finns för få värden av formen.", "There are too few values of the shape."),
        "QualifiedMaxCount": ("Det finns för många värden av formen.", "There are too many values of the shape."),
        "Closed": ("Egenskapen hör inte hemma här.", "The property does not belong here."),
        "HasValue": ("Ett värde saknas.", "A value is missing."),
        "SPARQL": ("Formens fråga finner ett fel.", "The query of the shape finds a fault."),
        "In": ("Värdet är inte ett av de tillåtna.", "The value is not one of those allowed."),
    }
)
_MESSAGES: Mapping[NamedNode, tuple[Literal, ...]] = MappingProxyType(
    {
        component(name): (Literal(swedish, language="sv"), Literal(english, language="en"))
        for name, (swedish, english) in _TEXTS.items()
    }
)
