"""SHACL validation of columns, by an engine that would never skip a constraint."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pyoxigraph import Triple

from lq_graph.checking.shacl.columns_engine import validate_columns
from lq_graph.checking.shacl.report import Report
from lq_graph.checking.shacl.unsupported import Unsupported
from lq_graph.triples.columns import Columns
from lq_graph.triples.oracles import oracle

Engine = Literal["auto", "columns", "pyshacl"]


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
    report: Report = oracle("lq_graph.checking.pyshacl_engine", "validate_with_pyshacl")(data, shapes)
    return report
