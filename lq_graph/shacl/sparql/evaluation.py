"""Evaluates one query for many focus nodes. SHACL §5.3 and §6.3."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lq_graph.errors import EngineError
from lq_graph.shacl.core.shapes_graph import IllFormedShapes, Node, ShapesGraph, Term
from lq_graph.shacl.core.sparql_data import (
    Bindings,
    Row,
    SparqlData,
    Table,
    by_canonical,
    may_change,
    of_all,
    of_constant,
    of_one,
)
from lq_graph.shacl.core.vocabulary import sh
from lq_graph.shacl.sparql.prebinding import row_by_row, woven
from lq_graph.shacl.sparql.query import Query

# Messages with variables in them. SHACL §5.2, §6.2.1.

_VARIABLE = re.compile(r"\{[?$](\w+)\}")


def messages_of(graph: ShapesGraph, node: Node) -> tuple[Literal, ...]:
    """The sh:message of a node; raises IllFormedShapes if one is no text."""
    found = graph.objects(node, sh("message"))
    if wrong := [each for each in found if not isinstance(each, Literal)]:
        raise IllFormedShapes(node, f"sh:message is not a text: {wrong[0]}", "§5.2.1")
    return tuple(each for each in found if isinstance(each, Literal))


def filled(messages: Iterable[Literal], row: Mapping[str, Term]) -> tuple[Literal, ...]:
    """The messages with the values of a row for `{?name}` and `{$name}`; a name without value stays."""
    return tuple(_filled(message, row) if "{" in message.value else message for message in messages)


def _filled(message: Literal, row: Mapping[str, Term]) -> Literal:
    def value(found: re.Match[str]) -> str:
        term = row.get(found[1])
        return found[0] if term is None else getattr(term, "value", str(term))

    text = _VARIABLE.sub(value, message.value)
    if message.language:
        return Literal(text, language=message.language)
    return Literal(text, datatype=message.datatype)


# What the evaluation of a query of a shape gives.


@dataclass(frozen=True)
class SparqlResult:
    """One violation; the path is set if the query names one, otherwise the shape's path holds. SHACL §5.3.2."""

    focus: Term
    value: Term | None
    path: NamedNode | None
    messages: tuple[Literal, ...]


# The evaluation of one query for many focus nodes. SHACL §5.3, §6.3.


@dataclass(frozen=True)
class Evaluation:
    """A query with what it is given besides its rows; `node_shape` says what a solution without value means."""

    query: Query
    data: SparqlData
    constants: Bindings
    messages: Sequence[Literal]
    node_shape: bool

    def selected(self, focus: Sequence[Term]) -> list[SparqlResult]:
        """A result for each solution of the SELECT for each focus node."""
        exact = by_canonical(focus)
        return [
            result
            for solution in self.solutions(["this"], [(each,) for each in focus])
            for node in exact.get(solution["this"], [solution["this"]])
            for result in self.results(node, solution)
        ]

    def rejected(self, pairs: Sequence[tuple[Term, Term]]) -> list[SparqlResult]:
        """A result for each focus node and value for which the ASK says no."""
        found = self.solutions(["this", "value"], list(pairs), "SELECT DISTINCT ?this ?value ")
        accepted = {(row["this"], row["value"]) for row in found}
        forms = {
            term: form for form, terms in by_canonical(t for pair in pairs for t in pair).items() for term in terms
        }
        bad = [pair for pair in dict.fromkeys(pairs) if (forms[pair[0]], forms[pair[1]]) not in accepted]
        return [SparqlResult(focus, value, None, self.texts({"this": focus, "value": value})) for focus, value in bad]

    def solutions(self, names: Sequence[str], rows: Sequence[Row], head: str | None = None) -> list[dict[str, Term]]:
        """The solutions for all rows, evaluated at once where that is the same as row by row."""
        constants = {name: term for name, term in self.constants.items() if name in self.query.variables}
        alone = row_by_row(self.query, names)
        with self.data.tables(names, rows, constants, alone) as distinct:
            numbers = range(len(distinct))
            tables = [of_one(names, number) for number in numbers] if alone else [of_all(names)][: len(distinct)]
            return [found for table in tables for found in self.joined(table, constants, head)]

    def joined(self, table: Table, constants: Bindings, head: str | None) -> list[dict[str, Term]]:
        """The solutions of the query joined with one table of rows and those of the constants."""
        text = woven(self.query, [table, *map(of_constant, constants)], head)
        return self.data.select(text, self.query.prefixes)

    def results(self, focus: Term, solution: Mapping[str, Term]) -> Iterator[SparqlResult]:
        """The results of one solution: one for each literal that its value may stand for."""
        if getattr(solution.get("failure"), "value", "") == "true":
            raise EngineError(f"a query of a shape reports a failure for {focus}")
        value, path = solution.get("value", focus if self.node_shape else None), solution.get("path")
        exact = self.data.exact(value, focus) if "value" in solution and may_change(value) else [value]  # type: ignore[arg-type]
        for each in exact:
            row = {**solution, "this": focus, **({} if each is None else {"value": each})}
            yield SparqlResult(focus, each, path if isinstance(path, NamedNode) else None, self.texts(row))

    def texts(self, row: Mapping[str, Term]) -> tuple[Literal, ...]:
        """The messages for one row: those of the shapes, else the one of the query."""
        message = row.get("message")
        own = [message] if isinstance(message, Literal) and not self.messages else self.messages
        return filled(own, {**self.constants, **row})
