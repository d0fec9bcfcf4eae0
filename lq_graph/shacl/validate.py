"""SHACL validation by an engine that never skips a constraint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal as OneOf

from pyoxigraph import Literal, Triple

from lq_graph.shacl.compile import parse_shapes
from lq_graph.shacl.core.data_graph import DataGraph
from lq_graph.shacl.core.evaluation import Evaluation
from lq_graph.shacl.core.model import Shapes
from lq_graph.shacl.core.report import Report
from lq_graph.shacl.core.shapes_graph import ShapesGraph, Term, Unsupported, sh
from lq_graph.shacl.core.sparql_data import SparqlData
from lq_graph.shacl.sparql.constraints import ComponentConstraint, SparqlConstraint, footprint
from lq_graph.triples.columns import Columns
from lq_graph.triples.oracles import oracle

Engine = OneOf["auto", "columns", "pyshacl"]
_TARGET_NODE = sh("targetNode")


def validate(data: Columns, shapes: Iterable[Triple], engine: Engine = "auto") -> Report:
    """The report of shapes on a graph, from the columnar engine where it supports all constructs, else from pyshacl.

    Raises IllFormedShapes for what SHACL does not allow; Unsupported with engine="columns" for what that engine does
    not support; EngineError if pyshacl fails. SHACL §3.
    """
    triples = frozenset(shapes)
    if engine != "pyshacl":
        try:
            return validate_columns(data, triples)
        except Unsupported:
            if engine == "columns":
                raise
    report: Report = oracle("lq_graph.shacl.pyshacl_engine", "validate_with_pyshacl")(data, triples)
    return report


def validate_columns(data: Columns, shapes: Iterable[Triple]) -> Report:
    """The report of the columnar engine; only the graph's dictionary of terms grows.

    Raises IllFormedShapes or Unsupported before anything is checked. SHACL §3.
    """
    graph, compiled = _compiled(frozenset(shapes))
    # Arrays over the dictionary are made once, so that all terms that constraints compare with get their ids first.
    data.terms.ids(compared_terms(graph))
    predicates = footprint(
        constraint.predicates(shape.path)
        for shape in compiled.values()
        for constraint in shape.constraints
        if isinstance(constraint, SparqlConstraint | ComponentConstraint)
    )
    return Report(tuple(Evaluation(compiled, DataGraph(data, SparqlData(data, graph.triples, predicates))).batches()))


@lru_cache(maxsize=1)  # a project is often checked in two states, with the same shapes
def _compiled(shapes: frozenset[Triple]) -> tuple[ShapesGraph, Shapes]:
    graph = ShapesGraph(shapes)
    return graph, parse_shapes(graph)


def compared_terms(graph: ShapesGraph) -> Iterator[Term]:
    """The terms of a shapes graph that constraints may compare with nodes of the data."""
    for triple in graph.triples:
        if triple.predicate == _TARGET_NODE or isinstance(triple.object, Literal):
            yield triple.object  # type: ignore[misc]
