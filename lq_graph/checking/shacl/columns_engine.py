"""The columnar engine: shapes compiled, then held against columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, Triple

from lq_graph.checking.shacl.evaluation import Evaluation
from lq_graph.checking.shacl.facts import Facts
from lq_graph.checking.shacl.graph import ShapesGraph, Term
from lq_graph.checking.shacl.model import Shapes
from lq_graph.checking.shacl.parse import parse_shapes
from lq_graph.checking.shacl.query_constraints import Custom, Select
from lq_graph.checking.shacl.report import Report
from lq_graph.checking.shacl.sparql_constraint import footprint
from lq_graph.checking.shacl.sparql_data import SparqlData
from lq_graph.checking.shacl.sparql_query import Names
from lq_graph.checking.shacl.vocabulary import sh
from lq_graph.triples.columns import Columns

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
