"""The data on which the queries of shapes are evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property

from pyoxigraph import Quad, QuerySolutions, Store, Triple

from lq_graph.checking.shacl.graph import Term
from lq_graph.checking.shacl.sparql_exact import as_written, canonical, literals_of, may_change
from lq_graph.checking.shacl.sparql_loading import loaded
from lq_graph.checking.shacl.sparql_query import Names
from lq_graph.checking.shacl.sparql_tables import GRAPH, SHAPES_GRAPH, Row, quads
from lq_graph.errors import EngineError
from lq_graph.triples.columns import Columns

Bindings = Mapping[str, Term]


class SparqlData:
    """A data graph in an Oxigraph store, loaded when the first query needs it, and the shapes graph beside it.

    `predicates` are those that the queries can touch (see `footprint`), None for all.
    """

    def __init__(self, columns: Columns, shapes: Iterable[Triple], predicates: Names | None = None) -> None:
        self.columns = columns
        self.shapes = shapes
        self.predicates = predicates

    @cached_property
    def store(self) -> Store:
        """The data in the default graph, the shapes in a named one."""
        store = loaded(self.columns, self.predicates)
        store.extend(Quad(each.subject, each.predicate, each.object, SHAPES_GRAPH) for each in self.shapes)
        return store

    @cached_property
    def literals(self) -> Mapping[Term, Sequence[Term]]:
        """The literals of the data by the form in which the store gives them back."""
        return literals_of(self.columns)

    def exact(self, term: Term, focus: Term) -> list[Term]:
        """The terms of the data that a term of an answer about a focus node stands for."""
        return as_written(term, focus, self.literals, self.columns)

    @contextmanager
    def tables(
        self, names: Sequence[str], rows: Iterable[Row], constants: Bindings, alone: bool = False
    ) -> Iterator[list[Row]]:
        """The distinct rows, as the store has them, which queries can read until the end of the block.

        They read all of them together, or, where asked, each alone.
        """
        distinct = _rows(list(rows), len(names))
        self.store.bulk_extend(quads(names, distinct, constants, alone))
        try:
            yield distinct
        finally:
            self.store.remove_graph(GRAPH)

    def select(self, text: str, prefixes: Mapping[str, str]) -> list[dict[str, Term]]:
        """The distinct solutions of a SELECT; raises EngineError for one that cannot be evaluated."""
        try:
            solutions = self.store.query(text, prefixes=dict(prefixes))
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise EngineError(f"a query of a shape cannot be evaluated: {error}") from error
        if not isinstance(solutions, QuerySolutions):
            raise EngineError("a query of a shape is no SELECT")
        names = [variable.value for variable in solutions.variables]
        rows = dict.fromkeys(tuple(solution[name] for name in names) for solution in solutions)
        return [{n: term for n, term in zip(names, row, strict=True) if term is not None} for row in rows]


def _rows(rows: list[Row], width: int) -> list[Row]:
    if not any(may_change(term) for row in rows for term in row):
        return list(dict.fromkeys(rows))
    flat = canonical([term for row in rows for term in row])
    return list(dict.fromkeys(zip(*(flat[place::width] for place in range(width)), strict=True)))
