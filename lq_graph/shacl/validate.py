"""SHACL validation by an engine that never skips a constraint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal as Literal_validate

from pyoxigraph import Literal, Triple

from lq_graph.shacl.compile import parse_shapes
from lq_graph.shacl.core.data_graph import Facts
from lq_graph.shacl.core.evaluation import Evaluation
from lq_graph.shacl.core.model import Shapes
from lq_graph.shacl.core.report import Report
from lq_graph.shacl.core.shapes_graph import ShapesGraph, Term, Unsupported
from lq_graph.shacl.core.sparql_data import SparqlData
from lq_graph.shacl.core.vocabulary import sh
from lq_graph.shacl.sparql.component import Custom, Select
from lq_graph.shacl.sparql.constraint import footprint
from lq_graph.shacl.sparql.query import Names
from lq_graph.triples.columns import Columns
from lq_graph.triples.oracles import oracle

# The columnar engine: shapes compiled, then held against columns.

_TARGET_NODE = sh("targetNode")


def validate_columns(data: Columns, shapes: Iterable[Triple]) -> Report:
    """The report of shapes on a graph; only the graph's dictionary of terms grows.

    Raises IllFormedShapes, or Unsupported before anything is checked. SHACL §3.
    """
    graph = ShapesGraph(shapes)
    compiled = parse_shapes(graph)
    data.terms.ids(constants(graph))
    queried = SparqlData(data, graph.triples, footprint(_predicates(compiled)))
    return Report(tuple(Evaluation(compiled, Facts(data, queried)).batches()))


def _predicates(shapes: Shapes) -> Iterator[Names | None]:
    """The predicates of each query in the shapes, None for any."""
    for shape in shapes.values():
        for constraint in shape.constraints:
            if isinstance(constraint, Select | Custom):
                yield constraint.predicates(shape.path)


def constants(graph: ShapesGraph) -> Iterator[Term]:
    """The terms that a check may need an id of, whether or not the data have them."""
    for triple in graph.triples:
        if triple.predicate == _TARGET_NODE or isinstance(triple.object, Literal):
            yield triple.object  # type: ignore[misc]


# SHACL validation of columns, by an engine that would never skip a constraint.

Engine = Literal_validate["auto", "columns", "pyshacl"]


def validate(data: Columns, shapes: Iterable[Triple], engine: Engine = "auto") -> Report:
    """The report of shapes on a graph, from the columnar engine where it knows all constructs, else from pyshacl.

    Raises IllFormedShapes for what SHACL does not allow; Unsupported with engine="columns" for what that engine does
    not know; EngineError if pyshacl fails. SHACL §3.
    """
    triples = frozenset(shapes)
    if engine == "pyshacl":
        return _by_pyshacl(data, triples)
    try:
        return validate_columns(data, triples)
    except Unsupported:
        if engine == "columns":
            raise
        return _by_pyshacl(data, triples)


def _by_pyshacl(data: Columns, shapes: frozenset[Triple]) -> Report:
    report: Report = oracle("lq_graph.shacl.pyshacl_engine", "validate_with_pyshacl")(data, shapes)
    return report
