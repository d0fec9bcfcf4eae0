"""pyshacl as fallback and oracle: validation of shapes that the columnar engine does not support."""

from __future__ import annotations

import pyshacl
import rdflib
from pyoxigraph import Literal, Triple
from rdflib import RDF, SH
from rdflib.term import Node

from lq_graph.errors import EngineError
from lq_graph.shacl.core.paths import parse_path
from lq_graph.shacl.core.report import Report, Result
from lq_graph.shacl.core.shapes_graph import ADVANCED, SCRIPTED, ShapesGraph
from lq_graph.triples.columns import Columns
from lq_graph.triples.rdflib_bridge import from_rdflib, to_rdflib


def validate_with_pyshacl(data: Columns, shapes: frozenset[Triple]) -> Report:
    """The report of pyshacl; advanced features are on if the shapes use them.

    Raises EngineError for shapes that pyshacl refuses, and for JavaScript, which it would ignore.
    """
    predicates = {triple.predicate for triple in shapes}
    if predicates & SCRIPTED:
        raise EngineError("shapes/: no engine here runs JavaScript (sh:js); write the constraint with sh:sparql")
    graph = _report(to_rdflib(data.triples()), to_rdflib(shapes), advanced=bool(predicates & ADVANCED))
    paths = ShapesGraph(Triple(*map(from_rdflib, triple)) for triple in graph)  # type: ignore[arg-type]
    results = (node for node in graph.subjects(RDF.type, SH.ValidationResult) if (None, SH.result, node) in graph)
    return Report((tuple(_result(graph, node, paths) for node in results),))


def _report(data: rdflib.Graph, shapes: rdflib.Graph, *, advanced: bool) -> rdflib.Graph:
    try:
        _, report, text = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", inplace=True, advanced=advanced, do_owl_imports=False
        )
    except pyshacl.errors.ShapeLoadError as error:
        raise EngineError(f"shapes/: not well-formed: {error}") from error
    except Exception as error:  # pyshacl lets errors of any kind out
        raise EngineError(f"shapes/: {getattr(error, 'message', error)}") from error
    if not isinstance(report, rdflib.Graph):
        raise EngineError(f"shapes/: {text}")
    return report


def _result(report: rdflib.Graph, node: Node, paths: ShapesGraph) -> Result:
    terms = {key: from_rdflib(term) for key, term in report.predicate_objects(node) if key != SH.resultMessage}
    path = terms.get(SH.resultPath)
    messages = (from_rdflib(term) for term in report.objects(node, SH.resultMessage))
    return Result(
        focus=terms[SH.focusNode],
        path=None if path is None else parse_path(paths, path),
        value=terms.get(SH.value),
        component=terms[SH.sourceConstraintComponent],  # type: ignore[arg-type]
        shape=terms[SH.sourceShape],  # type: ignore[arg-type]
        severity=terms[SH.resultSeverity],  # type: ignore[arg-type]
        messages=tuple(message for message in messages if isinstance(message, Literal)),
        constraint=terms.get(SH.sourceConstraint),  # type: ignore[arg-type]
    )
