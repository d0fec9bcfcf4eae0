"""The tables of pre-bound variables that stand beside the data while a query is evaluated.

A table is a set of triples in a graph of its own, and a pattern that reads them, so that a query can be joined with
many focus nodes at once, blank nodes and literals among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from lq_graph.checking.shacl.graph import Term
from lq_graph.checking.shacl.sparql_query import Names

_URN = "urn:x-lq:shacl:"
GRAPH = NamedNode(f"{_URN}tables")
SHAPES_GRAPH = NamedNode(f"{_URN}shapes")
_SET, _ROW = NamedNode(f"{_URN}set"), NamedNode(f"{_URN}row")

Row = tuple[Term, ...]


@dataclass(frozen=True)
class Table:
    """Variables that are bound together, and the pattern that binds them."""

    variables: Names
    pattern: str


def of_all(names: Sequence[str]) -> Table:
    """The table of all rows: (this), or (this, value)."""
    if len(names) == 1:
        return _table(names, f"<{_SET.value}> <{_column(names[0]).value}> ?{names[0]}")
    columns = " ; ".join(f"<{_column(name).value}> ?{name}" for name in names)
    return _table(names, f"<{_SET.value}> <{_ROW.value}> [ {columns} ]")


def of_one(names: Sequence[str], number: int) -> Table:
    """The table of one row."""
    columns = " ; ".join(f"<{_column(name).value}> ?{name}" for name in names)
    return _table(names, f"<{_row(number).value}> {columns}")


def of_constant(name: str) -> Table:
    """The table of a variable that has the same value in every row."""
    return _table([name], f"<{_SET.value}> <{_column(name).value}> ?{name}")


def quads(names: Sequence[str], rows: Sequence[Row], constants: Mapping[str, Term], alone: bool) -> Iterator[Quad]:
    """What the tables read: distinct rows, numbered, and constants; `alone` if each row is to be read alone."""
    if len(names) == 1 and not alone:
        column = _column(names[0])
        yield from (Quad(_SET, column, row[0], GRAPH) for row in rows)
    else:
        yield from _numbered(names, rows)
    for name, term in constants.items():
        yield Quad(_SET, _column(name), term, GRAPH)


def _numbered(names: Sequence[str], rows: Sequence[Row]) -> Iterator[Quad]:
    columns = list(map(_column, names))
    for number, row in enumerate(rows):
        subject = _row(number)
        yield Quad(_SET, _ROW, subject, GRAPH)
        for column, term in zip(columns, row, strict=True):
            yield Quad(subject, column, term, GRAPH)


def _table(names: Sequence[str], triples: str) -> Table:
    return Table(frozenset(names), f" GRAPH <{GRAPH.value}> {{ {triples} }} ")


def _column(name: str) -> NamedNode:
    return NamedNode(f"{_URN}column:{name}")


def _row(number: int) -> NamedNode:
    return NamedNode(f"{_URN}row:{number}")
