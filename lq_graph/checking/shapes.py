"""SHACL: what one node must look like. The one place that imports pyshacl."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import pyshacl
import rdflib
from rdflib import RDF, SH
from rdflib.term import Node

from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.subjects import Subjects
from lq_graph.errors import EngineError
from lq_graph.settings import Texts
from lq_graph.triples.dataset import Triples
from lq_graph.triples.rdflib_bridge import to_rdflib

_SEVERITIES: Mapping[Node, Severity] = MappingProxyType(
    {SH.Info: Severity.INFO, SH.Warning: Severity.WARNING, SH.Violation: Severity.VIOLATION}
)


def check_shapes(data: Triples, shapes: Triples, subjects: Subjects) -> Iterator[Finding]:
    """The findings of all shapes on a closed graph. SHACL §3.

    Raises EngineError if the shapes are not well-formed.
    """
    report = _validate(to_rdflib(data), to_rdflib(shapes))
    for result in report.subjects(RDF.type, SH.ValidationResult):
        yield _finding(report, result, subjects)


def _validate(data: rdflib.Graph, shapes: rdflib.Graph) -> rdflib.Graph:
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True)
    except pyshacl.errors.ReportableRuntimeError as error:
        raise EngineError(f"shapes/: {error.message}") from error
    except pyshacl.errors.ShapeLoadError as error:
        raise EngineError(f"shapes/: not well-formed: {error}") from error
    if not isinstance(report, rdflib.Graph):
        raise EngineError(f"shapes/: {text}")
    return report


def _finding(report: rdflib.Graph, result: Node, subjects: Subjects) -> Finding:
    focus = str(report.value(result, SH.focusNode))
    value = report.value(result, SH.value)
    return Finding(
        severity=_SEVERITIES.get(report.value(result, SH.resultSeverity) or SH.Violation, Severity.VIOLATION),
        code=_local_name(report.value(result, SH.sourceShape)),
        focus=focus,
        label=subjects.label(focus),
        value=None if value is None else str(value),
        message=_message(report, result),
        files=subjects.files(focus),
    )


def _message(report: rdflib.Graph, result: Node) -> Texts:
    by_language = {
        message.language: str(message)
        for message in report.objects(result, SH.resultMessage)
        if isinstance(message, rdflib.Literal)
    }
    default = next(iter(by_language.values()), "")
    return Texts(sv=by_language.get("sv", default), en=by_language.get("en", default))


def _local_name(shape: Node | None) -> str:
    return str(shape).rpartition("#")[2] if isinstance(shape, rdflib.URIRef) else "unnamed-shape"
